"""The choice between candidates does not follow noise."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.training.score import Scorer

TRUTH = np.arange(200) % 4


def logits(right: int, *, sure: float = 3.0) -> np.ndarray:
    """Logits that are right on the first texts and wrong, but not surely, on the others."""
    made = np.zeros((200, 4), dtype=np.float32)
    made[np.arange(200), TRUTH] = sure
    wrong = np.arange(200) >= right
    made[wrong] = 0
    made[wrong, (TRUTH[wrong] + 1) % 4] = 0.5
    return made


@pytest.fixture
def score() -> Scorer:
    return Scorer("accuracy", TRUTH)


def test_best_is_the_one_with_the_clearly_higher_figure(score: Scorer) -> None:
    assert score.best([logits(120, sure=8.0), logits(160)]) == 1


def test_best_of_like_figures_is_the_one_with_the_lower_loss(score: Scorer) -> None:
    rash = logits(162)
    rash[162:] *= 40
    assert score(rash) > score(logits(160))
    assert score.best([rash, logits(160)]) == 1


def test_cheaper_one_is_taken_where_nothing_tells_them_apart(score: Scorer) -> None:
    other = logits(161)[::-1][np.argsort(TRUTH[::-1], kind="stable")][np.argsort(np.argsort(TRUTH, kind="stable"))]
    assert score(other) == score(logits(161))
    for costs in ([2, 1], [1, 2]):
        assert score.best([other, logits(161)], costs) == costs.index(1)


def test_dearer_one_is_taken_where_it_is_better(score: Scorer) -> None:
    assert score.best([logits(160), logits(190)], [1, 4]) == 1
    assert score.best([logits(160), logits(162, sure=8.0)], [1, 4]) == 1


def test_best_of_nothing_measured_is_the_first() -> None:
    empty = Scorer("accuracy", np.zeros(0, dtype=np.int64))
    assert empty.best([np.zeros((0, 3), dtype=np.float32)] * 2) == 0


def test_best_scale_makes_timid_logits_bolder_and_rash_ones_milder(score: Scorer) -> None:
    assert score.best_scale(0.01 * logits(200)) > 1
    assert score.best_scale(50 * logits(100)) < 1
