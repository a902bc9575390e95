"""Several detectors in one run: each at its most sensitive setting that keeps to the same rate of false alarms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.progress import SILENT, Progress
from scaffold_financial_sentiment.backtest.judging import Judged, Terms, judge
from scaffold_financial_sentiment.backtest.trials import Outcome, Trial, try_out
from scaffold_financial_sentiment.detection.plain import FixedThreshold, ZScore
from scaffold_financial_sentiment.durations import written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scaffold_financial_sentiment.backtest.count_log import CountLog
    from scaffold_financial_sentiment.backtest.known import KnownIncident
    from scaffold_financial_sentiment.backtest.scoring import Score
    from scaffold_financial_sentiment.detection.detector import Detector

_HISTORY = 28 * 86_400.0


@dataclass(frozen=True, slots=True)
class Contender:
    """A kind of detector with a setting that makes it stricter.

    :ivar setting: name of the setting, for people.
    :ivar levels: its values, from the most sensitive to the strictest.
    :ivar factory: a new detector for a value.
    """

    name: str
    setting: str
    levels: tuple[float, ...]
    factory: Callable[[float], Detector]


@dataclass(frozen=True, slots=True)
class Compared:
    """A contender at the level that was chosen for it.

    :ivar keeps: whether its false alarms were within the target there; if not, no level of it was.
    :ivar injected: what it found of made-up incidents, as `try_out` gives it.
    """

    name: str
    setting: str
    level: float
    keeps: bool
    keys: Score
    companies: Score
    injected: list[Outcome]


def compare(
    log: CountLog,
    known: Sequence[KnownIncident],
    contenders: Sequence[Contender],
    trials: Sequence[Trial],
    terms: Terms,
    target: float,
    progress: Progress = SILENT,
) -> list[Compared]:
    """Each contender at its first level with at most `target` measured false alarms a year and key.

    A stricter level is taken to give no more false alarms, so that few levels need be tried.
    """
    compared = []
    for contender in contenders:
        level, judged = _chosen(log, known, contender, terms, target, progress)
        rate = max(target, judged.keys.false_a_year.value)
        injected = try_out(trials, lambda c=contender, x=level: c.factory(x), terms, rate, progress)  # type: ignore[misc]
        keeps = judged.keys.false_a_year.value <= target
        found = (judged.keys, judged.companies, injected)
        compared.append(Compared(contender.name, contender.setting, level, keeps, *found))
        progress.say(f"{contender.name}: {contender.setting} {level:g}")
    return compared


def plain_contenders(tick: float, window: float) -> list[Contender]:
    """A fixed threshold and a z-score on windows of so many seconds."""
    length = written(window)
    return [
        Contender(
            f"fixed threshold, {length}",
            "negative stories",
            tuple(dict.fromkeys(round(1.09**step) for step in range(8, 68))),
            lambda level: FixedThreshold(level, window=window, tick=tick),
        ),
        Contender(
            f"z-score, {length} against 4w",
            "standard deviations",
            tuple(round(2 * 1.06**step, 2) for step in range(56)),
            lambda level: ZScore(level, window=window, history=_HISTORY, tick=tick),
        ),
    ]


def river_contenders(tick: float) -> list[Contender]:
    """The drift detectors of river that are fast enough: KSWIN would take minutes for each level.

    :raises UserError: when river is not installed.
    """
    from scaffold_financial_sentiment.backtest.river_detectors import adwin, page_hinkley, require_river

    require_river()
    rates = tuple(10.0 ** -(1 + 0.05 * step * step) for step in range(31))
    return [
        Contender(
            "river PageHinkley",
            "threshold",
            tuple(round(3 * 1.2**step, 1) for step in range(32)),
            lambda level: page_hinkley(level, tick=tick),
        ),
        Contender("river ADWIN", "delta", rates, lambda level: adwin(level, tick=tick)),
    ]


def _chosen(
    log: CountLog,
    known: Sequence[KnownIncident],
    contender: Contender,
    terms: Terms,
    target: float,
    progress: Progress,
) -> tuple[float, Judged]:
    """The first level that keeps the target, by halving; the strictest one if none does."""
    tried: dict[int, Judged] = {}

    def keeps(at: int) -> bool:
        tried[at] = judge(log, contender.factory(contender.levels[at]), known, terms, progress)
        return tried[at].keys.false_a_year.value <= target

    low, high = 0, len(contender.levels) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if keeps(middle) else (middle + 1, high)
    if low not in tried:
        keeps(low)
    return contender.levels[low], tried[low]
