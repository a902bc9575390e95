"""Lists of one origin, and how good they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold_recommendation.retrieval.candidates import retrieve

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from scaffold.evaluation.bootstrap import Interval
    from scaffold_recommendation.evaluation.metrics import UserFigures
    from scaffold_recommendation.retrieval.histories import Histories
    from scaffold_recommendation.retrieval.retrievers import Retrievers

OTHERS = ("popularity", "item_knn", "ease")
"""The lines that always stand beside ours."""

KNN = "item_knn"

TITLES = {
    "ours": "This recommender",
    "popularity": "Popularity",
    "item_knn": "ItemKNN",
    "ease": "EASE",
    "als": "ALS",
    "text": "Text alone",
    "text_map": "Text map",
}

_BLOCK = 512


@dataclass(frozen=True, eq=False)
class Line:
    """How good the lists of one origin are.

    :ivar users: figures of each user.
    :ivar figures: their means with intervals, by name such as `ndcg@10`.
    :ivar coverage: share of the catalogue that is among the first ten of any list.
    :ivar gini: of how often items are among the first ten, 0 all alike, near 1 a few alone.
    :ivar novelty: mean surprise of the first ten, in bits.
    :ivar diversity: mean of 1 - cosine over pairs of the first ten; None without vectors of items.
    """

    name: str
    users: UserFigures
    figures: Mapping[str, Interval]
    coverage: float
    gini: float
    novelty: float
    diversity: float | None

    @property
    def title(self) -> str:
        """Its name for people."""
        return title_of(self.name)

    def as_metrics(self) -> dict[str, Any]:
        """Figures by name, and the ends of the intervals by the same name under `intervals`."""
        found: dict[str, float | None] = {name: each.value for name, each in self.figures.items()}
        found |= {"coverage@10": self.coverage, "gini@10": self.gini, "novelty@10": self.novelty}
        found["diversity@10"] = self.diversity
        rounded: dict[str, Any] = {name: None if each is None else round(each, 6) for name, each in found.items()}
        ends = {name: [round(each.low, 6), round(each.high, 6)] for name, each in self.figures.items()}
        return {**rounded, "intervals": ends}


@dataclass(frozen=True)
class Difference:
    """Ours less another line, on the same users.

    :ivar other: name of the other line.
    :ivar metric: such as `ndcg@10`.
    """

    other: str
    metric: str
    interval: Interval

    @property
    def is_better(self) -> bool:
        """Whether ours is clearly better."""
        return self.interval.low > 0

    @property
    def is_worse(self) -> bool:
        """Whether ours is clearly worse."""
        return self.interval.high < 0

    @property
    def words(self) -> str:
        """What was found, such as `better by .013 (.004 to .022)`."""
        value, low, high = self.interval.value, self.interval.low, self.interval.high
        if self.is_worse:
            return f"worse by {figure(-value)} ({figure(-high)} to {figure(-low)})"
        if self.is_better:
            return f"better by {figure(value)} ({figure(low)} to {figure(high)})"
        return f"no clear difference ({figure(low)} to {figure(high)})"

    def as_metrics(self) -> dict[str, Any]:
        """For JSON."""
        interval = self.interval
        return {
            "value": round(interval.value, 6),
            "low": round(interval.low, 6),
            "high": round(interval.high, 6),
            "words": self.words,
        }


def other_lines(
    retrievers: Retrievers, histories: Histories, seen: sparse.csr_matrix, k: int = 20
) -> dict[str, NDArray[np.int64]]:
    """Lists of the retrievers that always stand beside ours, each alone, by name, (n, k); in blocks of users.

    :param seen: what to leave out, (n, items).
    """
    found: dict[str, NDArray[np.int64]] = {}
    for name in OTHERS:
        retriever = getattr(retrievers, name)
        parts = [np.zeros((0, k), np.int64)]
        for first in range(0, len(histories), _BLOCK):
            some = histories.rows(first, min(first + _BLOCK, len(histories)))
            parts.append(retrieve({name: retriever.query(some)}, seen[first : first + _BLOCK], k).items)
        found[name] = np.concatenate(parts)
    return found


def title_of(name: str) -> str:
    """The name of a line for people; its own if it is none of ours."""
    return TITLES.get(name, name)


def figure(value: float) -> str:
    """A share with three decimals, as papers write it.

    >>> figure(0.3452), figure(-0.004), figure(1.0), figure(-0.0001), figure(float("nan"))
    ('.345', '−.004', '1.000', '.000', '–')
    """
    if np.isnan(value):
        return "–"
    written = f"{abs(value):.3f}"
    sign = "−" if value < 0 and float(written) else ""
    return sign + written.removeprefix("0")
