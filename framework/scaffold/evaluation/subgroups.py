"""Whether a head serves all groups of people alike: its figures for each value of a column, against all others."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.evaluation.bootstrap import Interval, paired_bootstrap, share_interval
from scaffold.evaluation.wording import METRICS, clip, metric_title, metric_value, percent, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    Rows = npt.NDArray[np.int64]

FEW_ROWS = 30
"""Texts below which a group is shown and not compared."""

MOST_GROUPS = 20
NOT_GIVEN, OTHERS = "(not given)", "(all other values)"
COVERAGE = ("conformal_coverage", "true_labels_kept", "interval_coverage")
"""Names that coverage of the sets has, by kind of head."""

_DRAWS = 1000
_LEVEL = 0.95


@dataclass(frozen=True)
class RowFigures:
    """What can be measured on any rows of a split.

    :ivar metric: name of the figure that groups are compared by.
    :ivar at: every figure of some rows.
    :ivar score: that figure alone, as it is asked for a thousand times.
    :ivar right: which rows are right, (n,), where that figure is the share of them; None where it is another.
    """

    metric: str
    at: Callable[[Rows], Mapping[str, float]]
    score: Callable[[Rows], float]
    right: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class Subgroup:
    """The texts of one value.

    :ivar figures: all of them on these texts.
    :ivar metric: the figure compared, with its 95% interval.
    :ivar difference: to all other texts whose value is given; None where either are too few. Its level is that of all
        comparisons of the head together (Bonferroni).
    :ivar left_open: share of the texts that are not answered but asked back or handed over; None for a head that does
        not decide about it.
    """

    value: str
    rows: int
    figures: Mapping[str, float]
    metric: Interval
    difference: Interval | None = None
    left_open: float | None = None

    @property
    def is_few(self) -> bool:
        """Whether it is too small to say much."""
        return self.rows < FEW_ROWS

    @property
    def coverage(self) -> float | None:
        """How often the sets hold the truth; None for a head without such sets."""
        return next((self.figures[name] for name in COVERAGE if name in self.figures), None)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for `metrics.json`."""
        made: dict[str, Any] = {
            "rows": self.rows,
            "few": self.is_few,
            "value": self.metric.value,
            "low": self.metric.low,
            "high": self.metric.high,
        }
        if self.difference is not None:
            made["difference"] = {name: getattr(self.difference, name) for name in ("value", "low", "high", "level")}
        if self.left_open is not None:
            made["left_open"] = self.left_open
        return made | {"figures": dict(self.figures)}


