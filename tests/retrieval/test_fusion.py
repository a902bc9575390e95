from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.retrieval.fusion import Fusion, ReciprocalRanks, SimilarityAndRank

BOTH = [ReciprocalRanks(), SimilarityAndRank()]


def test_reciprocal_ranks_are_those_of_the_paper() -> None:
    scores = ReciprocalRanks().fuse([(1, 9.0), (2, 5.0)], [(2, 0.8), (3, 0.7)])
    assert scores == pytest.approx({1: 1 / 61, 2: 1 / 62 + 1 / 61, 3: 1 / 62})


def test_reciprocal_ranks_are_weighted() -> None:
    scores = ReciprocalRanks(words=2.0, meaning=0.5, k=0).fuse([(1, 9.0)], [(2, 0.8), (1, 0.7)])
    assert scores == pytest.approx({1: 2.0 + 0.25, 2: 0.5})


def test_documents_below_the_depth_have_no_rank_by_meaning() -> None:
    scores = ReciprocalRanks(k=1, depth=1).fuse([(2, 1.0)], [(1, 0.9), (2, 0.1)])
    assert scores == pytest.approx({1: 0.5, 2: 0.5})


def test_words_add_to_the_similarity_by_rank() -> None:
    scores = SimilarityAndRank(words=0.1, k=10).fuse([(1, 40.0), (2, 2.0)], [(2, 0.9), (1, 0.2), (3, 0.1)])
    assert scores == pytest.approx({1: 0.2 + 0.1, 2: 0.9 + 0.1 * 11 / 12, 3: 0.1})


@pytest.mark.parametrize("fusion", BOTH)
@given(order=st.permutations(range(6)), found=st.integers(0, 6))
def test_being_higher_in_both_rankings_is_higher_fused(fusion: Fusion, order: list[int], found: int) -> None:
    by_meaning = [(number, 1.0 - place / 10) for place, number in enumerate(order)]
    scores = fusion.fuse(by_meaning[:found], by_meaning)
    assert sorted(scores, key=lambda number: -scores[number]) == order
