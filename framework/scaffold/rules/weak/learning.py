"""Rounds of expectation and maximisation over what rules say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.rules.weak.firings import TINY, Firings
from scaffold.rules.weak.rates import Rates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from scaffold.rules.weak.votes import Votes

    Matrix = NDArray[np.float64]

ANCHOR = 0.2
"""Part of the firings of a rule where no other one fires that is taken to be as it was believed before. They tell
nothing of the rule, yet without an anchor they follow wherever the few overlaps lead."""


class Learning:
    """The parameters on their way, and what they make of the texts.

    :ivar total: firings of each rule, shape (m,).
    :ivar right: how many of them are expected to be right, after the last round.
    :ivar shares: of the classes in covered texts, shape (k,).
    :ivar rates: of the rules in each class.

    :param base: log of the shares of the classes in all texts, shape (k,).
    :param alone: how probable each label is believed to be where a rule fires alone, shape (m, k).
    :param strength: how many firings, and texts, this belief counts for at least.
    """

    def __init__(self, firings: Firings, votes: Votes, base: Matrix, alone: Matrix, strength: float) -> None:
        self.firings, self.said, self.base = firings, votes.said, base
        self.total, lone = np.zeros(votes.m), np.zeros(votes.m)
        start = np.zeros(votes.k)
        for block in firings.blocks():
            fired = firings.fired[block].astype(np.float64)
            several = fired.sum(axis=1)
            self.total += firings.counts[block] @ fired
            lone += np.where(several == 1, firings.counts[block], 0.0) @ fired
            start += (firings.counts[block] / several) @ (fired @ alone)
        self.right = np.zeros(votes.m)
        texts = firings.counts.sum()
        self.imagined_texts = (strength + ANCHOR * lone.sum()) * start / max(texts, 1.0)
        self.imagined = (np.minimum(strength, self.total) + ANCHOR * lone)[:, None] * alone
        self.shares = start / max(texts, 1.0)
        self.rates = Rates.start(self.said, self.total[:, None] * alone + self.imagined)

    def step(self) -> float:
        """One round; gives the objective before it."""
        rates, value = self.rates.log(), 0.0
        expected, texts = np.zeros_like(rates), np.zeros_like(self.base)
        for block, share, log_likelihood in self.posteriors():
            weighted = share * self.firings.counts[block][:, None]
            expected += self.firings.fired[block].T.astype(np.float64) @ weighted
            texts += weighted.sum(axis=0)
            value += float(self.firings.counts[block] @ log_likelihood)
        value += float((self.imagined * rates).sum() + self.imagined_texts @ np.log(np.maximum(self.shares, TINY)))
        self.right = np.where(self.said, expected, 0.0).sum(axis=1)
        self.rates = self.rates.refit(expected + self.imagined)
        self.shares = (texts + self.imagined_texts) / (texts + self.imagined_texts).sum()
        return value

    def posteriors(self) -> Iterator[tuple[slice, Matrix, Matrix]]:
        """Blocks of kinds of texts, with the probabilities of the classes and the log-likelihood."""
        return self.firings.posteriors(self.rates.log(), self.base, np.log(np.maximum(self.shares, TINY)))
