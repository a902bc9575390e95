"""Made-up incidents in real news: how small a surge is found within two hours, by our detector and by others."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.financial_alerts import GAP, SECTION, read_items, settings_of
from benchmarks.machine import datasets, heading, table
from benchmarks.recorded import record, recorded
from scaffold.files import write_text

if TYPE_CHECKING:
    from scaffold_financial_sentiment.backtest.comparison import Compared, Contender
    from scaffold_financial_sentiment.backtest.count_log import CountLog
    from scaffold_financial_sentiment.backtest.injection import Injected
    from scaffold_financial_sentiment.backtest.judging import Terms
    from scaffold_financial_sentiment.backtest.known import KnownIncident
    from scaffold_financial_sentiment.backtest.placing import Place
    from scaffold_financial_sentiment.backtest.trials import Trial
    from scaffold_financial_sentiment.backtest.usual import UsualRates
    from scaffold_financial_sentiment.news.item import Item
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.understanding.understanding import Understanding
    from scaffold_financial_sentiment.understanding.understood import Understood

COMMAND = "python -m benchmarks.financial_injection"
NAME = "injection"
SEED = 1
FACTORS = (3.0, 5.0, 10.0)
LIMIT = 2 * 3600.0
# Of a made-up incident; what matters are its first two hours.
DURATION = 6 * 3600.0
# A made-up incident comes in one day of every so many: detectors that learn would take more of them for usual.
APART = 15 * 86_400.0
TRIES = 200
# Before that nothing is judged: no detector knows yet what is usual.
WARM_UP = 4 * 7 * 86_400.0
TARGET = 1.0
WEEK = 7 * 86_400.0
YEAR = 365.25 * 86_400.0
BUSIEST = 60
# Ours with the declared number of false alarms as its setting, from the most sensitive on.
LEVELS = tuple(float(f"{10 ** (3 - step / 4):.3g}") for step in range(37))
OURS, TUNED = "ours, as shipped", "ours, tuned"


@dataclass(frozen=True)
class Stream:
    """News that incidents are put into.

    :ivar counts: `companies` for stories of known companies, `wire` for every headline as if of one company.
    :ivar weeks: that it is folded into; None for as it came.
    :ivar draws: how often places for incidents are drawn.
    :ivar least: usual stories an hour that a place must have.
    :ivar whole: whether all companies are one.
    """

    title: str
    counts: str
    weeks: int | None
    draws: int
    least: float = 0.0
    whole: bool = True


STREAMS = {
    "companies": Stream(f"the {BUSIEST} busiest keys as they are", "companies", None, 1, whole=False),
    "whole": Stream("all companies as one", "companies", None, 1),
    "26 weeks": Stream("the whole wire, folded into 26 weeks", "wire", 26, 8, least=1.0),
    "13 weeks": Stream("the same, folded into 13 weeks", "wire", 13, 16, least=1.0),
}


def run(folder: Path, streams: Sequence[str] = tuple(STREAMS), work: Path | None = None) -> str:
    """Everything once, on each stream, and give the tables.

    :param work: folder in which the counts and what was found on each stream are kept; what lies there is not made
        again.
    """
    if find_spec("river") is None:
        sys.exit("this benchmark compares with river, which is not installed. Run: pip install river")
    settings = settings_of()
    with tempfile.TemporaryDirectory() as temporary:
        kept = work or Path(temporary)
        kept.mkdir(parents=True, exist_ok=True)
        logs = {name: _counted(folder, settings, name, kept) for name in {STREAMS[each].counts for each in streams}}
        found = {
            name: _found(logs[STREAMS[name].counts], name, settings, kept / f"{name.replace(' ', '_')}.json")
            for name in streams
        }
    order = [contender.name for contender in _contenders(settings)]
    about = {name: own["about"] for name, own in found.items()}
    rows = list(_pooled(order, [incident for own in found.values() for incident in own["incidents"]]))
    record(SECTION, NAME, SEED, {"order": order, "streams": about, "rows": rows})
    return tables()


def _found(log: CountLog, name: str, settings: FinancialSentimentSettings, path: Path) -> dict[str, Any]:
    if path.is_file():
        return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]
    found = measure(log, STREAMS[name], settings)
    write_text(path, json.dumps(found))
    return found


class _WholeWire:
    """Reads every headline as one about one company, so that as much is usual as a wire has."""

    def __init__(self, reader: Understanding) -> None:
        self._reader = reader

    def understand(self, items: Sequence[Item]) -> list[Understood]:
        """What is known of each, in their order."""
        from scaffold_financial_sentiment.understanding.understood import Mention

        read = self._reader.understand(items)
        return [replace(each, mentions=(Mention("ALL", each.label, each.score),)) for each in read]


def _counted(folder: Path, settings: FinancialSentimentSettings, name: str, kept: Path) -> CountLog:
    from scaffold_financial_sentiment.backtest.count_file import read_counts, write_counts
    from scaffold_financial_sentiment.backtest.counting import count_news
    from scaffold_financial_sentiment.companies.linker import Linker
    from scaffold_financial_sentiment.understanding.opening import open_companies, open_judge
    from scaffold_financial_sentiment.understanding.rule_files import monitor_rules
    from scaffold_financial_sentiment.understanding.understanding import Understanding

    path = kept / f"{name}.npz"
    if not path.is_file():
        linker = Linker(open_companies(settings))
        reader = Understanding(open_judge(settings), linker, monitor_rules(), every=name == "wire")
        write_counts(count_news(read_items(folder), _WholeWire(reader) if name == "wire" else reader, settings), path)
    return read_counts(path)


def fold(log: CountLog, weeks: int | None) -> CountLog:
    """All companies as one key beside its topics, and all time laid over each other in so many weeks.

    Copies were told from stories in the time in which they came, so that folding makes no copies. A story of several
    companies counts once. The hour of the week stays what it was.

    :param weeks: as it came, but for long gaps, if None.
    """
    from scaffold_financial_sentiment.backtest.count_log import CountLog
    from scaffold_financial_sentiment.detection.detector import Count
    from scaffold_financial_sentiment.detection.key import Key

    log = without_gaps(log)
    week = round(WEEK / log.tick)
    period = (weeks or -(-log.end // week)) * week
    row_of = np.repeat(np.arange(len(log.tick_of)), np.diff(log.link_starts))
    negative: dict[tuple[int, str, int], bool] = {}
    links = zip(row_of.tolist(), log.link_story.tolist(), log.link_negative.tolist(), strict=True)
    for row, story, is_negative in links:
        # From one period on: 1970 is too early for a detector.
        tick = int(log.tick_of[row]) % period + period
        place = tick, log.keys[log.key_of[row]].topic, story
        negative[place] = negative.get(place, False) or is_negative
    sums: defaultdict[int, Counter[tuple[str, bool]]] = defaultdict(Counter)
    for (tick, topic, _), is_negative in negative.items():
        sums[tick][topic, is_negative] += 1
    counts = {
        tick: {
            Key("ALL", topic): Count(found[topic, True], found[topic, True] + found[topic, False])
            for topic in {topic for topic, _ in found}
        }
        for tick, found in sums.items()
    }
    return CountLog.of_counts(log.tick, counts, 2 * period if weeks else None)


def without_gaps(log: CountLog) -> CountLog:
    """The log with what lies behind a long gap moved to its beginning, by whole weeks."""
    ticks = np.unique(log.tick_of)
    week = round(WEEK / log.tick)
    moved = log.tick_of.copy()
    shift = 0
    for before, after in pairwise(ticks.tolist()):
        if (after - before) * log.tick > GAP:
            shift += (after - before) // week * week
            moved[log.tick_of >= after] = log.tick_of[log.tick_of >= after] - shift
    return replace(log, tick_of=moved, end=log.end - shift)


def busiest(log: CountLog, keys: int) -> CountLog:
    """The keys with the most bad news alone, without long gaps."""
    from scaffold_financial_sentiment.backtest.count_log import CountLog
    from scaffold_financial_sentiment.detection.detector import Count

    log = without_gaps(log)
    bad = np.bincount(log.key_of, log.negative, len(log.keys))
    chosen = set(np.argsort(-bad, kind="stable")[:keys].tolist())
    counts: dict[int, dict[Any, Count]] = {}
    columns = (log.tick_of, log.key_of, log.negative, log.total)
    for tick, key, negative, total in zip(*(column.tolist() for column in columns), strict=True):
        if key in chosen:
            counts.setdefault(tick, {})[log.keys[key]] = Count(negative, total)
    return CountLog.of_counts(log.tick, counts, log.end)


def measure(news: CountLog, stream: Stream, settings: FinancialSentimentSettings) -> dict[str, Any]:
    """What each contender does on one stream: its setting and false alarms, and when it found every incident."""
    from scaffold_financial_sentiment.backtest.comparison import compare
    from scaffold_financial_sentiment.backtest.judging import Terms

    log = fold(news, stream.weeks) if stream.whole else busiest(news, BUSIEST)
    terms = Terms(settings.quiet_for, settings.cool_down, 0.0)
    trials, start = list(_trials(log, stream)), _start(log)
    incidents = [_described(incident) for trial in trials for incident in trial.incidents]
    figures = {}
    for contender in _contenders(settings):
        chosen = compare(log, start, [contender], (), terms, TARGET)[0]
        for incident, delay in zip(incidents, _delays(contender, chosen.level, trials, terms), strict=True):
            incident["delays"][contender.name] = delay
        figures[contender.name] = _figures(chosen)
        print(stream.title, contender.name, figures[contender.name], file=sys.stderr, flush=True)
    hours = (log.until - log.since) / 3600
    rates = np.bincount(log.key_of, log.negative, len(log.keys)) / hours
    about = {
        "title": stream.title,
        "keys": len(log.keys),
        "weeks": hours / 168,
        "busiest": float(rates.max()),
        "least": float(rates.min()),
        "contenders": figures,
    }
    return {"about": about, "incidents": incidents}


def _described(incident: Injected) -> dict[str, Any]:
    return {
        "bin": incident.place.bin,
        "factor": incident.factor,
        "usual": incident.place.usual,
        "keys": len(incident.keys),
        "added": incident.added,
        "delays": {},
    }


def _contenders(settings: FinancialSentimentSettings) -> list[Contender]:
    from scaffold_financial_sentiment.backtest.comparison import Contender, plain_contenders, river_contenders
    from scaffold_financial_sentiment.backtest.run import burst_factory

    factory = burst_factory(settings)
    own = [
        Contender(OURS, "declared", (settings.false_alarms,), factory),
        Contender(TUNED, "declared", LEVELS, factory),
    ]
    return [*own, *plain_contenders(settings.tick, LIMIT), *river_contenders(settings.tick)]


def _start(log: CountLog) -> list[KnownIncident]:
    """The first weeks as if something were known to go on: what sounds in them is neither right nor false."""
    from scaffold_financial_sentiment.backtest.known import KnownIncident

    companies = sorted({key.company for key in log.keys})
    return [KnownIncident(f"start of {each}", each, "*", log.since, log.since + WARM_UP) for each in companies]


def _trials(log: CountLog, stream: Stream) -> Iterator[Trial]:
    """For each draw of places and each factor the news with its incidents."""
    from scaffold_financial_sentiment.backtest.injection import inject
    from scaffold_financial_sentiment.backtest.trials import Trial
    from scaffold_financial_sentiment.backtest.usual import UsualRates

    usual = UsualRates.of(log)
    for draw in range(stream.draws):
        places = list(_places(log, usual, stream.least, np.random.default_rng([SEED, draw])))
        for factor in FACTORS:
            yield Trial(factor, *inject(log, usual, places, factor, duration=DURATION, seed=SEED + draw), LIMIT)


def _places(log: CountLog, usual: UsualRates, least: float, draw: np.random.Generator) -> Iterator[Place]:
    """One place in one day of every `APART`; bins of usual rates that the day has are equally likely."""
    from scaffold_financial_sentiment.backtest.placing import Place

    ticks = np.arange(round(LIMIT / log.tick))
    for day in np.arange(log.since + WARM_UP + draw.uniform(0, APART), log.until - 2 * 86_400, APART):
        found: defaultdict[int, list[Place]] = defaultdict(list)
        for number, moment in zip(draw.integers(len(log.keys), size=TRIES), draw.random(TRIES), strict=True):
            tick = int((day + moment * 86_400) // log.tick)
            stories = float(usual.expected(int(number), tick + ticks, log.tick).sum())
            place = Place(log.keys[number], int(number), tick * log.tick, stories, stories * 3600 / LIMIT)
            if stories > 0 and place.rate >= least and usual.first[number] + WARM_UP <= place.start:
                found[place.bin].append(place)
        if found:
            yield found[draw.choice(sorted(found))][0]


def _delays(contender: Contender, level: float, trials: Iterable[Trial], terms: Terms) -> Iterator[float | None]:
    """After how many seconds every made-up incident was found, if it was."""
    from scaffold_financial_sentiment.backtest.injection import delays
    from scaffold_financial_sentiment.backtest.judging import episodes_in

    for trial in trials:
        yield from delays(trial.incidents, episodes_in(trial.log, contender.factory(level), terms))


def _figures(chosen: Compared) -> dict[str, Any]:
    rate = chosen.keys.false_a_year
    return {
        "setting": chosen.setting,
        "level": chosen.level,
        "keeps": chosen.keeps,
        "false": chosen.keys.false,
        "false_a_year": rate.value,
        "low": rate.low,
        "high": rate.high,
        "key_years": chosen.keys.quiet_hours / 8766,
    }


def _pooled(order: Sequence[str], incidents: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Figures by usual rate and factor, of all streams together."""
    from scaffold_financial_sentiment.backtest.placing import bin_name

    together: defaultdict[tuple[int, float], list[dict[str, Any]]] = defaultdict(list)
    for incident in incidents:
        together[incident["bin"], incident["factor"]].append(incident)
    for (rate, factor), some in sorted(together.items()):
        yield {
            "rate": bin_name(rate),
            "factor": factor,
            "incidents": len(some),
            "added": statistics.fmean(incident["added"] for incident in some),
            "oracle": _oracle(some),
            "contenders": {name: _outcome([incident["delays"][name] for incident in some]) for name in order},
        }


