"""Where the text that belongs to another stands among all texts, nearest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scaffold.text import folded_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scaffold.models.classifier import Matrix

TEMPERATURE = 0.05
_BLOCK = 512

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ranks:
    """Of each different first text, in the order in which they come.

    :ivar rows: the row it comes in first, (texts,).
    :ivar ranks: of the nearest second text that belongs to it, 1 the nearest of all, (texts,).
    :ivar losses: minus log of the share of those that belong to it, of a softmax over all second texts, (texts,).
    :ivar wrong: row of the nearest second text that does not belong to it; -1 without any, (texts,).
    :ivar candidates: different second texts.
    """

    rows: Numbers
    ranks: Numbers
    losses: npt.NDArray[np.float64]
    wrong: Numbers
    candidates: int


def text_numbers(texts: Sequence[str]) -> Numbers:
    """A number for each text, the same for texts that read the same."""
    return np.array([folded_hash(text) for text in texts], dtype=np.uint64).view(np.int64)


def pair_ranks(firsts: Matrix, seconds: Matrix, numbers: tuple[Numbers, Numbers]) -> Ranks:
    """Search every first text's second one among all of them.

    :param firsts: vectors of unit length of the first texts, (n, dimension), `seconds` of what belongs to them.
    :param numbers: what `text_numbers` gives for both.
    """
    rows, query = _different(numbers[0])
    kept, candidate = _different(numbers[1])
    ranks, wrong = np.zeros(len(rows), dtype=np.int64), np.full(len(rows), -1, dtype=np.int64)
    losses = np.zeros(len(rows))
    for start in range(0, len(rows), _BLOCK):
        block = np.arange(start, min(start + _BLOCK, len(rows)))
        own = np.zeros((len(block), len(kept)), dtype=bool)
        inside = (query >= start) & (query < start + _BLOCK)
        own[query[inside] - start, candidate[inside]] = True
        cosines = (firsts[rows[block]] @ seconds[kept].T).astype(np.float64)
        best = np.where(own, cosines, -np.inf).max(axis=1, keepdims=True)
        others = np.where(own, -np.inf, cosines)
        ranks[block] = 1 + (others >= best).sum(axis=1)
        shares = cosines / TEMPERATURE
        all_of_them = np.logaddexp.reduce(shares, axis=1)
        losses[block] = all_of_them - np.logaddexp.reduce(np.where(own, shares, -np.inf), axis=1)
        some = ~own.all(axis=1)
        wrong[block[some]] = kept[others[some].argmax(axis=1)]
    return Ranks(rows, ranks, losses, wrong, len(kept))


def _different(numbers: Numbers) -> tuple[Numbers, Numbers]:
    """The first row of each different number, in order, and which of these each row is."""
    _, first, inverse = np.unique(numbers, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return first[order], place[inverse]


def _recall(within: int) -> Callable[[Numbers], float]:
    return lambda ranks: float((ranks <= within).mean())


FIGURES: Mapping[str, Callable[[Numbers], float]] = {
    "mrr": lambda ranks: float((1 / ranks).mean()),
    "recall_at_1": _recall(1),
    "recall_at_10": _recall(10),
}
"""Figures of the ranks of some texts: mean reciprocal rank, and the share that are among the first."""
