"""Seven years of headlines through the monitor: its strongest incidents, and how often quiet keys raise an alert."""

from __future__ import annotations

import argparse
import csv
import re
import resource
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.machine import datasets, heading, table
from benchmarks.recorded import record, recorded

if TYPE_CHECKING:
    from scaffold_financial_sentiment.backtest.replay import Alarm
    from scaffold_financial_sentiment.detection.detector import Count, Detector, Signal
    from scaffold_financial_sentiment.detection.key import Key
    from scaffold_financial_sentiment.incidents.incident import Incident
    from scaffold_financial_sentiment.news.item import Item
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings

COMMAND = "python -m benchmarks.financial_alerts"
SECTION = "finance"
SEED = 1
SET = Path("reuters_news_2006_2013") / "headlines_without_2008.jsonl.xz"
FINANCE = Path(__file__).parent / "finance"
TOP = 10
JUDGES = {"replay_words": "the word list", "replay_bundle": "a trained bundle"}
MONTH = 365.25 / 12 * 86_400
# No news for longer than this: nothing was watched.
GAP = 72 * 3600.0
# An incident opens hours or days after what it is about began.
NEAR = 5
UNKNOWN = "(not looked up)"


def run(folder: Path, bundle: Path | None = None) -> str:
    """Replay all headlines once, and give the tables."""
    record(SECTION, "replay_bundle" if bundle else "replay_words", SEED, measure(folder, bundle))
    return tables()


def settings_of(bundle: Path | None = None) -> FinancialSentimentSettings:
    """Of all benchmarks on these headlines: well-known companies, and one publisher is enough, as there is one."""
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings

    return FinancialSentimentSettings(min_sources=1, companies=FINANCE / "companies.csv", bundle=bundle)


def read_items(folder: Path) -> list[Item]:
    """All usable headlines by time."""
    from scaffold_financial_sentiment.news.item import Item
    from scaffold_financial_sentiment.news.open import read_news

    items = [each for each in read_news(folder / SET) if isinstance(each, Item)]
    return sorted(items, key=lambda item: (item.time, item.id))


class Overheard:
    """A detector, and what it says: when each key was first heard of, and all alarms.

    :ivar first: by key, in seconds since 1970 UTC.
    """

    def __init__(self, detector: Detector) -> None:
        self.tick = detector.tick
        self.first: dict[Key, float] = {}
        self.alarms: list[Alarm] = []
        self._detector = detector

    def observe(self, tick: int, counts: Mapping[Key, Count], watched: Collection[Key] = ()) -> list[Signal]:
        """What the detector says."""
        from scaffold_financial_sentiment.backtest.replay import Alarm

        for key in counts:
            self.first.setdefault(key, tick * self.tick)
        signals = self._detector.observe(tick, counts, watched)
        self.alarms.extend(Alarm((tick + 1) * self.tick, signal) for signal in signals if signal.is_alarm)
        return signals

    def add_late(self, tick: int, counts: Mapping[Key, Count]) -> None:
        """Pass on."""
        self._detector.add_late(tick, counts)

    def changed(self) -> Iterable[tuple[str, bytes]]:
        """Nothing is stored: a replay is not gone on with."""
        return ()

    def restore(self, pieces: Iterable[tuple[str, bytes]]) -> None:
        """There is nothing to restore."""


def measure(folder: Path, bundle: Path | None) -> dict[str, Any]:
    """The strongest incidents and the alerts of all keys."""
    from scaffold_financial_sentiment.commands.incident_table import strongest_first, topics_of
    from scaffold_financial_sentiment.detection.burst import BurstDetector
    from scaffold_financial_sentiment.monitor.monitor import Monitor
    from scaffold_financial_sentiment.state.store import Store
    from scaffold_financial_sentiment.stream.source import Batch
    from scaffold_financial_sentiment.understanding.opening import open_companies, open_understanding

    settings, items = settings_of(bundle), read_items(folder)
    names = {company.id: company.name for company in open_companies(settings)}
    detector = Overheard(BurstDetector.of(settings))
    understanding = open_understanding(settings)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    with Store.open("sqlite://") as store:
        monitor = Monitor(understanding, detector, store, settings, names)
        for start in range(0, len(items), settings.batch):
            monitor.take("reuters", Batch(tuple(items[start : start + settings.batch]), position={"at": start}))
        monitor.finish()
        incidents, counters = strongest_first(store.incidents.find()), store.counters.all()
    seconds = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
    strongest = incidents[:TOP]
    return {
        "items": len(items),
        "stories": counters["stories"],
        "companies": len(names),
        "incidents": len(incidents),
        "seconds": seconds,
        "declared": settings.false_alarms / 12,
        "strongest": [_described(each, names[each.company], topics_of(each)) for each in strongest],
        "quiet": _quiet(detector, strongest, items, settings),
    }


def _described(incident: Incident, name: str, topics: str) -> dict[str, Any]:
    return {
        "id": incident.id,
        "company": incident.company,
        "name": name,
        "topics": topics,
        "severity": incident.severity,
        "opened": incident.opened,
        "seen": incident.seen,
        "expected": incident.expected,
        "hours": incident.window / 3600,
        "p": incident.p,
        "headlines": [story.text for story in incident.stories[:2]],
    }


