"""The threshold curve: what a declared rate of false alarms costs and brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.progress import SILENT, Progress
from scaffold_financial_sentiment.backtest.judging import Terms, judge
from scaffold_financial_sentiment.backtest.trials import Outcome, Trial, try_out

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scaffold_financial_sentiment.backtest.count_log import CountLog
    from scaffold_financial_sentiment.backtest.known import KnownIncident
    from scaffold_financial_sentiment.backtest.scoring import Score
    from scaffold_financial_sentiment.detection.detector import Detector


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A declared rate of false alarms and what was measured.

    :ivar level: declared false alarms a year and key.
    :ivar injected: what was found of made-up incidents of one factor; None where none were made.
    """

    level: float
    keys: Score
    companies: Score
    injected: Outcome | None


def threshold_curve(
    log: CountLog,
    known: Sequence[KnownIncident],
    levels: Sequence[float],
    factory: Callable[[float], Detector],
    terms: Terms,
    trial: Trial | None = None,
    progress: Progress = SILENT,
) -> list[CurvePoint]:
    """A point for each level, the lowest first.

    :param factory: makes a new detector for a declared rate of false alarms a year and key.
    :param trial: made-up incidents to be found at each level.
    """
    points = []
    for level in sorted(set(levels)):
        judged = judge(log, factory(level), known, terms, progress)
        outcome = None
        if trial is not None:
            rate = max(level, judged.keys.false_a_year.value)
            outcome = try_out([trial], lambda level=level: factory(level), terms, rate, progress)[0]  # type: ignore[misc]
        points.append(CurvePoint(level, judged.keys, judged.companies, outcome))
    return points
