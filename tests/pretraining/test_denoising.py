from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from scaffold.pretraining.denoising import DELETED, Denoising, remaining
from scaffold.pretraining.masking import IGNORED
from scaffold.pretraining.phase import Phase, run_phase
from scaffold.pretraining.rows import Rows


@pytest.fixture
def encoder(tiny_encoder):
    return tiny_encoder.copy()


@pytest.fixture
def objective(encoder, toy_corpus):
    return Denoising(encoder, Rows.of(toy_corpus, encoder, seed=1), seed=1)


@given(st.lists(st.integers(-1, 5), max_size=40), st.integers(0, 9))
def test_special_tokens_and_a_share_of_the_others_stay_in_order(words, seed):
    kept = remaining(np.array(words, dtype=np.int32), np.random.default_rng(seed))
    inner = [place for place, word in enumerate(words) if word >= 0]

    assert kept.tolist() == sorted(set(kept.tolist()))
    assert {place for place, word in enumerate(words) if word < 0} <= set(kept.tolist())
    assert len(set(kept) & set(inner)) == (max(1, round((1 - DELETED) * len(inner))) if inner else 0)


def test_whole_row_is_to_be_told_from_part_of_it(objective):
    batch = objective.batch([0, 1])

    assert batch["inputs"].shape[1] < batch["before"].shape[1]
    for row in range(2):
        told = batch["labels"][row][batch["labels"][row] != IGNORED]
        read = batch["before"][row][: len(told)]
        assert torch.equal(read[1:], told[:-1])
        assert set(batch["inputs"][row][batch["mask"][row] > 0].tolist()) <= {*read.tolist(), int(told[-1])}


def test_another_pass_leaves_other_tokens_out(objective):
    rows = len(objective.lengths())
    seen = [objective.batch([3 + rows * turn])["inputs"].tolist() for turn in range(5)]

    assert objective.batch([3])["inputs"].tolist() == seen[0]
    assert any(each != seen[0] for each in seen[1:])


def test_a_token_is_told_without_those_behind_it(objective):
    batch = objective.batch([0])
    objective.module.eval()
    length = int((batch["labels"] != IGNORED).sum())
    early = batch["labels"].clone()
    early[0, 1:] = IGNORED
    changed = batch["before"].clone()
    changed[0, 1:length] = batch["before"][0, 1:length].flip(0)
    with torch.inference_mode():
        one, other = (
            objective.module(**batch | {"before": before, "labels": early})["loss"]
            for before in (batch["before"], changed)
        )

    assert float(one) == pytest.approx(float(other), abs=1e-5)


def test_held_out_figure_is_near_chance_at_first_and_the_same_every_time(encoder, objective):
    first = objective.held_out()
    objective.module.train()

    assert objective.held_out() == first
    assert first > 0.5 * math.log(encoder.model.get_input_embeddings().num_embeddings)


def test_encoder_learns_what_tells_a_text(encoder, objective, tmp_path):
    before = [each.detach().clone() for each in encoder.model.parameters()]
    phase = Phase("sentences", "denoising", "all", steps=60, batch_size=16, learning_rate=3e-3, evaluations=2)
    history = run_phase(objective, phase, tmp_path)

    assert history.after < 0.8 * history.before
    assert not any(map(torch.equal, before, encoder.model.parameters()))
    # The decoder needs the vector of this text, and not that of another.
    batch = objective.batch(range(16))
    objective.module.eval()
    with torch.inference_mode():
        own, other = (objective.module(**batch | shift)["loss"] for shift in ({}, _rolled(batch)))
    assert own < other


def _rolled(batch):
    return {name: batch[name].roll(1, dims=0) for name in ("inputs", "mask")}
