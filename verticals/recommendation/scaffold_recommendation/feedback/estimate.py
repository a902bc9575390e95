"""What a new ranker would have been worth, and whether the logs can tell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from scaffold.evaluation.bootstrap import Interval

Method = Literal["ips", "snips"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Mean reward of a place, as estimated for a new ranker by `off_policy.estimate`.

    :ivar method: `ips` or `snips`.
    :ivar clip: what weights were cut at; None if they were not.
    :ivar value: mean reward of a place under the new ranker; NaN if nothing that it would show was ever shown.
    :ivar logged: the same of what was shown.
    :ivar gain: `value` less `logged`, both on the same lists.
    :ivar lists: how many lists were logged.
    :ivar places: how many places they had.
    :ivar effective: how many lists' worth of evidence there is about the new ranker.
    :ivar coverage: mean weight before clipping; 1 but for chance where all that the new ranker shows could be logged.
    :ivar warning: why the figures are not to be trusted, as a sentence; empty if they are.
    """

    method: Method
    clip: float | None
    value: Interval
    logged: Interval
    gain: Interval
    lists: int
    places: int
    effective: float
    coverage: Interval
    warning: str

    @property
    def is_trusted(self) -> bool:
        """Whether there is enough overlap between what was shown and what the new ranker would show."""
        return not self.warning

    def as_dict(self) -> dict[str, Any]:
        """For JSON; a figure that does not exist is None."""
        intervals = {name: getattr(self, name) for name in ("value", "logged", "gain", "coverage")}
        return {
            "method": self.method,
            "clip": self.clip,
            "lists": self.lists,
            "places": self.places,
            "effective": self.effective,
            "trusted": self.is_trusted,
            "warning": self.warning,
            **{name: interval_record(interval) for name, interval in intervals.items()},
        }


def interval_record(interval: Interval) -> dict[str, float | None]:
    """An interval for JSON; a bound that does not exist is None."""
    figures = {"value": interval.value, "low": interval.low, "high": interval.high, "level": interval.level}
    return {name: figure if math.isfinite(figure) else None for name, figure in figures.items()}
