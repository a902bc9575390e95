"""What is believed of rules before texts without a label are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold.rules.weak.votes import Votes

    Matrix = NDArray[np.float64]

TRUST, STRENGTH = 0.7, 4.0
"""How often a rule is right before any text is read, and how many firings this belief counts for."""

EDGE = 1e-3
"""No rule is believed to be always right, or always wrong."""


def trusted(votes: Votes, trust: float) -> Matrix:
    """How often each rule is taken to be right where it fires, shape (m,).

    One that names a single label, with weight 1: `trust`. One that allows several labels would often be right by
    chance; it avoids the same part of the errors of chance. A weight multiplies the weight of evidence, the
    log-odds above those of chance (Good 1985): with weight 0 a rule is as good as chance.
    """
    chance = np.clip(votes.said.sum(axis=1) / votes.k, 1e-9, 1 - 1e-9)
    skill = max(0.0, (trust - 1 / votes.k) / (1 - 1 / votes.k)) if votes.k > 1 else 0.0
    right = np.clip(np.maximum(trust, chance + (1 - chance) * skill), EDGE, 1 - EDGE * (1 - chance))
    evidence = votes.weights * (_log_odds(right) - _log_odds(chance))
    return within(1 / (1 + np.exp(-(evidence + _log_odds(chance)))), votes)


def within(accuracies: Matrix, votes: Votes) -> Matrix:
    """Accuracies kept off 0 and 1; nearer to 1 where chance is, too."""
    missed = 1 - votes.said.sum(axis=1) / votes.k
    return np.clip(accuracies, EDGE, 1 - EDGE * np.maximum(missed, EDGE))


def judged(votes: Votes, gold: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Texts of known class that each rule fires on, and those of them where it is right; shapes (m,).

    :param gold: class of each text, or -1.
    """
    known = np.flatnonzero(gold >= 0)
    fired = votes.fired[known]
    right = fired & votes.said.T[gold[known]]
    return fired.sum(axis=0), right.sum(axis=0)


def spread(accuracies: Matrix, votes: Votes, frequency: Matrix) -> Matrix:
    """How probable each label is where a rule fires alone, shape (m, k).

    :param frequency: of each label, shape (k,): how what is right, and what is wrong, is divided.
    """
    inside = np.where(votes.said, frequency, 0.0)
    outside = np.where(votes.said, 0.0, frequency)
    right = accuracies[:, None] * inside / np.maximum(inside.sum(axis=1, keepdims=True), 1e-12)
    wrong = (1 - accuracies)[:, None] * outside / np.maximum(outside.sum(axis=1, keepdims=True), 1e-12)
    return np.asarray(right + wrong)


def _log_odds(share: Matrix) -> Matrix:
    return np.log(share) - np.log1p(-share)
