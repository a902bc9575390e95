"""Users and items of which little is known, looked at alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold.evaluation.bootstrap import Interval
    from scaffold_recommendation.evaluation.lines import Difference

FEW = 5
"""Events up to which a user or an item counts as cold."""

TOO_FEW = 30
"""Users below which nothing is told of a slice."""

WORDS = {
    "no_history": "users without a history",
    "short_history": f"users with 1 to {FEW} items in their history",
    "long_history": f"users with more than {FEW} items in their history",
    "cold_users": f"users with at most {FEW} items in their history",
    "cold_items": f"items that at most {FEW} users took",
    "new_items": "items that nobody took yet",
}
"""Slices in their order. The first three share out all users; `cold_users` are the first two together."""


@dataclass(frozen=True, eq=False)
class Part:
    """What a slice keeps of those who are asked.

    :ivar rows: of users, ascending.
    :ivar truth: what these took that counts, (rows, items).
    """

    name: str
    rows: NDArray[np.int64]
    truth: sparse.csr_matrix


@dataclass(frozen=True, eq=False)
class Slice:
    """How good all lines are for the users, or the items, of a slice.

    :ivar name: key of `WORDS`.
    :ivar users: how many it has; those who took none of its items are left out.
    :ivar lines: by line, NDCG@10 and Recall@10 with intervals; without users there are none.
    :ivar differences: ours less each other line.
    :ivar ratio: by metric, our figure over that of ItemKNN; None where that is 0 or not there.
    """

    name: str
    users: int
    lines: Mapping[str, Mapping[str, Interval]]
    differences: tuple[Difference, ...]
    ratio: Mapping[str, Interval | None]

    @property
    def words(self) -> str:
        """What it holds, for people."""
        return WORDS[self.name]

    @property
    def is_too_small(self) -> bool:
        """Whether it has too few users to tell anything."""
        return self.users < TOO_FEW

    def as_metrics(self) -> dict[str, Any]:
        """For JSON."""
        lines = {
            name: {metric: round(each.value, 6) for metric, each in figures.items()}
            for name, figures in self.lines.items()
        }
        ratio = {metric: None if each is None else round(each.value, 4) for metric, each in self.ratio.items()}
        found: dict[str, Any] = {"users": self.users, "lines": lines, "ratio_to_item_knn": ratio}
        told = () if self.is_too_small else self.differences
        found["too_few_users"] = self.is_too_small
        found["differences"] = {
            name: {each.metric: each.as_metrics() for each in told if each.other == name}
            for name in dict.fromkeys(each.other for each in told)
        }
        return found


def parts(lengths: NDArray[np.int64], truth: sparse.csr_matrix, takers: NDArray[np.float64]) -> Iterator[Part]:
    """Slices of the users by their history, and of what they took by how many took it before.

    :param lengths: items in the history of each user, (n,).
    :param truth: what each took, (n, items).
    :param takers: users who took each item before, (items,).
    """
    short = lengths <= FEW
    masks = {
        "no_history": lengths == 0,
        "short_history": (lengths > 0) & short,
        "long_history": ~short,
        "cold_users": short,
    }
    for name, mask in masks.items():
        rows = np.flatnonzero(mask).astype(np.int64)
        yield Part(name, rows, truth[rows])
    for name, kept in (("cold_items", takers <= FEW), ("new_items", takers == 0)):
        yield _of_items(name, kept, truth)


def _of_items(name: str, kept: NDArray[np.bool_], truth: sparse.csr_matrix) -> Part:
    """Users who took one of some items; the other items that they took do not count."""
    found = sparse.csr_matrix(truth, copy=True)
    found.data = np.where(kept[found.indices], found.data, 0)
    found.eliminate_zeros()
    rows = np.flatnonzero(np.diff(found.indptr)).astype(np.int64)
    return Part(name, rows, found[rows])
