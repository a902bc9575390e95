"""Samples follow the softmax of the shaped logits, and belong to their row."""

from __future__ import annotations

import pytest
import torch

from scaffold.models.generation.sampling import samplers
from scaffold.settings import GenerationSettings

LOGITS = torch.tensor([2.0, 1.0, 0.0, -1.0, -20.0])
ROWS = 4000


def draw(settings: GenerationSettings, sequences: list[list[int]]) -> torch.Tensor:
    scores = LOGITS.repeat(len(sequences), 1)
    for processor in samplers(settings, sequences):
        scores = processor(torch.zeros((len(sequences), 1), dtype=torch.long), scores)
    return scores.argmax(-1)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_shares_are_those_of_the_softmax(temperature):
    drawn = draw(GenerationSettings(temperature=temperature), [[row] for row in range(ROWS)])
    expected = (LOGITS / temperature).softmax(-1)
    spread = (expected * (1 - expected) / ROWS).sqrt()

    shares = torch.bincount(drawn, minlength=len(LOGITS)) / ROWS
    assert bool(((shares - expected).abs() <= 4 * spread + 1e-3).all())


def test_top_p_keeps_the_likeliest_only():
    drawn = draw(GenerationSettings(temperature=1.0, top_p=0.8), [[row] for row in range(ROWS)])

    # softmax: 0.64, 0.24, 0.09, ...
    assert set(drawn.tolist()) == {0, 1}


def test_a_row_draws_the_same_in_any_company():
    settings = GenerationSettings(temperature=2.0)
    sequences = [[row, row + 1] for row in range(50)]

    together = draw(settings, sequences)
    assert together.tolist() == [int(draw(settings, [one])) for one in sequences]
    assert together.flip(0).tolist() == draw(settings, sequences[::-1]).tolist()
    assert together.tolist() != draw(GenerationSettings(temperature=2.0, seed=2), sequences).tolist()


def test_nothing_is_random_without_a_temperature():
    assert samplers(GenerationSettings(), [[1], [2]]) == []
