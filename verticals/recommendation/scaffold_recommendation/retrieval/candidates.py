"""The few items of a catalogue that are worth ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.retrieval.query import NONE, best

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
    by_text = [name for name in BY_TEXT if name in queries]
    depths = {name: round(count * DEPTH[name]) if len(queries) > 1 else count for name in queries}
    deep = depths if cold is None else depths | {name: max(depths[name], COLD_DEPTH) for name in by_text}
    tops = {name: query.top(deep[name], seen) for name, query in queries.items()}
    items = fuse({name: top[:, : depths[name]] for name, top in tops.items()}, count)
    if cold is not None and by_text:
        new = max(1, count // 10)
        items = _behind(items, fuse({name: _only(tops[name], cold, new) for name in by_text}, new))
    if len(also):
        items = _behind(items, np.tile(np.asarray(also, np.int64), (len(items), 1)))
    return Candidates(items, {name: query.scores(items) for name, query in queries.items()})


def _behind(items: Numbers, more: Numbers) -> Numbers:
    """Further items behind those that are there; -1 in the place of those that are there already."""
    known = (more[:, :, None] == items[:, None, :]).any(axis=2)
    return np.concatenate([items, np.where(known, NONE, more)], axis=1)


def _only(top: Numbers, wanted: NDArray[np.bool_], most: int) -> Numbers:
    """Those of the best items that are wanted, in their order."""
    left = np.where((top >= 0) & wanted[top], top, NONE)
    order = np.argsort(left < 0, axis=1, kind="stable")[:, :most]
    return np.take_along_axis(left, order, axis=1)


def fuse(tops: Mapping[str, Numbers], count: int) -> Numbers:
    """One ranking of several by reciprocal ranks, (n, count); -1 where there are fewer, the first of equals first.

    :param tops: by retriever, its items, best first, (n, k); -1 behind them.
    """
    if len(tops) == 1:
        (top,) = tops.values()
        return top[:, :count]
    items = np.concatenate(list(tops.values()), axis=1)
    gains = np.concatenate([DEPTH[name] / (RRF + 1 + np.arange(top.shape[1])) for name, top in tops.items()])
    # Sorted by item, then by retriever: an item that several bring stands in neighbouring places.
    bits = int(items.shape[1]).bit_length()
    keys = np.sort(items << bits | np.arange(items.shape[1]), axis=1)
    items, gained = keys >> bits, gains[keys & (1 << bits) - 1]
    first = np.ones(items.shape, bool)
    first[:, 1:] = items[:, 1:] != items[:, :-1]
    starts = np.flatnonzero(first)
    score = np.zeros(items.shape)
    if len(starts):
        score.ravel()[starts] = np.add.reduceat(gained.ravel(), starts)
    score[items < 0] = 0
    at = best(score, count)
    return np.where(at >= 0, np.take_along_axis(items, np.maximum(at, 0), axis=1), NONE)
