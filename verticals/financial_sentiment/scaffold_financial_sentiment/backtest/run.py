"""A whole backtest: dated news and known incidents in, a folder with figures and a page out."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.environment import environment
from scaffold.errors import DataError, UserError
from scaffold.files import new_folder, write_text
from scaffold.progress import SILENT, Progress
from scaffold_financial_sentiment.backtest.comparison import (
    Compared,
    Contender,
    compare,
    plain_contenders,
    river_contenders,
)
from scaffold_financial_sentiment.backtest.count_file import SUFFIX, read_counts, write_counts
from scaffold_financial_sentiment.backtest.counting import count_news
from scaffold_financial_sentiment.backtest.curve import CurvePoint, threshold_curve
from scaffold_financial_sentiment.backtest.judging import Terms, judge
from scaffold_financial_sentiment.backtest.known import KnownIncident, read_known
from scaffold_financial_sentiment.backtest.plan import BacktestPlan
from scaffold_financial_sentiment.backtest.report import render_report
from scaffold_financial_sentiment.backtest.result import Backtest
from scaffold_financial_sentiment.backtest.summary import incidents_of, metrics_of
from scaffold_financial_sentiment.backtest.trials import Trial, make_trials, try_out
from scaffold_financial_sentiment.backtest.usual import UsualRates
from scaffold_financial_sentiment.news.item import Item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from scaffold_financial_sentiment.backtest.count_log import CountLog
    from scaffold_financial_sentiment.backtest.counting import Reader
    from scaffold_financial_sentiment.detection.detector import Detector
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings

    Factory = Callable[[float], Detector]

_OWN, _DECLARED = "this detector", "declared false alarms"
METRICS, PAGE, INCIDENTS, COUNTS = "metrics.json", "report.html", "incidents.jsonl", "counts.npz"
_SHOWN_REJECTS = 3
_CURVE_FACTOR = 3.0
"""The curve is drawn for the made-up incidents nearest to so many times the usual rate."""


def run_backtest(
    data: Path,
    incidents: Path | None,
    settings: FinancialSentimentSettings,
    out: Path,
    progress: Progress = SILENT,
    *,
    plan: BacktestPlan | None = None,
    understanding: Reader | None = None,
    factory: Factory | None = None,
    names: Mapping[str, str] | None = None,
) -> Backtest:
    """Count the news, run the detector over the counts in several ways, and write what was found into `out`.

    `out` holds `metrics.json`, `incidents.jsonl`, `report.html` and `counts.npz`; that can be `data` the next time.

    :param data: a file of dated news, or `counts.npz` of an earlier backtest.
    :param incidents: file of known incidents; none if nothing is known, then every alert is taken to be false.
    :param understanding: understands the news; that of the settings if not given.
    :param factory: a new detector for a declared number of false alarms a year and key; that of the settings if not
        given.
    :param names: companies by id, an incident of another one is refused unless it is empty; those of the settings if
        neither it nor `understanding` is given.
    :raises DataError: when there is no news, or a file cannot be used.
    :raises UserError: when `out` cannot be written.
    """
    plan = plan or BacktestPlan()
    clock = _Clock()
    _check_free(out)
    rivals = _rivals(settings, plan)
    if names is None:
        names = {} if understanding else _names(settings)
    known = read_known(incidents, names) if incidents else []
    with clock.stage("counting"):
        log, notes = _log_of(data, settings, understanding, progress)
    result = _measured(log, known, settings, plan, factory or burst_factory(settings), rivals, clock, progress)
    result = replace(
        result, data=data.name, names=names, notes=(*notes, *result.notes), seconds=clock.seconds, folder=out
    )
    with new_folder(out) as draft:
        write_counts(log, draft / COUNTS)
        write_text(draft / METRICS, json.dumps(metrics_of(result), ensure_ascii=False, indent=2) + "\n")
        lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in incidents_of(result))
        write_text(draft / INCIDENTS, "".join(lines))
        write_text(draft / PAGE, render_report(result))
    return result


def _check_free(out: Path) -> None:
    """Refuse to replace a folder that is no earlier backtest.

    :raises UserError: when something else lies there.
    """
    if not out.exists():
        return
    ours = {METRICS, PAGE, INCIDENTS, COUNTS}
    if not out.is_dir() or not {each.name for each in out.iterdir()} <= ours:
        raise UserError(
            "there is something here that is no backtest", where=str(out), hint="Choose a new folder for the results."
        )


def burst_factory(settings: FinancialSentimentSettings) -> Factory:
    """Makes the detector of the settings for other declared numbers of false alarms."""
    from scaffold_financial_sentiment.detection.burst import BurstDetector

    return lambda level: BurstDetector.of(settings.model_copy(update={"false_alarms": level}))


def _measured(
    log: CountLog,
    known: Sequence[KnownIncident],
    settings: FinancialSentimentSettings,
    plan: BacktestPlan,
    factory: Factory,
    rivals: Sequence[Contender],
    clock: _Clock,
    progress: Progress,
) -> Backtest:
    """Everything that is measured on a log."""
    sources, notes = _least_sources(log, settings)
    inside = [each for each in known if each.end >= log.since and each.start < log.until]
    if len(inside) < len(known):
        notes.append(f"{len(known) - len(inside)} known incidents lie outside the time of these news; left out.")
    known = inside
    target = settings.false_alarms
    terms = Terms(settings.quiet_for, settings.cool_down, plan.grace, sources, plan.seed)
    with clock.stage("detecting"):
        judged = judge(log, factory(target), known, terms, progress)
    with clock.stage("injecting"):
        trials = make_trials(log, UsualRates.of(log, known, plan.grace), known, plan)
        rate = max(target, judged.keys.false_a_year.value)
        injected = try_out(trials, lambda: factory(target), terms, rate, progress)
    if plan.places and not trials:
        notes.append("No made-up incident was tried: the news is too short, or nothing in it is quiet.")
    with clock.stage("threshold curve"):
        curve = threshold_curve(log, known, plan.levels, factory, terms, _middle(trials), progress)
    with clock.stage("comparing"):
        compared = []
        if rivals:
            contenders = [*_tuned(factory, target, curve), *rivals]
            compared = compare(log, known, contenders, trials, terms, target, progress)
            keeps = judged.keys.false_a_year.value <= target
            own = Compared(_OWN, _DECLARED, target, keeps, judged.keys, judged.companies, injected)
            compared.insert(0, own)
    return Backtest("", log, known, judged, curve, injected, compared, settings, plan, {}, notes, {}, environment())


def _rivals(settings: FinancialSentimentSettings, plan: BacktestPlan) -> list[Contender]:
    """What the detector is compared with.

    :raises UserError: when river is asked for and not installed.
    """
    plain = plain_contenders(settings.tick, plan.limit) if plan.rivals else []
    return plain + (river_contenders(settings.tick) if plan.river else [])


def _tuned(factory: Factory, target: float, curve: Sequence[CurvePoint]) -> list[Contender]:
    """The detector itself as sensitive as its curve allows, where that is more than declared."""
    kept = [point.level for point in curve if point.keys.false_a_year.value <= target and point.level > target]
    return [Contender(f"{_OWN}, tuned", _DECLARED, (max(kept),), factory)] if kept else []


def _middle(trials: Sequence[Trial]) -> Trial | None:
    return min(trials, key=lambda trial: abs(trial.factor - _CURVE_FACTOR), default=None)


def _least_sources(log: CountLog, settings: FinancialSentimentSettings) -> tuple[int, list[str]]:
    """How many publishers an alarm needs: no more than there are."""
    there = len(log.stories.publishers)
    if there >= settings.min_sources:
        return settings.min_sources, []
    found = "no publisher" if there == 0 else f"only {there} publisher" + "s" * (there > 1)
    return 1, [f"These news name {found}; alarms were not asked for {settings.min_sources} different ones."]


def _log_of(
    data: Path, settings: FinancialSentimentSettings, understanding: Reader | None, progress: Progress
) -> tuple[CountLog, list[str]]:
    if data.suffix == SUFFIX:
        return read_counts(data), []
    from scaffold_financial_sentiment.news.open import read_news

    items, rejects = [], []
    for each in read_news(data, largest=settings.largest_item):
        if isinstance(each, Item):
            items.append(each)
        else:
            rejects.append(each)
    if not items:
        reason = f"; the first of {len(rejects)}: {rejects[0].where}: {rejects[0].reason}" if rejects else ""
        raise DataError(f"there is no usable news in it{reason}", where=str(data), hint="Give dated headlines.")
    notes = [f"{len(rejects):,} of {len(items) + len(rejects):,} items could not be used."] if rejects else []
    notes += [f"{each.where}: {each.reason}" for each in rejects[:_SHOWN_REJECTS]]
    return count_news(items, understanding or _understanding(settings, progress), settings, progress), notes


def _understanding(settings: FinancialSentimentSettings, progress: Progress) -> Reader:
    from scaffold_financial_sentiment.understanding.opening import open_understanding

    return open_understanding(settings, progress)


def _names(settings: FinancialSentimentSettings) -> dict[str, str]:
    from scaffold_financial_sentiment.understanding.opening import open_companies

    return {company.id: company.name for company in open_companies(settings)}


class _Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the block."""
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start
