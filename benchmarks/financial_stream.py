"""A monitor on a long stream of news: items a second, memory as the stream goes on, and memory by keys."""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.generated_news import DAILY, GeneratedNews, GeneratedSource
from benchmarks.machine import heading, table
from benchmarks.memory import resident
from benchmarks.recorded import record, recorded

if TYPE_CHECKING:
    from scaffold_financial_sentiment.companies.company import Company
    from scaffold_financial_sentiment.companies.table import CompanyTable
    from scaffold_financial_sentiment.detection.burst import BurstDetector
    from scaffold_financial_sentiment.detection.detector import Detector
    from scaffold_financial_sentiment.monitor.running import Summary
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.stream.source import Batch, Source

COMMAND = "python -m benchmarks.financial_stream"
SECTION = "finance"
SEED = 1
ITEMS = 60_000
BUNDLE_ITEMS = 6_000
LONG = 300_000
COMPANIES = 12_500
TOPICS = ("deals", "financing", "legal", "management", "markets", "operations", "products", "results")
# Past of the keys: days, negative stories an hour of most of them and of a few, and how many few are.
DAYS, RATE, BUSY_RATE, BUSY = 60, 0.02, 5.0, 50
KEYS_ITEMS = 20_000
PARTS = ("throughput", "bundle", "memory", "keys")
SYLLABLES = ("ba", "ri", "xo", "ze", "tin", "mab", "nib", "dro", "quil", "vax", "lu", "mi", "fen", "sta", "tor", "zum")


def run(parts: Sequence[str] = PARTS, items: int = LONG, companies: int = COMPANIES, bundle: Path | None = None) -> str:
    """Each part in a process of its own, one after the other; then the tables of all that was kept."""
    with tempfile.TemporaryDirectory() as work:
        if "bundle" in parts and bundle is None:
            bundle = _demo(Path(work) / "demo")
        for part in parts:
            size = {"memory": items, "keys": companies, "bundle": BUNDLE_ITEMS}.get(part, ITEMS)
            command = [sys.executable, "-m", "benchmarks.financial_stream", "--measure", part, "--size", str(size)]
            given = ["--bundle", str(bundle)] if part == "bundle" else []
            done = subprocess.run([*command, *given], check=True, stdout=subprocess.PIPE)
            record(SECTION, f"stream_{part}", SEED, json.loads(done.stdout))
    return tables()


def _demo(out: Path) -> Path:
    """A bundle, as the demo trains it."""
    environment = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    command = ["scaffold", "--quiet", "demo", "financial-sentiment", "--out", str(out)]
    subprocess.run(command, check=True, env=environment, stdout=sys.stderr)
    return out / "bundle"


def measure(part: str, size: int, bundle: Path | None) -> dict[str, Any]:
    """The figures of one part."""
    if part in ("throughput", "bundle"):
        return measure_throughput(size, bundle)
    return measure_memory(size) if part == "memory" else measure_keys(size)


def measure_throughput(items: int, bundle: Path | None) -> dict[str, Any]:
    """Seconds from a file of items to a state in a file and a file of alerts."""
    from scaffold_financial_sentiment.stream.opening import open_source

    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder), bundle)
        companies = _sample_companies()
        path = Path(folder) / "news.jsonl"
        _news(list(companies)).write(path, items)
        with _Watch(settings, companies) as watch:
            clock = _Clock()
            summary = watch.run(open_source(f"file:{path}?follow=no", settings))
            return {"items": items, **clock.figures(), **_of_summary(summary), "processors": os.cpu_count()}


def measure_memory(items: int) -> dict[str, Any]:
    """Resident memory after each tenth of a stream."""
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder), None)
        companies = _sample_companies()
        with _Watch(settings, companies) as watch:
            tenths, seen = [resident("VmRSS")], 0

            def look(_name: str, batch: Batch) -> None:
                nonlocal seen
                seen += len(batch.items)
                if seen * 10 >= len(tenths) * items:
                    tenths.append(resident("VmRSS"))
                    print(f"{seen:,} items: {tenths[-1]:.1f} MB", file=sys.stderr, flush=True)

            clock = _Clock()
            summary = watch.run(GeneratedSource(_news(list(companies)), items, settings.batch), look)
            state = Path(settings.state).stat().st_size / 1e6
            return {"items": items, "tenths": tenths, "state": state, **clock.figures(), **_of_summary(summary)}


