"""The few items of a catalogue that are worth ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.retrieval.query import NONE

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from scaffold_recommendation.retrieval.query import Query

    Numbers = NDArray[np.int64]

RRF = 60.0
"""The constant of reciprocal rank fusion (Cormack, Clarke & Buettcher 2009)."""

DEPTH = {"ease": 1.0, "als": 1.0, "item_knn": 0.6, "popularity": 0.4, "text_map": 0.3, "text": 0.3}
"""How many items each retriever brings, against the number wanted; also the weight of its ranks."""


BY_TEXT = ("text_map", "text")
"""Retrievers that know items which nobody took."""

COLD = 5
"""Takers up to which an item counts as one that hardly anybody took."""

COLD_DEPTH = 200
"""Items of a retriever by text among which such ones are looked for."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Items of n histories with the score that each retriever gives them.

    :ivar items: (n, c), best first by fused ranks; -1 where there are fewer.
    :ivar scores: by retriever, (n, c).
    """

    items: Numbers
    scores: Mapping[str, NDArray[np.float32]]

    def __len__(self) -> int:
        return len(self.items)


def retrieve(
    queries: Mapping[str, Query],
    seen: sparse.csr_matrix,
    count: int,
    *,
    cold: NDArray[np.bool_] | None = None,
    also: Sequence[int] = (),
) -> Candidates:
    """The `count` best items that were not seen, by the fused ranks of all retrievers, and some that are new.

    Items that hardly anybody took are found by their texts alone, and no sum of ranks would bring them: a tenth as many
    of them come behind the others.

    :param queries: what each retriever says, by its name.
    :param seen: items to leave out, (n, items).
    :param cold: which items hardly anybody took, (items,).
    :param also: numbers of items that are candidates in any case, behind the others.
    """
    most = int(np.diff(seen.indptr).max(initial=0))
    by_text = [name for name in BY_TEXT if name in queries]
    depths = {name: round(count * DEPTH[name]) if len(queries) > 1 else count for name in queries}
    deep = depths if cold is None else depths | {name: max(depths[name], COLD_DEPTH) for name in by_text}
    tops = {name: query.top(min(deep[name] + most, seen.shape[1])) for name, query in queries.items()}
    items = fuse(tops, seen, count, depths)
    if cold is not None and by_text:
        only = {name: np.where((tops[name] >= 0) & cold[tops[name]], tops[name], NONE) for name in by_text}
        new = max(1, count // 10)
        items = _behind(items, fuse(only, seen, new, dict.fromkeys(only, new)))
    if len(also):
        items = _behind(items, np.tile(np.asarray(also, np.int64), (len(items), 1)))
    return Candidates(items, {name: query.scores(items) for name, query in queries.items()})


def _behind(items: Numbers, more: Numbers) -> Numbers:
    """Further items behind those that are there; -1 in the place of those that are there already."""
    known = (more[:, :, None] == items[:, None, :]).any(axis=2)
    return np.concatenate([items, np.where(known, NONE, more)], axis=1)


def fuse(tops: Mapping[str, Numbers], seen: sparse.csr_matrix, count: int, depths: Mapping[str, int]) -> Numbers:
    """One ranking of several by reciprocal ranks, (n, count); -1 where there are fewer.

    :param tops: by retriever, its items, best first, (n, k).
    :param depths: by retriever, how many of them that were not seen count.
    """
    rows, width = seen.shape
    hidden = _keys(seen)
    keys, gains = [], []
    for name, top in tops.items():
        key = np.where(top >= 0, np.arange(rows)[:, None] * width + top, -1)
        new = (key >= 0) & ~np.isin(key, hidden)
        rank = np.cumsum(new, axis=1)
        new &= rank <= depths[name]
        keys.append(key[new])
        gains.append((DEPTH[name] / (RRF + rank))[new])
    found, at = np.unique(np.concatenate(keys), return_inverse=True)
    score = np.bincount(at, np.concatenate(gains), minlength=len(found))
    row = found // width
    order = np.lexsort((found, -score, row))
    found, row = found[order], row[order]
    place = np.arange(len(row)) - np.searchsorted(row, row)
    kept = place < count
    fused = np.full((rows, count), NONE, np.int64)
    fused[row[kept], place[kept]] = found[kept] % width
    return fused


def _keys(matrix: sparse.csr_matrix) -> Numbers:
    """Cells that are there, as row times width plus column."""
    row = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))
    return row * matrix.shape[1] + matrix.indices
