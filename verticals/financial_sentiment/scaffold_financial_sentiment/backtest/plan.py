"""What a backtest tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from scaffold.settings import Section
from scaffold_financial_sentiment.backtest.placing import Wanted
from scaffold_financial_sentiment.durations import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_DAY, _WEEK = 86_400.0, 604_800.0


class BacktestPlan(Section):
    """Choices of a backtest; what the monitor does follows from its own settings."""

    grace: Duration = Field(_DAY, description="how long after the end of a known incident an alert may be about it")
    levels: tuple[float, ...] = Field(
        (0.1, 0.3, 1.0, 3.0, 10.0, 30.0),
        description="declared false alarms a year and key of the threshold curve; none for no curve",
    )
    places: int = Field(200, ge=0, le=20_000, description="made-up incidents of each factor; none for no injection")
    factors: tuple[float, ...] = Field(
        (2.0, 3.0, 5.0, 10.0), description="negative rate in a made-up incident, as a multiple of the usual one"
    )
    duration: Duration = Field(_DAY, description="length of a made-up incident")
    ramp: Duration | None = Field(None, description="time over which it grows; it is there at once if not set")
    limit: Duration = Field(7200.0, description="time from its start within which it should be found")
    apart: Duration = Field(2 * _WEEK, description="time between two made-up incidents of a company, at least")
    warm_up: Duration = Field(4 * _WEEK, description="time from the first news of a key to its first made-up incident")
    rivals: bool = Field(True, description="compare with plain thresholds and z-scores")
    river: bool = Field(False, description="compare with the detectors of river, which must be installed")
    seed: int = Field(0, ge=0, description="the same seed gives the same made-up incidents and intervals")

    @property
    def wanted(self) -> Wanted:
        """What places for made-up incidents are asked for."""
        return Wanted(self.places, self.limit, self.duration, self.apart, self.warm_up)

    def for_people(self) -> Mapping[str, Any]:
        """The choices as plain values."""
        return self.model_dump(mode="json")
