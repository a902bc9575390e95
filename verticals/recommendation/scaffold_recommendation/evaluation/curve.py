"""How much accuracy varied lists cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from scaffold_recommendation.evaluation.metrics import coverage, user_figures
from scaffold_recommendation.evaluation.resampling import DRAWS, Resampling, percentiles
from scaffold_recommendation.ordering.diversity import diversified
from scaffold_recommendation.ordering.list_diversity import intra_list_diversity
from scaffold_recommendation.ordering.settings import OrderingSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from scaffold.evaluation.bootstrap import Interval

    Numbers = NDArray[np.int64]

Method = Literal["mmr", "msd", "dpp"]

TRADE_OFFS = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5, 0.4, 0.3)
"""Of relevance against variety; 1 is the list as ranked."""

MOST_LOST = 0.01
"""Share of the NDCG@10 that varied lists may cost."""

_TOP = 10
_MOST_USERS = 1000


@dataclass(frozen=True)
class CurvePoint:
    """Lists of one method and trade-off.

    :ivar method: `mmr`, `msd` or `dpp`.
    :ivar trade_off: weight of relevance; 1 for the lists as ranked.
    :ivar coverage: share of the catalogue among the first ten of these users.
    :ivar lost: share of the NDCG@10 of the lists as ranked that is lost; below 0 where something is gained.
    """

    method: Method
    trade_off: float
    ndcg: float
    diversity: float
    coverage: float
    lost: Interval

    def as_metrics(self) -> dict[str, Any]:
        """For JSON."""
        lost = {"value": self.lost.value, "low": self.lost.low, "high": self.lost.high}
        return {
            "method": self.method,
            "trade_off": self.trade_off,
            "ndcg@10": round(self.ndcg, 6),
            "diversity@10": round(self.diversity, 6),
            "coverage@10": round(self.coverage, 6),
            "ndcg_lost": {name: round(value, 6) for name, value in lost.items()},
        }


@dataclass(frozen=True)
class DiversityCurve:
    """Accuracy and diversity of lists from relevant to varied.

    :ivar ranked: the lists as ranked.
    :ivar points: by method, the most relevant lists first.
    :ivar chosen: the most varied lists that lose at most `most_lost`, or those that were chosen on other users; None
        where all lose more, or are not more varied.
    :ivar users: how many were looked at.
    :ivar is_chosen_before: whether other users chose; else the same ones did, and the loss looks a little too small.
    """

    ranked: CurvePoint
    points: tuple[CurvePoint, ...]
    chosen: CurvePoint | None
    users: int
    most_lost: float = MOST_LOST
    is_chosen_before: bool = False

    @property
    def more_diverse(self) -> float:
        """How much more diverse the chosen lists are than those as ranked, as a share; 0 where none was chosen."""
        return self.chosen.diversity / self.ranked.diversity - 1 if self.chosen and self.ranked.diversity else 0.0

    @property
    def more_coverage(self) -> float:
        """How many times the items of the lists as ranked are on the chosen ones; 1 where none was chosen."""
        return self.chosen.coverage / self.ranked.coverage if self.chosen and self.ranked.coverage else 1.0

    def as_metrics(self) -> dict[str, Any]:
        """For `metrics.json`."""
        return {
            "users": self.users,
            "ranked": self.ranked.as_metrics(),
            "chosen": self.chosen.as_metrics() if self.chosen else None,
            "chosen_before": self.is_chosen_before,
            "more_diverse": round(self.more_diverse, 4),
            "more_coverage": round(self.more_coverage, 4),
            "points": [each.as_metrics() for each in self.points],
        }


def diversity_curve(
    items: Numbers,
    scores: NDArray[np.floating],
    truth: sparse.csr_matrix,
    vectors: NDArray[np.float32],
    trade_offs: Sequence[float] = TRADE_OFFS,
    *,
    methods: Sequence[Method] = ("mmr", "msd", "dpp"),
    chosen: CurvePoint | None = None,
    depth: int = 100,
    most_lost: float = MOST_LOST,
    most_users: int = _MOST_USERS,
    draws: int = DRAWS,
    seed: int = 0,
) -> DiversityCurve:
    """Diversify candidates just as lists are when they are served, more and more, and see what it costs.

    The best of many points on some users is a little worse on others: draw the curve of validation data first, and
    give its `chosen` to that of test data.

    :param items: candidates of n users, (n, c), -1 where there are fewer.
    :param scores: of the candidates, higher is better, (n, c).
    :param truth: what each took, (n, items); every row has something.
    :param vectors: of items, of length 1 or 0, (items, d).
    :param chosen: a point of another curve, whose method and trade-off are taken; else they are chosen here.
    :param depth: best candidates that are looked at.
    :param most_users: so many users at most, drawn at random.
    """
    if len(items) > most_users:
        drawn = np.sort(np.random.default_rng(seed).choice(len(items), most_users, replace=False))
        items, scores, truth = items[drawn], scores[drawn], truth[drawn]
    wanted = {(method, each) for method in methods for each in trade_offs if each != 1.0}
    if chosen is not None:
        wanted.add((chosen.method, chosen.trade_off))
    kinds = sorted(wanted, key=lambda each: (each[0] != methods[0], each[0], -each[1]))
    settings = [OrderingSettings(diversity=method, trade_off=each, depth=depth) for method, each in kinds]
    as_ranked = OrderingSettings(diversity="none", trade_off=1.0, depth=depth)
    lists = _lists(items, scores, vectors, [as_ranked, *settings])
    figures = np.stack([user_figures(each, truth, (_TOP,))["ndcg@10"] for each in lists], axis=1)
    means = Resampling(len(items), draws, seed).means(figures)
    total = figures[:, 0].mean()

    def point(at: int, method: Method, trade_off: float) -> CurvePoint:
        with np.errstate(invalid="ignore", divide="ignore"):
            lost = percentiles(
                float(1 - figures[:, at].mean() / total) if total else 0.0, 1 - means[:, at] / means[:, 0]
            )
        varied = intra_list_diversity(lists[at], vectors)
        diversity = 0.0 if np.isnan(varied).all() else float(np.nanmean(varied))
        shown = coverage(lists[at], truth.shape[1])
        return CurvePoint(method, trade_off, float(figures[:, at].mean()), diversity, shown, lost)

    ranked = point(0, methods[0], 1.0)
    points = tuple(point(at, *each) for at, each in enumerate(kinds, start=1))
    if chosen is None:
        return DiversityCurve(ranked, points, _chosen(ranked, points, most_lost), len(items), most_lost)
    same = next(each for each in points if (each.method, each.trade_off) == (chosen.method, chosen.trade_off))
    return DiversityCurve(ranked, points, same, len(items), most_lost, is_chosen_before=True)


def _chosen(ranked: CurvePoint, points: Sequence[CurvePoint], most_lost: float) -> CurvePoint | None:
    fit = [each for each in points if each.lost.value <= most_lost and each.diversity > ranked.diversity]
    return max(fit, key=lambda each: each.diversity, default=None)


def _lists(
    items: Numbers,
    scores: NDArray[np.floating],
    vectors: NDArray[np.float32],
    settings: Sequence[OrderingSettings],
) -> list[Numbers]:
    """The first ten of each user under each of the settings."""
    found = [np.full((len(items), _TOP), -1, np.int64) for _ in settings]
    for user, row in enumerate(items):
        there = np.flatnonzero(row >= 0)
        known = row[there]
        given = scores[user, there].astype(np.float64)
        order = np.argsort(-given, kind="stable")
        near = vectors[known]
        for lists, each in zip(found, settings, strict=True):
            picked = known[diversified(order, given, near, _TOP, each)[:_TOP]]
            lists[user, : len(picked)] = picked
    return found
