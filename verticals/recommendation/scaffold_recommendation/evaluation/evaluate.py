"""Our lists and simple ones, held against what the same users took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.errors import DataError, ScaffoldError
from scaffold_recommendation.evaluation.lines import KNN, Difference, Line
from scaffold_recommendation.evaluation.metrics import coverage, gini, novelty, user_figures
from scaffold_recommendation.evaluation.resampling import DRAWS
from scaffold_recommendation.evaluation.side_by_side import SideBySide
from scaffold_recommendation.evaluation.slices import Slice, parts
from scaffold_recommendation.ordering.list_diversity import intra_list_diversity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.data.interactions import Interactions
    from scaffold_recommendation.data.items import Catalogue
    from scaffold_recommendation.evaluation.slices import Part
    from scaffold_recommendation.learning.prepared import Asking

    Lists = Mapping[str, NDArray[np.int64]]
    Floats = NDArray[np.float64]

COMPARED = ("ndcg@10", "recall@10")
"""Figures that lines are compared by."""

_TOP = 10
_MOST_SHOWN = 10


@dataclass(frozen=True)
class Shown:
    """An item that is on many of our lists.

    :ivar lists: share of the users who have it among their first ten.
    :ivar takers: share of the users of the known events who took it.
    """

    name: str
    lists: float
    takers: float


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What was found about lists.

    :ivar users: how many took something, and so were asked.
    :ivar items: how many the catalogue has.
    :ivar lines: ours first.
    :ivar differences: ours less each other line in NDCG@10 and Recall@10.
    :ivar most_shown: the items that are on most of our lists.
    """

    users: int
    items: int
    lines: tuple[Line, ...]
    differences: tuple[Difference, ...]
    slices: tuple[Slice, ...]
    most_shown: tuple[Shown, ...] = ()

    @property
    def ours(self) -> Line:
        """The line that is judged."""
        return self.lines[0]

    @property
    def others(self) -> tuple[Line, ...]:
        """The lines beside it."""
        return self.lines[1:]

    def difference(self, other: str, metric: str = COMPARED[0]) -> Difference:
        """Ours less one other line."""
        return next(each for each in self.differences if (each.other, each.metric) == (other, metric))

    def as_metrics(self) -> dict[str, Any]:
        """Figures of ours, then of all lines, slices and differences, for `metrics.json`."""
        ours = {name: value for name, value in self.ours.as_metrics().items() if value is not None}
        return {
            "users": self.users,
            "items": self.items,
            **ours,
            "lines": {line.name: line.as_metrics() for line in self.lines},
            "slices": {each.name: each.as_metrics() for each in self.slices},
            "differences": {
                line.name: {metric: self.difference(line.name, metric).as_metrics() for metric in COMPARED}
                for line in self.others
            },
        }


def evaluate(
    lists: Lists,
    asking: Asking,
    known: Interactions,
    catalogue: Catalogue,
    vectors: NDArray[np.float32] | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> Evaluation:
    """Hold lists against what their users took, over the full catalogue.

    Intervals are percentile bootstraps over users; all lines and figures share the draws, so that differences are
    paired. What a user had seen before is neither on a list nor in the truth, which `Asking` sees to.

    :param lists: by line, ours first, items of each user who is asked, best first, (n, 20), -1 padded.
    :param asking: the users, what they did before and what they took.
    :param known: events before that, which say how often items were taken.
    :param vectors: of items, of length 1 or 0, (items, d), for how much the items of a list differ.
    :raises DataError: where nobody took anything.
    :raises ScaffoldError: where lists are not those of the users who are asked.
    """
    _check(lists, asking)
    takers = np.asarray((known.matrix(len(catalogue)) > 0).sum(axis=0), np.float64).ravel()
    people = len(np.unique(known.user))
    figures = {name: user_figures(each, asking.truth) for name, each in lists.items()}
    beside = SideBySide.of(figures, draws, seed)

    def line(name: str) -> Line:
        first = lists[name][:, :_TOP]
        return Line(
            name,
            figures[name],
            beside.intervals(name),
            coverage(first, len(catalogue)),
            gini(first, len(catalogue)),
            novelty(first, takers, people),
            _diversity(first, vectors),
        )

    sliced = parts(asking.histories.lengths, asking.truth, takers)
    return Evaluation(
        len(asking),
        len(catalogue),
        tuple(line(name) for name in lists),
        beside.differences(COMPARED),
        tuple(_slice(part, lists, draws, seed) for part in sliced),
        _most_shown(next(iter(lists.values()))[:, :_TOP], catalogue, takers, people),
    )


def _check(lists: Lists, asking: Asking) -> None:
    if not len(asking):
        raise DataError(
            "nobody took anything in these data that was not seen before, so lists cannot be judged",
            hint="Use data of a later time, or a larger share of them, for the test.",
        )
    for name, each in lists.items():
        if len(each) != len(asking):
            raise ScaffoldError(f"{len(asking)} users are asked, but {name!r} has {len(each)} lists")


def _diversity(lists: NDArray[np.int64], vectors: NDArray[np.float32] | None) -> float | None:
    if vectors is None:
        return None
    found = intra_list_diversity(lists, vectors)
    return None if np.isnan(found).all() else float(np.nanmean(found))


def _slice(part: Part, lists: Lists, draws: int, seed: int) -> Slice:
    users = len(part.rows)
    if not users:
        return Slice(part.name, 0, {}, (), dict.fromkeys(COMPARED))
    figures = {name: user_figures(each[part.rows], part.truth, (_TOP,)) for name, each in lists.items()}
    beside = SideBySide.of(figures, draws, seed)
    intervals = {name: beside.intervals(name) for name in lists}
    lines = {name: {metric: each[metric] for metric in COMPARED} for name, each in intervals.items()}
    ratio = {metric: beside.ratio(KNN, metric) for metric in COMPARED}
    return Slice(part.name, users, lines, beside.differences(COMPARED), ratio)


def _most_shown(lists: NDArray[np.int64], catalogue: Catalogue, takers: Floats, people: int) -> tuple[Shown, ...]:
    counts = np.bincount(lists[lists >= 0], minlength=len(catalogue))
    order = np.argsort(-counts, kind="stable")[:_MOST_SHOWN]
    return tuple(
        Shown(catalogue[int(at)].name, float(counts[at]) / len(lists), float(takers[at]) / max(people, 1))
        for at in order
        if counts[at]
    )