def measure_keys(companies: int) -> dict[str, Any]:
    """Resident memory of a detector that has a past of many keys, and of a monitor with it."""
    from scaffold_financial_sentiment.companies.table import CompanyTable
    from scaffold_financial_sentiment.detection.burst import BurstDetector

    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder), None)
        invented = _invented(companies)
        start = resident("VmRSS")
        clock = _Clock()
        detector = BurstDetector.of(settings)
        keys = _fill(detector, [company.id for company in invented])
        learning = clock.figures()
        for _ in detector.changed():
            pass  # all of it would be stored with the first batch
        full = resident("VmRSS")
        with _Watch(settings, CompanyTable(invented), detector) as watch:
            clock = _Clock()
            summary = watch.run(GeneratedSource(_news(invented), KEYS_ITEMS, settings.batch))
            return {
                "companies": companies,
                "keys": keys,
                "detector": full - start,
                "monitor": resident("VmRSS") - start,
                "process": resident("VmRSS"),
                "learning": learning,
                **clock.figures(),
                **_of_summary(summary),
            }


def _fill(detector: BurstDetector, companies: Sequence[str]) -> int:
    """Give a detector a past, hour by hour; the number of its keys."""
    import numpy as np

    from benchmarks.generated_news import BEGIN
    from scaffold_financial_sentiment.detection.detector import Count
    from scaffold_financial_sentiment.detection.key import ALL_TOPICS, Key

    draw = np.random.default_rng(SEED)
    keys = [Key(company, topic) for company in companies for topic in TOPICS]
    rates = np.full(len(keys), RATE)
    rates[draw.choice(len(keys), min(BUSY, len(keys)), replace=False)] = BUSY_RATE
    met: set[Key] = set()
    hour_ticks = round(3600 / detector.tick)
    first = round(BEGIN / detector.tick) - DAYS * 24 * hour_ticks
    for hour in range(DAYS * 24):
        bad, good = draw.poisson(rates), draw.poisson(2 * rates)
        counts: dict[Key, Count] = {}
        for number in np.flatnonzero(bad + good).tolist():
            key, count = keys[number], Count(int(bad[number]), int(bad[number] + good[number]))
            counts[key] = count
            whole = Key(key.company, ALL_TOPICS)
            sofar = counts.get(whole, Count(0, 0))
            counts[whole] = Count(sofar.negative + count.negative, sofar.total + count.total)
        met.update(counts)
        detector.observe(first + hour * hour_ticks, counts)
    return len(met)


class _Watch:
    """A monitor with a state and a sink in files."""

    def __init__(
        self, settings: FinancialSentimentSettings, companies: CompanyTable, detector: Detector | None = None
    ) -> None:
        from scaffold_financial_sentiment.alerts.opening import open_sink
        from scaffold_financial_sentiment.detection.burst import BurstDetector
        from scaffold_financial_sentiment.monitor.monitor import Monitor
        from scaffold_financial_sentiment.state.store import Store
        from scaffold_financial_sentiment.understanding.opening import open_understanding

        names = {company.id: company.name for company in companies}
        understanding = open_understanding(settings, table=companies)
        self._sink = open_sink(f"jsonl:{Path(settings.state).with_name('alerts.jsonl')}", settings)
        self._store = Store.open(settings.state)
        self._monitor = Monitor(understanding, detector or BurstDetector.of(settings), self._store, settings, names)

    def __enter__(self) -> _Watch:
        return self

    def __exit__(self, *error: object) -> None:
        self._store.close()
        self._sink.close()

    def run(self, source: Source, on_batch: Callable[[str, Batch], None] | None = None) -> Summary:
        """Read the source to its end."""
        from scaffold_financial_sentiment.monitor.running import run

        return run([source], self._monitor, self._store, [self._sink], on_batch=on_batch)


class _Clock:
    """Seconds since it was made: of all processors that this process used, and on the wall."""

    def __init__(self) -> None:
        self._used = resource.getrusage(resource.RUSAGE_SELF)
        self._begun = time.perf_counter()

    def figures(self) -> dict[str, float]:
        """User and system time, and time on the wall."""
        now = resource.getrusage(resource.RUSAGE_SELF)
        return {
            "user": now.ru_utime - self._used.ru_utime,
            "system": now.ru_stime - self._used.ru_stime,
            "wall": time.perf_counter() - self._begun,
        }


def _of_summary(summary: Summary) -> dict[str, Any]:
    names = ("stories", "copies")
    return {**{name: summary.counters.get(name, 0) for name in names}, "alerts": summary.alerts}


def _settings(folder: Path, bundle: Path | None) -> FinancialSentimentSettings:
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings

    return FinancialSentimentSettings(state=str(folder / "state.sqlite"), bundle=bundle)


