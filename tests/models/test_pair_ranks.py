"""Where what belongs to a text is found, among all that may."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.models import pair_ranks as module
from scaffold.models.pair_ranks import FIGURES, TEMPERATURE, pair_ranks, text_numbers


def unit(rows):
    rows = np.asarray(rows, dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_texts_that_read_the_same_have_one_number():
    one, other, third = text_numbers(["My card", " my  CARD", "your card"])

    assert one == other != third


def test_ranks_count_what_is_nearer_and_wrong():
    firsts = unit([[1, 0], [0, 1], [1, 1]])
    seconds = unit([[1, 0.1], [1, 0], [0.2, 1]])
    found = pair_ranks(firsts, seconds, (np.array([1, 2, 3]), np.array([4, 5, 6])))

    assert found.ranks.tolist() == [2, 3, 1]
    assert found.wrong.tolist() == [1, 2, 0]
    assert found.candidates == 3
    cosines = (firsts @ seconds.T).astype(float) / TEMPERATURE
    wanted = [np.logaddexp.reduce(row) - row[n] for n, row in enumerate(cosines)]
    np.testing.assert_allclose(found.losses, wanted, rtol=1e-5)


def test_a_text_with_several_counts_once_by_the_nearest_of_them():
    firsts = unit([[1, 0], [1, 0], [0, 1]])
    seconds = unit([[0, 1], [1, 0.1], [0.5, 1]])
    found = pair_ranks(firsts, seconds, (np.array([1, 1, 2]), np.array([4, 5, 6])))

    assert found.rows.tolist() == [0, 2]
    assert found.ranks.tolist() == [1, 2]


def test_a_second_text_that_comes_twice_is_one_candidate():
    vectors = unit([[1, 0], [0, 1], [1, 1]])
    found = pair_ranks(vectors, vectors[[0, 0, 2]], (np.array([1, 2, 3]), np.array([7, 7, 8])))

    assert found.candidates == 2
    assert found.ranks.tolist() == [1, 2, 1]


def test_equally_near_texts_count_as_nearer():
    found = pair_ranks(unit([[1, 0], [1, 0]]), unit([[1, 0], [1, 0]]), (np.array([1, 2]), np.array([3, 4])))

    assert found.ranks.tolist() == [2, 2]


def test_one_candidate_has_no_wrong_one():
    found = pair_ranks(unit([[1, 0]]), unit([[0, 1]]), (np.array([1]), np.array([2])))

    assert (found.ranks.tolist(), found.wrong.tolist()) == ([1], [-1])


def test_blocks_give_what_the_whole_gives(monkeypatch):
    random = np.random.default_rng(0)
    firsts, seconds = (unit(random.normal(size=(23, 4))) for _ in range(2))
    numbers = random.integers(0, 15, 23), random.integers(0, 12, 23)
    whole = pair_ranks(firsts, seconds, numbers)
    monkeypatch.setattr(module, "_BLOCK", 4)
    parts = pair_ranks(firsts, seconds, numbers)

    for name in ("rows", "ranks", "losses", "wrong"):
        np.testing.assert_allclose(getattr(parts, name), getattr(whole, name))


def test_figures_of_ranks():
    ranks = np.array([1, 2, 20])

    assert FIGURES["mrr"](ranks) == pytest.approx((1 + 1 / 2 + 1 / 20) / 3)
    assert FIGURES["recall_at_1"](ranks) == pytest.approx(1 / 3)
    assert FIGURES["recall_at_10"](ranks) == pytest.approx(2 / 3)
