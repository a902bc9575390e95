"""Made-up incidents of several sizes, and what a detector found of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scaffold.evaluation.bootstrap import Interval, share_interval
from scaffold.progress import SILENT, Progress
from scaffold_financial_sentiment.backtest.bound import oracle_recall
from scaffold_financial_sentiment.backtest.injection import Injected, delays, inject
from scaffold_financial_sentiment.backtest.intervals import quantile_interval
from scaffold_financial_sentiment.backtest.judging import Terms, episodes_in
from scaffold_financial_sentiment.backtest.placing import bin_name, places_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scaffold_financial_sentiment.backtest.count_log import CountLog
    from scaffold_financial_sentiment.backtest.known import KnownIncident
    from scaffold_financial_sentiment.backtest.plan import BacktestPlan
    from scaffold_financial_sentiment.backtest.usual import UsualRates
    from scaffold_financial_sentiment.detection.detector import Detector

_HOUR, _YEAR = 3600.0, 365.25 * 86_400.0


@dataclass(frozen=True, slots=True)
class Trial:
    """A log with made-up incidents of one factor.

    :ivar limit: seconds from the start within which an incident should be found.
    """

    factor: float
    log: CountLog
    incidents: list[Injected]
    limit: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found of the incidents of one factor, of all or of those with a usual rate in one bin.

    :ivar rate: the bin of usual rates, in negative stories an hour; empty for all.
    :ivar added: negative stories added, on average.
    :ivar in_time: share found within the limit.
    :ivar ever: share found before they were over.
    :ivar delay: median hours from start to alert, of those found; None without.
    :ivar slow_delay: the 90% quantile.
    :ivar bound: the largest share that an oracle could find within the limit, at the same rate of false alarms.
    :ivar hours: the delay of each that was found.
    """

    factor: float
    rate: str
    incidents: int
    added: float
    in_time: Interval
    ever: Interval
    delay: Interval | None
    slow_delay: Interval | None
    bound: float
    hours: tuple[float, ...]


def make_trials(log: CountLog, usual: UsualRates, known: Sequence[KnownIncident], plan: BacktestPlan) -> list[Trial]:
    """A trial for each factor, all at the same places; none where there is no place."""
    places = places_in(log, usual, known, plan.wanted, seed=plan.seed) if plan.places else []
    if not places:
        return []
    trials = []
    for factor in plan.factors:
        changed, made = inject(
            log, usual, places, factor, duration=plan.duration, ramp=plan.ramp or 0.0, seed=plan.seed
        )
        trials.append(Trial(factor, changed, made, plan.limit))
    return trials


def try_out(
    trials: Sequence[Trial],
    detector: Callable[[], Detector],
    terms: Terms,
    false_a_year: float,
    progress: Progress = SILENT,
) -> list[Outcome]:
    """What a detector, made anew for each trial, finds: for each factor all incidents first, then bin by bin.

    Publishers have no part in it, since made-up stories have none.

    :param false_a_year: false alarms of a key in a quiet year, for the bound.
    """
    outcomes = []
    for trial in trials:
        found = delays(trial.incidents, episodes_in(trial.log, detector(), replace(terms, least_sources=1), progress))
        pairs = list(zip(trial.incidents, found, strict=True))
        outcomes.append(_outcome(trial, pairs, "", false_a_year, terms.seed))
        for number in sorted({incident.place.bin for incident in trial.incidents}):
            some = [pair for pair in pairs if pair[0].place.bin == number]
            outcomes.append(_outcome(trial, some, bin_name(number), false_a_year, terms.seed))
    return outcomes


def _outcome(
    trial: Trial, pairs: Sequence[tuple[Injected, float | None]], rate: str, false_a_year: float, seed: int
) -> Outcome:
    late = [delay for _, delay in pairs if delay is not None]
    hours = [delay / _HOUR for delay in late]
    usual = [incident.place.usual for incident, _ in pairs]
    chances = [len(incident.keys) * false_a_year * trial.limit / _YEAR for incident, _ in pairs]
    return Outcome(
        factor=trial.factor,
        rate=rate,
        incidents=len(pairs),
        added=sum(incident.added for incident, _ in pairs) / len(pairs),
        in_time=share_interval(sum(delay <= trial.limit for delay in late), len(pairs)),
        ever=share_interval(len(late), len(pairs)),
        delay=quantile_interval(hours, 0.5, seed=seed),
        slow_delay=quantile_interval(hours, 0.9, seed=seed),
        bound=oracle_recall(usual, [trial.factor * each for each in usual], chances),
        hours=tuple(hours),
    )