@dataclass(frozen=True)
class Subgroups:
    """All values of one column, the largest groups first.

    :ivar metric: what they are compared by.
    """

    column: str
    metric: str
    groups: Sequence[Subgroup]

    @property
    def worst(self) -> Subgroup | None:
        """The group that fares worst against the others, first of all among those that chance does not explain."""
        up = METRICS[self.metric].higher_is_better if self.metric in METRICS else True
        compared = [(group, group.difference) for group in self.groups if group.difference]
        ranked = sorted(compared, key=lambda pair: (not pair[1].excludes_zero, pair[1].value if up else -pair[1].value))
        return ranked[0][0] if ranked else None

    @property
    def is_clear(self) -> bool:
        """Whether chance does not explain the largest gap."""
        return self.worst is not None and self.worst.difference is not None and self.worst.difference.excludes_zero

    @property
    def gap(self) -> str:
        """The largest gap in words."""
        worst = self.worst
        if worst is None or worst.difference is None:
            return f"No two groups of {self.column} have {FEW_ROWS} texts each: too few to compare."
        found, rest = worst.difference, worst.metric.value - worst.difference.value
        named = f"{metric_title(self.metric)} of {self.column} {clip(worst.value, 60)}"
        both = f"{metric_value(self.metric, worst.metric.value)} on {plural(worst.rows, 'text')}"
        others = f"{metric_value(self.metric, rest)} on all others"
        low, high = (self._points(end) for end in (found.low, found.high))
        chance = "chance does not explain it" if found.excludes_zero else "chance may explain it"
        return (
            f"Largest gap: {named} is {both}, against {others}: {self._points(found.value)}, between {low} and {high}; "
            f"{chance}."
        )

    def difference(self, group: Subgroup) -> str:
        """That of one group, for a table."""
        return "–" if group.difference is None else self._points(group.difference.value)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for `metrics.json`."""
        groups = {group.value: group.as_dict() for group in self.groups}
        return {"metric": self.metric, "gap": self.gap, "clear": self.is_clear, "groups": groups}

    def _points(self, difference: float) -> str:
        if self.metric in METRICS and METRICS[self.metric].kind == "share":
            return f"{100 * difference:+.1f} points"
        return f"{difference:+.3f}"


def compare_subgroups(
    columns: Mapping[str, Sequence[str]], figures: RowFigures, left_open: npt.NDArray[np.bool_] | None = None
) -> tuple[Subgroups, ...]:
    """Figures of each value of each column.

    :param columns: the value of every row, by column; empty where there is none.
    :param left_open: which rows are not answered, (n,).
    """
    parts = {column: _parts(values) for column, values in columns.items()}
    compared = sum(_is_compared(rows, part) for part in parts.values() for rows in part.values())
    level = 1 - (1 - _LEVEL) / max(compared, 1)
    return tuple(
        Subgroups(
            column,
            figures.metric,
            [_group(value, rows, part, figures, level, left_open) for value, rows in part.items()],
        )
        for column, part in parts.items()
    )


def _parts(values: Sequence[str]) -> dict[str, Rows]:
    """Rows by value, the commonest value first; where there are very many values the rarest are one."""
    found: dict[str, list[int]] = {}
    for row, value in enumerate(values):
        found.setdefault(value, []).append(row)
    without = found.pop("", [])
    ordered = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    parts = {value: np.array(rows, dtype=np.int64) for value, rows in ordered[:MOST_GROUPS]}
    rest = [row for _, rows in ordered[MOST_GROUPS:] for row in rows]
    for name, rows in ((OTHERS, rest), (NOT_GIVEN, without)):
        if rows:
            parts[name] = np.array(sorted(rows), dtype=np.int64)
    return parts


def _rest(rows: Rows, part: Mapping[str, Rows]) -> Rows:
    """All rows with another value."""
    others = [each for value, each in part.items() if each is not rows and value != NOT_GIVEN]
    return np.concatenate([np.empty(0, dtype=np.int64), *others])


def _is_compared(rows: Rows, part: Mapping[str, Rows]) -> bool:
    is_named = not any(part.get(name) is rows for name in (OTHERS, NOT_GIVEN))
    return is_named and len(rows) >= FEW_ROWS and len(_rest(rows, part)) >= FEW_ROWS


def _group(
    value: str,
    rows: Rows,
    part: Mapping[str, Rows],
    figures: RowFigures,
    level: float,
    left_open: npt.NDArray[np.bool_] | None,
) -> Subgroup:
    difference = None
    if _is_compared(rows, part):
        difference = _difference(*(_interval(figures, each, level) for each in (rows, _rest(rows, part))))
    open_share = None if left_open is None else float(left_open[rows].mean())
    return Subgroup(value, len(rows), figures.at(rows), _interval(figures, rows, _LEVEL), difference, open_share)


def _interval(figures: RowFigures, rows: Rows, level: float) -> Interval:
    """Of a share by Wilson, of any other figure by the bootstrap."""
    if figures.right is not None:
        return share_interval(int(figures.right[rows].sum()), len(rows), level)
    found = paired_bootstrap(lambda at: figures.score(rows[at]), len(rows), draws=_DRAWS, level=level)
    if found.low == found.high and found.value in (0.0, 1.0):
        # Where every text is alike, drawing them again tells nothing; how many there are does.
        return replace(share_interval(round(found.value * len(rows)), len(rows), level), value=found.value)
    return found


def _difference(one: Interval, other: Interval) -> Interval:
    """Of two figures on different texts, from the interval of each.

    Newcombe 1998, "Interval Estimation for the Difference between Independent Proportions", method 10; for any two
    intervals Zou and Donner 2008, section 2.
    """
    value = one.value - other.value
    low = value - math.hypot(one.value - one.low, other.high - other.value)
    high = value + math.hypot(one.high - one.value, other.value - other.low)
    return Interval(value, low, high, one.level)


def open_percent(group: Subgroup) -> str:
    """The share left open, for a table."""
    return "–" if group.left_open is None else percent(group.left_open)