def _outcome(delays: Sequence[float | None]) -> dict[str, Any]:
    found = [delay for delay in delays if delay is not None]
    return {
        "in_time": sum(delay <= LIMIT for delay in found),
        "ever": len(found),
        "hours": statistics.median(found) / 3600 if found else None,
    }


def _oracle(incidents: Sequence[dict[str, Any]]) -> float:
    """What one who knows the true rates finds in time, with as many false alarms as are allowed."""
    from scaffold_financial_sentiment.backtest.bound import oracle_recall

    usual = [each["usual"] for each in incidents]
    chances = [each["keys"] * TARGET * LIMIT / YEAR for each in incidents]
    return oracle_recall(usual, [each["usual"] * each["factor"] for each in incidents], chances)


def tables() -> str:
    """What was kept: the settings and false alarms, then what was found."""
    found = recorded(SECTION, NAME)[SEED]
    note = (
        f"The headlines of `benchmarks.financial_alerts`, judged by the word list and counted once; seed {SEED}. No "
        "company in them has five usual negative stories an hour, which even an oracle needs to find most incidents of "
        "three times the usual rate; so all headlines are one key beside its topics, as if all were about one company, "
        "and years are laid over each other by the hour of the week, after copies were told from stories. All that "
        "sounds in the news as it is counts as a false alarm, real surges too. Every contender has the most sensitive "
        "setting of those tried that keeps to "
        f"{TARGET:g} false alarm a key-year on the same news, the first {WARM_UP / WEEK:g} weeks left out; "
        f"`{OURS}` has what it is shipped with. Incidents last {DURATION / 3600:g} hours, one every "
        f"{APART / 86_400:g} days; found is what was found in the first {LIMIT / 3600:g} hours, with the median delay "
        "of those found before they were over. The oracle knows all true rates, news being Poisson, and has as many "
        "false alarms: no detector can find more."
    )
    names = found["order"]
    page = f"{_false_alarms(names, found['streams'])}\n{_recalls(names, found['rows'])}"
    return heading("Made-up incidents in financial news", COMMAND, note) + page