def _quiet(
    detector: Overheard, strongest: Sequence[Incident], items: Sequence[Item], settings: FinancialSentimentSettings
) -> list[dict[str, Any]]:
    """Alerts and key-months of all keys, and of those that none of the strongest incidents concerns."""
    from scaffold_financial_sentiment.backtest.episodes import episodes_of

    alerts = episodes_of(detector.alarms, quiet_for=settings.quiet_for, cool_down=settings.cool_down)
    gaps = [(a.time, b.time) for a, b in pairwise(items) if b.time - a.time > GAP]
    end = items[-1].time
    watched = {
        key: end - first - sum(after - before for before, after in gaps if before >= first)
        for key, first in detector.first.items()
    }
    loud = {key for incident in strongest for key in incident.keys}
    companies = {incident.company for incident in strongest}
    groups = {
        "all keys": set(watched),
        f"keys that none of the {TOP} incidents concerns": watched.keys() - loud,
        "keys of companies that have none of them": {key for key in watched if key.company not in companies},
    }
    return [
        {
            "of": name,
            "keys": len(keys),
            "months": sum(watched[key] for key in keys) / MONTH,
            "alerts": sum(alert.key in keys for alert in alerts),
        }
        for name, keys in groups.items()
    ]


def tables() -> str:
    """Both tables, of every judge whose figures were kept."""
    page, note = "", ""
    for name, judge in JUDGES.items():
        for found in recorded(SECTION, name).values():
            note = (
                f"{found['items']:,} headlines of Reuters from October 2006 to November 2013 without 2008, "
                f"{found['companies']} well-known companies, settings as shipped but for `min_sources = 1`, as there "
                f"is one publisher. An alert of a key is all its alarms until it is quiet and cooled down; one that is "
                f"about something that happened counts like one by chance, so the rates are upper bounds of that of "
                f"false alarms. What happened is from general knowledge, see `benchmarks/finance/what_happened.csv`."
            )
            page += (
                f"Judged by {judge}: {found['stories']:,} stories, {found['incidents']} incidents. "
                f"The {TOP} strongest:\n\n{_strongest(found)}\n{_rates(found)}\n"
            )
    return heading("Seven years of financial news", COMMAND, note) + page.rstrip() + "\n"


def _strongest(found: Mapping[str, Any]) -> str:
    known = read_history(FINANCE / "what_happened.csv")
    columns = ["found (UTC)", "company", "topics", "severity", "seen", "usual", "p", "headlines", "what happened"]
    rows = [
        [
            f"{datetime.fromtimestamp(each['opened'], UTC):%Y-%m-%d %H:%M}",
            each["name"],
            each["topics"],
            each["severity"],
            f"{each['seen']:.0f} in {each['hours']:.3g} h",
            f"{each['expected']:.2g}",
            f"{each['p']:.0e}",
            _cell("; ".join(each["headlines"])),
            _cell(history_of(known, each["company"], each["opened"])),
        ]
        for each in found["strongest"]
    ]
    return table(columns, rows, ("company", "topics", "severity", "headlines", "what happened"))


def _rates(found: Mapping[str, Any]) -> str:
    from scaffold_financial_sentiment.backtest.intervals import poisson_interval

    columns = ["of", "keys", "key-months", "alerts", "alerts a key-month", "95% interval", "declared false alarms"]
    rows = []
    for own in found["quiet"]:
        rate = poisson_interval(int(own["alerts"]), own["months"])
        rows.append(
            [
                own["of"],
                f"{own['keys']:,}",
                f"{own['months']:,.0f}",
                f"{own['alerts']}",
                f"{rate.value:.5f}",
                f"{rate.low:.5f} to {rate.high:.5f}",
                f"{found['declared']:.5f}",
            ]
        )
    return table(columns, rows)


def _cell(text: str) -> str:
    return text.replace("|", "/")


def read_history(path: Path) -> dict[tuple[str, date], str]:
    """What happened, by company and day; an id is `COMPANY-YYYY-MM-DD`."""
    with path.open(encoding="utf-8", newline="") as stream:
        return dict(_entries(csv.DictReader(stream)))


def _entries(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[tuple[str, date], str]]:
    for row in rows:
        match = re.fullmatch(r"(.+)-(\d{4}-\d\d-\d\d)", row["id"])
        assert match, row["id"]
        yield (match[1], date.fromisoformat(match[2])), row["what"]


def history_of(known: Mapping[tuple[str, date], str], company: str, opened: float) -> str:
    """What happened to a company nearest to a time, within some days of it."""
    day = datetime.fromtimestamp(opened, UTC).date()
    near = {abs((when - day).days): what for (name, when), what in known.items() if name == company}
    closest = min(near, default=NEAR + 1)
    return near[closest] if closest <= NEAR else UNKNOWN


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=datasets(), help="folder of published data")
    parser.add_argument("--bundle", type=Path, help="trained bundle that judges the headlines; a word list if not set")
    parser.add_argument("--table", action="store_true", help="only print what was found so far")
    given = parser.parse_args()
    print(tables() if given.table else run(given.data, given.bundle))
