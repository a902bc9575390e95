"""What a new ranker would have been worth, told from lists that another one showed."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from scaffold.errors import DataError, ScaffoldError
from scaffold.evaluation.bootstrap import paired_bootstrap
from scaffold.evaluation.wording import number, percent, plural
from scaffold_recommendation.feedback.estimate import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from scaffold.evaluation.bootstrap import Interval
    from scaffold_recommendation.feedback.estimate import Method
    from scaffold_recommendation.feedback.logged_places import LoggedPlaces

FEW = 100.0
"""Lists' worth of evidence below which no estimate is trusted."""

COVERED = 0.9
"""Least share of what the new ranker shows that the logs must be able to tell of; weights may be as far above 1."""


def estimate(
    logged: LoggedPlaces,
    *,
    method: Method = "snips",
    clip: float | None = None,
    few: float = FEW,
    draws: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> Estimate:
    """Estimate what a new ranker's places are worth from places that were logged with their propensities.

    The item-position model: what an item gains in a place depends on the two alone, not on what else is on the list
    (Li, Abbasi-Yadkori, Kveton, Muthukrishnan, Vinay and Wen 2018, "Offline Evaluation of Ranking Policies with Click
    Models", section 4). A place counts with the weight w = target / propensity; with n places and rewards r:

    - `ips`: sum(w r) / n. Without bias where every place that the new ranker fills could have been logged
      (Horvitz and Thompson 1952); it varies much where weights do.
    - `snips`: sum(w r) / sum(w), which a constant added to all rewards moves by just that constant (Swaminathan and
      Joachims 2015, "The Self-Normalized Estimator for Counterfactual Learning", section 4). Its bias goes with 1/n.
    - `clip`: w becomes min(w, clip) in both: less variance for a bias downwards of `ips` (Ionides 2008, "Truncated
      Importance Sampling"; Bottou et al. 2013, section 4.4).

    Intervals are percentile bootstraps over whole lists: places of one list are not independent. They do not depend on
    the order of lists.

    The evidence is told in lists (Kish 1965): (sum W)^2 / sum(W^2), where W is the weight of a list's places. Below
    `few` nothing is trusted. The mean weight must be 1 but for chance (Bottou et al. 2013, section 4.3): below 0.9 the
    new ranker shows what was never shown, above 1.1 the propensities cannot be right; beyond chance, nothing is trusted
    either.

    :param few: lists' worth of evidence that is needed.
    :param draws: of the bootstrap.
    :param level: of the intervals.
    :raises DataError: when nothing was logged.
    """
    if clip is not None and not clip > 0:
        raise ScaffoldError(f"weights can be clipped at a number above 0, not at {clip}")
    if not len(logged.lists):
        raise DataError("no list was logged yet", hint="Log what is shown with `FeedbackStore.log_shown`.")
    sums = _Sums.of(logged, clip)

    def interval(
        of: Callable[[NDArray[np.int64]], float], less: Callable[[NDArray[np.int64]], float] | None = None
    ) -> Interval:
        return paired_bootstrap(of, len(sums.places), less, draws=draws, level=level, seed=seed)

    worth = sums.ips if method == "ips" else sums.snips
    found = Estimate(
        method=method,
        clip=clip,
        value=interval(worth),
        logged=interval(sums.as_logged),
        gain=interval(worth, sums.as_logged),
        lists=len(sums.places),
        places=len(logged.lists),
        effective=sums.effective,
        coverage=interval(sums.coverage),
        warning="",
    )
    return _warned(found, few)


def _warned(found: Estimate, few: float) -> Estimate:
    coverage = found.coverage
    if found.effective < few:
        warning = (
            f"No figure can be trusted: of {plural(found.lists, 'logged list')} only {number(found.effective)} lists' "
            f"worth tells of the new ranker, and {number(few)} are needed."
        )
    elif coverage.high < COVERED:
        warning = (
            f"No figure can be trusted: the logs tell of {percent(coverage.value)} of what the new ranker would show; "
            "the rest had no chance to be shown there."
        )
    elif coverage.low > 2 - COVERED:
        warning = (
            f"No figure can be trusted: the weights are {number(coverage.value)} on average in place of 1, so the "
            "logged propensities are not those that lists were made with."
        )
    else:
        return found
    return replace(found, warning=warning)


@dataclass(frozen=True, eq=False)
class _Sums:
    """Sums over the places of each list, in an order that does not depend on that of the lists.

    :ivar base: the least reward of all; what all places share is not left to rounding.
    :ivar places: how many there are.
    :ivar weight: of their weights, clipped if they are to be.
    :ivar whole: of their weights as they are.
    :ivar gained: of their weights times rewards.
    :ivar above: of their weights times what rewards are above the base.
    :ivar reward: of their rewards.
    """

    base: float
    places: NDArray[np.float64]
    weight: NDArray[np.float64]
    whole: NDArray[np.float64]
    gained: NDArray[np.float64]
    above: NDArray[np.float64]
    reward: NDArray[np.float64]

    @classmethod
    def of(cls, logged: LoggedPlaces, clip: float | None) -> _Sums:
        whole = logged.target / logged.propensity
        weight = whole if clip is None else np.minimum(whole, clip)
        base = float(logged.reward.min())
        gained, above = weight * logged.reward, weight * (logged.reward - base)
        columns = (np.ones(len(weight)), weight, whole, gained, above, logged.reward)
        sums = [np.bincount(logged.lists, each).astype(np.float64) for each in columns]
        order = np.lexsort(sums)
        return cls(base, *[each[order] for each in sums])

    def ips(self, at: NDArray[np.int64]) -> float:
        return float(self.gained[at].sum() / self.places[at].sum())

    def snips(self, at: NDArray[np.int64]) -> float:
        weight = float(self.weight[at].sum())
        return self.base + float(self.above[at].sum()) / weight if weight else math.nan

    def as_logged(self, at: NDArray[np.int64]) -> float:
        return float(self.reward[at].sum() / self.places[at].sum())

    def coverage(self, at: NDArray[np.int64]) -> float:
        return float(self.whole[at].sum() / self.places[at].sum())

    @property
    def effective(self) -> float:
        squares = float(np.square(self.weight).sum())
        return float(self.weight.sum()) ** 2 / squares if squares else 0.0
