"""How often each rule is right, learnt from where rules agree, and what they say together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from scaffold.rules.weak.beliefs import STRENGTH, TRUST, judged, spread, trusted, within
from scaffold.rules.weak.firings import Firings
from scaffold.rules.weak.learning import Learning

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold.rules.weak.votes import Votes

    Matrix = NDArray[np.float64]

TOLERANCE = 1e-5


@dataclass(frozen=True, eq=False)
class DawidSkene:
    """Rules that are sometimes wrong, each with one accuracy, independent of one another given the true class.

    Dawid and Skene 1979, with the one coin a voter of Zhang, Chen, Zhou and Jordan 2016. A rule always says the same,
    so that whether it fires depends on the class; the model is of which rules fire, given how many do: in class y a
    rule has one rate if it allows y and another if not, and the rates of all rules in a class sum to 1. That a rule
    is silent is taken for no evidence. The class shares are those of covered texts; what a model says about a text
    is carried over from the shares of all texts to these (Saerens, Latinne and Decaestecker 2002).

    :ivar accuracies: probability that a rule is right where it fires, shape (m,).
    :ivar prior: shares of the classes: those given, else the mean of `likely`, else those of covered texts; shape (k,).
    :ivar probabilities: of each class for each text, shape (n, k), rows summing to 1.
    :ivar objective: log-posterior of the parameters after each round, up to a constant; it never falls.
    """

    accuracies: Matrix
    prior: Matrix
    probabilities: Matrix
    objective: tuple[float, ...] = field(default=())

    @classmethod
    def fit(
        cls,
        votes: Votes,
        *,
        gold: NDArray[np.int64] | None = None,
        prior: Matrix | None = None,
        likely: Matrix | None = None,
        trust: float = TRUST,
        strength: float = STRENGTH,
        rounds: int = 100,
    ) -> DawidSkene:
        """Maximum a posteriori by generalised EM (Dempster, Laird and Rubin 1977).

        :param gold: true class of each text, or -1; shape (n,).
        :param prior: shares of the classes in all texts, shape (k,); taken as they are.
        :param likely: what a calibrated model says about each text by itself, shape (n, k).
        :param trust: how often a rule is right, before any text is read.
        :param strength: how many firings this belief counts for.
        """
        if not (0 < trust < 1 and strength > 0):
            raise ValueError(f"trust lies between 0 and 1 and strength above 0, not {trust} and {strength}")
        truth = np.full(votes.n, -1) if gold is None else np.asarray(gold, dtype=np.int64)
        if truth.shape != (votes.n,) or (likely is not None and likely.shape != (votes.n, votes.k)):
            raise ValueError(f"gold and likely have a row for each of the {votes.n} texts that rules were tried on")
        if (truth >= votes.k).any():
            raise ValueError(f"there is no class {truth.max()} among {votes.k} labels")
        frequency = _frequency(votes, prior, likely)
        before = trusted(votes, trust)
        seen, right = judged(votes, truth)
        believed = within((before * strength + right) / (strength + seen), votes)
        firings = Firings.of(votes, truth, likely)
        alone = spread(believed, votes, frequency)
        learning = Learning(firings, votes, np.log(frequency), alone, strength)
        accuracies, objective = before, []
        for _ in range(rounds if len(firings) else 0):
            objective.append(learning.step())
            last = accuracies
            accuracies = within((before * strength + learning.right) / (strength + learning.total), votes)
            if np.abs(accuracies - last).max() < TOLERANCE:
                break
        shares = frequency if prior is not None or likely is not None or not len(firings) else learning.shares
        return cls(accuracies, shares, _probabilities(votes, truth, learning, shares, likely), tuple(objective))


def _frequency(votes: Votes, prior: Matrix | None, likely: Matrix | None) -> Matrix:
    """Shares of the classes in all texts, as far as they are known; all above 0."""
    shares = np.full(votes.k, 1 / votes.k)
    if prior is not None:
        shares = np.asarray(prior, dtype=np.float64)
        if shares.shape != (votes.k,) or not (shares >= 0).all() or shares.sum() <= 0:
            raise ValueError(f"a prior is one share for each of the {votes.k} labels")
    elif likely is not None and votes.n:
        shares = likely.mean(axis=0, dtype=np.float64)
    shares = np.maximum(shares / shares.sum(), 1e-9)
    return np.asarray(shares / shares.sum())


def _probabilities(
    votes: Votes, truth: NDArray[np.int64], learning: Learning, shares: Matrix, likely: Matrix | None
) -> Matrix:
    """Of all texts: those without a rule keep what was known of them."""
    if likely is None:
        table = np.vstack([shares, *(share for _, share, _ in learning.posteriors())])
        found = np.asarray(table[learning.firings.kinds + 1])
    else:
        found = likely.astype(np.float64)
        for block, share, _ in learning.posteriors():
            found[learning.firings.texts[block]] = share
    known = np.flatnonzero(truth >= 0)
    found[known] = 0.0
    found[known, truth[known]] = 1.0
    return found
