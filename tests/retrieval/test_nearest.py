from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.retrieval.document import Document
from scaffold.retrieval.index import DocumentIndex
from scaffold.retrieval.stamp import IndexStamp

DIRECTIONS = [(1.0, 0.0), (0.8, 0.6), (0.6, 0.8), (0.0, 1.0), (-0.6, 0.8)]


@settings(max_examples=30, deadline=None)
@given(
    owned=st.lists(st.lists(st.sampled_from(DIRECTIONS), min_size=1, max_size=6), min_size=1, max_size=8),
    k=st.integers(0, 10),
)
def test_the_nearest_documents_are_those_of_a_full_comparison(
    tmp_path_factory: pytest.TempPathFactory, owned: list[list[tuple[float, float]]], k: int
) -> None:
    query = np.array([1.0, 0.0], np.float32)
    vectors = [np.array(rows, np.float32) for rows in owned]
    expected = sorted((-float((rows @ query).max()), f"d{i}") for i, rows in enumerate(vectors))
    with DocumentIndex.create(tmp_path_factory.mktemp("n") / "index", IndexStamp("drawn", 2)) as index:
        index.add([Document(f"d{i}", "") for i in range(len(vectors))], vectors)
        hits = index.search_vectors(query, k)
    assert [hit.document.id for hit in hits] == [name for _, name in expected][:k]


def test_a_hit_by_words_that_is_far_in_meaning_still_has_its_cosine(index: DocumentIndex, encode) -> None:
    near = [Document(f"near-{i}", "other") for i in range(120)]
    index.add([*near, Document("far", "iban")], [*[encode("query")] * 120, encode("far away")])
    hit = next(hit for hit in index.search("iban", encode("query"), k=121) if hit.document.id == "far")
    assert hit.lexical_rank == 1
    assert hit.vector_score == pytest.approx(float(encode("query") @ encode("far away")), abs=1e-6)
