"""Texts that rules fire on, alike ones counted together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from scaffold.rules.weak.votes import Votes

    Matrix = NDArray[np.float64]

ROWS = 32_768
"""Rows that are worked on at a time, so that a million texts fit into memory."""

TINY = 1e-12


@dataclass(frozen=True, eq=False)
class Firings:
    """The g kinds of covered texts: where the same rules fire, and the truth is the same or unknown.

    :ivar fired: shape (g, m).
    :ivar gold: true class, or -1, shape (g,).
    :ivar counts: how many texts are of this kind, shape (g,).
    :ivar texts: row of one of them, shape (g,).
    :ivar kinds: of each text, shape (n,); -1 where no rule fires.
    :ivar likely: what a model says about each text, shape (n, k); then each text is a kind of its own.
    """

    fired: NDArray[np.bool_]
    gold: NDArray[np.int64]
    counts: Matrix
    texts: NDArray[np.int64]
    kinds: NDArray[np.int64]
    likely: Matrix | None

    @classmethod
    def of(cls, votes: Votes, gold: NDArray[np.int64], likely: Matrix | None) -> Firings:
        """Group the covered texts.

        :param gold: true class of each text, or -1.
        """
        covered = np.flatnonzero(votes.covered)
        first = back = np.arange(len(covered))
        if likely is None and len(covered):
            bits = np.packbits(votes.fired[covered], axis=1)
            key = np.hstack([bits, gold[covered].astype("<i8")[:, None].view(np.uint8)])
            rows = np.ascontiguousarray(key).view(np.dtype((np.void, key.shape[1])))[:, 0]
            _, first, back = np.unique(rows, return_index=True, return_inverse=True)
        kinds = np.full(votes.n, -1)
        kinds[covered] = back
        texts, speaks = covered[first], votes.said.any(axis=1)
        counts = np.bincount(back, minlength=len(first)).astype(np.float64)
        return cls(votes.fired[texts] & speaks, gold[texts], counts, texts, kinds, likely)

    def __len__(self) -> int:
        return len(self.counts)

    def blocks(self) -> Iterator[slice]:
        """The kinds, a part at a time."""
        return (slice(start, start + ROWS) for start in range(0, len(self), ROWS))

    def posteriors(self, rates: Matrix, base: Matrix, shares: Matrix) -> Iterator[tuple[slice, Matrix, Matrix]]:
        """How probable each label is for each kind of text.

        :param rates: log of how often, where a class holds and a rule fires, it is this one, shape (m, k).
        :param base: log of how frequent a class is in all texts, shape (k,), which `likely` already counts.
        :param shares: log of how frequent it is in covered ones, shape (k,).
        :returns: blocks of kinds, with the probabilities, shape (b, k), and the log-likelihood, shape (b,).
        """
        for block in self.blocks():
            scores = self.fired[block].astype(np.float64) @ rates + shares
            if self.likely is not None:
                scores += np.log(np.maximum(self.likely[self.texts[block]], TINY)) - base
            known = np.flatnonzero(self.gold[block] >= 0)
            true = self.gold[block][known]
            kept = scores[known, true]
            scores[known] = -np.inf
            scores[known, true] = kept
            top = scores.max(axis=1, keepdims=True)
            scores = np.exp(scores - top)
            total = scores.sum(axis=1, keepdims=True)
            yield block, scores / total, (top + np.log(total))[:, 0]
