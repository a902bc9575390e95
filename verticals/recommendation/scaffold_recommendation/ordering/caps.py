"""How many items of a kind a list may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from scaffold_recommendation.ordering.business_rules import Fired
    from scaffold_recommendation.ordering.trace import Trace


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `most` of some candidates are shown.

    :ivar is_hard: whether it holds where places would otherwise stay empty, too.
    :ivar rows: the candidates, (n,).
    """

    rule: str
    most: int
    is_hard: bool
    rows: NDArray[np.bool_]


def caps_of(
    fired: Sequence[Fired], categories: NDArray[np.int64], per_category: int | None, order: NDArray[np.intp]
) -> list[Cap]:
    """Those that bind, the hard ones first: more of their candidates are in the order than they let through.

    :param categories: by row; -1 where there is none.
    """
    found = [
        Cap(each.id, each.then.at_most, each.is_hard, each.rows) for each in fired if each.then.at_most is not None
    ]
    if per_category is not None:
        names, counts = np.unique(categories[order], return_counts=True)
        crowded = names[(counts > per_category) & (names >= 0)]
        found += [Cap("category", per_category, False, categories == name) for name in crowded]
    binding = [cap for cap in found if np.count_nonzero(cap.rows[order]) > cap.most]
    return sorted(binding, key=lambda cap: not cap.is_hard)


class Tally:
    """Counts the items of a list that caps are about."""

    def __init__(self, caps: Sequence[Cap], count: int) -> None:
        """Nothing is counted yet.

        :param count: of all rows.
        """
        self._left = [cap.most for cap in caps]
        self._caps = caps
        self._of_row: list[list[int]] = [[] for _ in range(count)] if caps else []
        for number, cap in enumerate(caps):
            for row in np.flatnonzero(cap.rows).tolist():
                self._of_row[row].append(number)

    def full(self, row: int) -> Cap | None:
        """A cap that has no room for a row, a hard one if there is one."""
        if self._caps:
            for number in self._of_row[row]:
                if self._left[number] <= 0:
                    return self._caps[number]
        return None

    def take(self, row: int) -> None:
        """Count a row."""
        if self._caps:
            for number in self._of_row[row]:
                self._left[number] -= 1


def keep_to_caps(trace: Trace, tally: Tally, reserved: Collection[int]) -> None:
    """Walk down the order and count: what a hard cap has no room for is taken out, for a soft one it goes to the end.

    :param tally: has room as far as only `reserved` rows are counted.
    :param reserved: rows that stay whatever stands before them.
    """
    kept: list[int] = []
    full: dict[int, Cap] = {}
    for row in trace.order.tolist():
        cap = None if row in reserved else tally.full(row)
        if cap is not None:
            full[row] = cap
            continue
        if row not in reserved:
            tally.take(row)
        kept.append(row)
    behind: list[int] = []
    for row, cap in full.items():
        full[row] = tally.full(row) or cap
        if not full[row].is_hard:
            tally.take(row)
            behind.append(row)
    _tell(trace, full, behind)


def _tell(trace: Trace, full: Mapping[int, Cap], behind: Sequence[int]) -> None:
    """Move what there was no room for, rule by rule."""
    moved: set[int] = set()
    for rule in dict.fromkeys(cap.rule for cap in full.values()):
        own = {row for row, cap in full.items() if cap.rule == rule}
        moved |= own
        order = [row for row in trace.order.tolist() if row not in moved] + [row for row in behind if row in moved]
        trace.change(rule, "at_most", np.asarray(order, dtype=np.intp), own)