def _false_alarms(names: Sequence[str], streams: dict[str, Any]) -> str:
    columns = ["contender", "news", "keys", "weeks", "usual an hour", "setting", "false", "false alarms a key-year"]
    rows = []
    for about in (streams[name] for name in STREAMS if name in streams):
        for name in names:
            own = about["contenders"][name]
            within = "" if own["keeps"] else ", none kept to it"
            rows.append(
                [
                    name,
                    about["title"],
                    str(about["keys"]),
                    f"{about['weeks']:.0f}",
                    f"{about['least']:.2g} to {about['busiest']:.2g}",
                    f"{own['setting']} {own['level']:g}{within}",
                    str(own["false"]),
                    f"{own['false_a_year']:.2f} ({own['low']:.2f} to {own['high']:.2f})",
                ]
            )
    return table(columns, rows, ("news", "setting"))


def _recalls(names: Sequence[str], rows: Sequence[dict[str, Any]]) -> str:
    columns = ["usual an hour", "times", "incidents", "stories added", "oracle", *names]
    lines = []
    for row in rows:
        told = [
            row["rate"],
            f"{row['factor']:g}",
            str(row["incidents"]),
            f"{row['added']:.1f}",
            f"{row['oracle']:.2f}",
        ]
        lines.append([*told, *(_told(row["contenders"][name], row["incidents"]) for name in names)])
    return table(columns, lines)


def _told(outcome: dict[str, Any], incidents: int) -> str:
    delay = "" if outcome["hours"] is None else f", {outcome['hours']:.1f} h"
    return f"{outcome['in_time'] / incidents:.2f}{delay}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("streams", nargs="*", choices=[*STREAMS, []], default=[], help="all if none is named")
    parser.add_argument("--data", type=Path, default=datasets(), help="folder of published data")
    parser.add_argument("--work", type=Path, help="folder to keep what was found in, so that it can be gone on with")
    parser.add_argument("--table", action="store_true", help="only print what was found so far")
    given = parser.parse_args()
    print(tables() if given.table else run(given.data, tuple(given.streams) or tuple(STREAMS), given.work))
