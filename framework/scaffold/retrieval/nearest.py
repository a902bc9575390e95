"""From nearest vectors to nearest documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from scaffold.retrieval.store import Store
    from scaffold.retrieval.vectors import VectorIndex


def nearest_documents(
    store: Store, vectors: VectorIndex, query: npt.NDArray[np.float32], limit: int
) -> list[tuple[int, float]]:
    """Row numbers and cosines of the `limit` documents whose nearest vector is nearest to `query` (d,).

    A document may have several vectors, so more vectors than documents are looked at: until `limit` documents
    lie strictly above the last vector seen, which makes the result exact. Equal scores are ordered by id.
    """
    if limit < 1:
        return []
    wanted = 2 * limit
    while True:
        found = vectors.search(query, wanted)
        best = _best_by_document(store, found)
        settled = sum(score > found[-1][1] for score in best.values()) if found else 0
        if settled >= limit or wanted >= len(vectors):
            break
        wanted *= 2
    names = store.ids(best)
    return sorted(best.items(), key=lambda item: (-item[1], names[item[0]]))[:limit]


def cosines(store: Store, query: npt.NDArray[np.float32], documents: Sequence[int]) -> list[tuple[int, float]]:
    """Row numbers and cosines, best first, of these documents with their nearest vector; none for one without."""
    best: dict[int, float] = {}
    for number, vector in store.vectors_of(documents):
        best[number] = max(best.get(number, -1.0), float((vector * query).sum()))
    return sorted(best.items(), key=lambda item: -item[1])


def _best_by_document(store: Store, found: list[tuple[int, float]]) -> dict[int, float]:
    owners = store.vector_owners([number for number, _ in found])
    best: dict[int, float] = {}
    for number, score in found:
        best.setdefault(owners[number], score)
    return best