def _sample_companies() -> CompanyTable:
    from scaffold_financial_sentiment.companies.table import CompanyTable
    from scaffold_financial_sentiment.understanding.opening import SAMPLE_COMPANIES

    return CompanyTable.read(SAMPLE_COMPANIES)


def _news(companies: Sequence[Company]) -> GeneratedNews:
    from scaffold_financial_sentiment.understanding.opening import SAMPLE_COMPANIES

    return GeneratedNews(companies, SAMPLE_COMPANIES.parent)


def _invented(count: int) -> list[Company]:
    """Companies with made-up names of two words."""
    from scaffold_financial_sentiment.companies.company import Company

    choose = random.Random(SEED)
    names: dict[str, None] = {}
    while len(names) < count:
        words = ("".join(choose.choices(SYLLABLES, k=choose.randint(2, 3))).title() for _ in range(2))
        names[" ".join(words)] = None
    return [Company(f"C{number}", name) for number, name in enumerate(names)]


def tables() -> str:
    """The tables of all parts that were kept."""
    parts = "\n".join(_parts())
    note = (
        f"News made of the sample's headlines with other companies, figures and times, {DAILY:,} items a day, one in "
        "seven a copy of another publisher, and a surge of bad news every other day. A file of JSON Lines is read, "
        "the state is a file of SQLite, alerts go to a file of JSON Lines; settings as shipped. Processor time counts "
        "all threads."
    )
    return heading("A monitor on a long stream", COMMAND, note) + parts


def _parts() -> Iterator[str]:
    found = {part: recorded(SECTION, f"stream_{part}").get(SEED) for part in PARTS}
    judges = {"throughput": "word list", "bundle": "trained bundle with its encoder"}
    rows = [_speed(name, own) for part, name in judges.items() if (own := found[part])]
    if rows:
        columns = ["judge", "items", "copies", "alerts", "items a second of user time", "user s", "system s", "wall s"]
        yield table([*columns, "items a second on the wall"], rows)
    if memory := found["memory"]:
        yield _memory(memory)
    if keys := found["keys"]:
        yield _keys(keys)


def _speed(name: str, own: dict[str, Any]) -> list[str]:
    return [
        name,
        f"{own['items']:,}",
        f"{own['copies']:,}",
        f"{own['alerts']:,}",
        f"{own['items'] / own['user']:,.0f}",
        *(f"{own[each]:.1f}" for each in ("user", "system", "wall")),
        f"{own['items'] / own['wall']:,.0f}",
    ]


def _memory(own: dict[str, Any]) -> str:
    tenths = own["tenths"]
    growth = tenths[-1] - tenths[2]
    step = own["items"] // 10
    rows = [[f"{number * step:,}", f"{megabytes:.1f}"] for number, megabytes in enumerate(tenths)]
    about = (
        f"Memory with the word list, {own['items']:,} items. From the second tenth to the last it grows by "
        f"{growth:.1f} MB; the state is {own['state']:.0f} MB on the disk at the end.\n\n"
    )
    return about + table(["items read", "resident MB"], rows)


def _keys(own: dict[str, Any]) -> str:
    rows = [
        ["detector", f"{own['detector']:.0f}", f"{own['detector'] * 1e6 / own['keys']:,.0f}"],
        ["monitor with it", f"{own['monitor']:.0f}", f"{own['monitor'] * 1e6 / own['keys']:,.0f}"],
    ]
    about = (
        f"Memory by keys: {own['companies']:,} companies in {len(TOPICS)} topics and in all, {own['keys']:,} keys, "
        f"each with {DAYS} days of {RATE:g} negative stories an hour and twice as many others, "
        f"{BUSY} with {BUSY_RATE:g}; "
        f"the monitor has read {KEYS_ITEMS:,} items more.\n\n"
    )
    return about + table(["of", "resident MB", "bytes a key"], rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[], help="all if none is named")
    parser.add_argument("--items", type=int, default=LONG, help="of the stream whose memory is measured")
    parser.add_argument("--companies", type=int, default=COMPANIES, help="of the detector with many keys")
    parser.add_argument("--bundle", type=Path, help="trained bundle; that of the demo, which is run, if not set")
    parser.add_argument("--table", action="store_true", help="only print what was found so far")
    parser.add_argument("--measure", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure, given.size, given.bundle)))
    else:
        chosen = tuple(given.parts) or PARTS
        print(tables() if given.table else run(chosen, given.items, given.companies, given.bundle))
