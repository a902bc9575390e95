"""One detector on one log: its alarms, its alerts, and how good they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.progress import SILENT, Progress
from scaffold_financial_sentiment.backtest.episodes import Episode, by_company, episodes_of
from scaffold_financial_sentiment.backtest.exposure import exposures
from scaffold_financial_sentiment.backtest.matching import Matching, match
from scaffold_financial_sentiment.backtest.replay import replay
from scaffold_financial_sentiment.backtest.scoring import Score, score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_financial_sentiment.backtest.count_log import CountLog
    from scaffold_financial_sentiment.backtest.known import KnownIncident
    from scaffold_financial_sentiment.detection.detector import Detector


@dataclass(frozen=True, slots=True)
class Terms:
    """How alarms become alerts, and when an alert is about something known; times in seconds.

    :ivar quiet_for: time without an alarm after which an episode is over.
    :ivar cool_down: time after that in which an alarm opens it again.
    :ivar grace: time after the end of a known incident in which an alert may still be about it.
    :ivar least_sources: different publishers that an alarm needs.
    :ivar seed: of the bootstrap.
    """

    quiet_for: float
    cool_down: float
    grace: float
    least_sources: int = 1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """What a detector did on a log.

    :ivar episodes: of keys, in their order.
    :ivar alerts: of companies: what a desk is told once.
    :ivar matching: of `alerts`.
    """

    episodes: list[Episode]
    alerts: list[Episode]
    matching: Matching
    keys: Score
    companies: Score


def judge(
    log: CountLog, detector: Detector, known: Sequence[KnownIncident], terms: Terms, progress: Progress = SILENT
) -> Judged:
    """Run a new detector over a log and score what it says, by key and by company."""
    episodes = episodes_in(log, detector, terms, progress)
    alerts = by_company(episodes, cool_down=terms.cool_down)
    of_keys, of_companies = exposures(log, known, terms.grace)
    matching = match(alerts, known, grace=terms.grace)
    return Judged(
        episodes,
        alerts,
        matching,
        score(match(episodes, known, grace=terms.grace), of_keys, seed=terms.seed),
        score(matching, of_companies, seed=terms.seed),
    )


def episodes_in(log: CountLog, detector: Detector, terms: Terms, progress: Progress = SILENT) -> list[Episode]:
    """The episodes of keys that a new detector finds in a log."""
    alarms = replay(log, detector, quiet_for=terms.quiet_for, least_sources=terms.least_sources, progress=progress)
    return episodes_of(alarms, quiet_for=terms.quiet_for, cool_down=terms.cool_down)
