"""The sample data keep what their README promises."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from typing import Any

import pytest
from defusedxml import ElementTree

SAMPLE = Path(__file__).parents[1] / "scaffold_financial_sentiment" / "sample"
FILES = sorted(path.name for path in SAMPLE.iterdir())
TOPICS = {"results", "legal", "management", "deals", "products", "operations", "financing", "markets"}
SENTIMENTS = {"negative", "neutral", "positive"}
DAY = 86_400.0


@cache
def csv_rows(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@cache
def json_rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLE / name).read_text(encoding="utf-8").splitlines()]


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


HEADLINES = json_rows("headlines.jsonl")
TIMES = {row["id"]: seconds(row["time"]) for row in HEADLINES}
COMPANIES = {row["id"]: row for row in csv_rows("companies.csv")}
INCIDENTS = json_rows("incidents.jsonl")
LABELLED = csv_rows("labelled.csv")


def names(company: str) -> list[str]:
    row = COMPANIES[company]
    return [row["name"], *row["aliases"].split(";")]


def either(phrases: list[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    whole = (rf"(?<!\w){re.escape(p)}(?!\w)" if p.isascii() else re.escape(p) for p in longest_first)
    return re.compile("|".join(whole))


BY_NAME = {company: either(names(company)) for company in COMPANIES}
BY_TICKER = {company: re.compile(rf"[$(]{row['ticker']}\b") for company, row in COMPANIES.items()}
CONTEXT = re.compile(
    "|".join(p for row in COMPANIES.values() for p in row["negative_context"].split(";") if p), re.IGNORECASE
)
ANY_NAME = either([n.casefold() for c in COMPANIES for n in (*names(c), COMPANIES[c]["ticker"])])


@cache
def found(text: str) -> frozenset[str]:
    """Companies that a text names as they are written, but for phrases that only look like it."""
    rest = CONTEXT.sub(" ", text)
    return frozenset(c for c in COMPANIES if BY_NAME[c].search(rest) or BY_TICKER[c].search(rest))


def masked(text: str) -> str:
    """Case-folded, with one sign for all companies and one for all numbers."""
    return re.sub(r"\d+(?:[.,]\d+)*", "#", ANY_NAME.sub("@", text.casefold()))


def word_set(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[@#]|[^\W_]+", text.casefold()))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


@cache
def stories() -> dict[str, str]:
    """Of each headline the first of its copies: within 72 hours, at least 0.7 of the words shared (Jaccard)."""
    first: dict[str, str] = {}
    kept: list[tuple[float, str, frozenset[str]]] = []
    for row in HEADLINES:
        time, words = TIMES[row["id"]], word_set(row["headline"])
        kept = [story for story in kept if time - story[0] <= 3 * DAY]
        same = (story for _, story, other in kept if overlap(words, other) >= 0.7)
        first[row["id"]] = next(same, row["id"])
        if first[row["id"]] == row["id"]:
            kept.append((time, row["id"], words))
    return first


def about(company: str, start: float, end: float) -> list[dict[str, Any]]:
    return [row for row in HEADLINES if start <= TIMES[row["id"]] <= end and company in found(row["headline"])]


def in_incident(identity: str, text: str) -> bool:
    return any(
        incident["company"] in found(text)
        and seconds(incident["start"]) <= TIMES.get(identity, 0.0) <= seconds(incident["end"])
        for incident in INCIDENTS
    )


def per_day() -> Counter[date]:
    return Counter(datetime.fromtimestamp(time, UTC).date() for time in TIMES.values())


def daily_mean(first: date, last: date) -> float:
    """Mean number of headlines of the weekdays from one day to another."""
    counts = per_day()
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    return mean(counts[day] for day in days if day.weekday() < 5)


@pytest.mark.parametrize("name", FILES)
def test_file_is_utf8_with_plain_line_ends(name: str) -> None:
    raw = (SAMPLE / name).read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.decode("utf-8").endswith("\n")


def test_sample_is_small() -> None:
    assert sum((SAMPLE / name).stat().st_size for name in FILES) < 1_200_000


def test_companies_are_sixty_with_tricky_ones() -> None:
    rows = list(COMPANIES.values())
    assert list(rows[0]) == ["id", "name", "aliases", "ticker", "sector", "negative_context"]
    assert len(COMPANIES) == len({row["name"] for row in rows}) == len({row["ticker"] for row in rows}) == 60
    assert all(re.fullmatch("[A-Z]+", row["id"]) and row["sector"] for row in rows)
    assert sum(bool(row["negative_context"]) for row in rows) >= 12
    assert sum(not row["aliases"].isascii() for row in rows) == 3
    assert sum(len(row["ticker"]) == 2 for row in rows) >= 3
    shared = Counter(row["name"].split()[0] for row in rows)
    assert {word for word, n in shared.items() if n == 2} == {"Ashcombe", "Veltra"}


def test_headlines_are_a_year_in_order() -> None:
    assert len(HEADLINES) == len(TIMES) == len({row["url"] for row in HEADLINES}) == 3000
    assert all(list(row) == ["id", "time", "headline", "source", "url"] for row in HEADLINES)
    assert all(a <= b for a, b in pairwise(TIMES.values()))
    parsed = [datetime.fromisoformat(row["time"]) for row in HEADLINES]
    assert {time.astimezone(UTC).year for time in parsed} == {2025}
    assert len({time.utcoffset() for time in parsed}) >= 6


def test_publishers_have_addresses_that_nobody_can_own() -> None:
    hosts: dict[str, set[str]] = defaultdict(set)
    for row in HEADLINES:
        hosts[row["source"]].add(row["url"].split("/")[2])
    assert len(hosts) == 14
    assert all(len(own) == 1 and host.endswith(".example") for own in hosts.values() for host in own)


def test_coverage_is_very_unequal() -> None:
    counts = Counter(company for row in HEADLINES for company in found(row["headline"]))
    assert set(counts) == set(COMPANIES)
    assert max(counts.values()) >= 5 * median(counts.values())


def test_season_of_the_week() -> None:
    counts = per_day()
    year = [date(2025, 1, 1) + timedelta(days=i) for i in range(365)]
    weekday, weekend = (mean(counts[d] for d in year if (d.weekday() >= 5) is end) for end in (False, True))
    assert weekday > 4 * weekend
    hours = Counter(datetime.fromtimestamp(time, UTC).hour for time in TIMES.values())
    assert sum(hours[hour] for hour in range(6, 18)) > 3 * sum(hours[hour] for hour in (22, 23, 0, 1, 2, 3, 4, 5))


def test_season_of_the_year() -> None:
    results = daily_mean(date(2025, 4, 22), date(2025, 5, 14))
    usual = daily_mean(date(2025, 6, 2), date(2025, 7, 4))
    assert results > 1.7 * usual
    assert daily_mean(date(2025, 8, 14), date(2025, 8, 29)) < 0.6 * usual
    assert daily_mean(date(2025, 12, 22), date(2025, 12, 31)) < 0.6 * usual


def test_a_sixth_are_copies_of_other_publishers() -> None:
    copies = [identity for identity, story in stories().items() if identity != story]
    assert 0.13 <= len(copies) / len(HEADLINES) <= 0.17
    sources = {row["id"]: row["source"] for row in HEADLINES}
    assert sum(sources[copy] == sources[stories()[copy]] for copy in copies) <= 2
    assert all(TIMES[copy] - TIMES[stories()[copy]] <= 20 * 3600 for copy in copies)


def test_a_tenth_names_two_companies() -> None:
    counts = Counter(len(found(row["headline"])) for row in HEADLINES)
    assert 0.09 <= counts[2] / len(HEADLINES) <= 0.15
    assert 0.02 <= counts[0] / len(HEADLINES) <= 0.04
    assert set(counts) == {0, 1, 2}


def test_some_only_look_like_a_company() -> None:
    traps = [row["headline"] for row in HEADLINES if CONTEXT.search(row["headline"])]
    assert len(traps) >= 25
    assert {text for text in traps if found(text)} == set()
    lower = [row["headline"] for row in HEADLINES if not found(row["headline"]) and ANY_NAME.search(row["headline"])]
    assert len(set(lower) - set(traps)) >= 3, "some traps are in no list"


def test_incidents_are_eight_of_different_kinds() -> None:
    assert [row["id"] for row in INCIDENTS] == [f"I{i}" for i in range(1, 9)]
    assert len({row["company"] for row in INCIDENTS} & set(COMPANIES)) == 8
    assert len({row["topic"] for row in INCIDENTS} & TOPICS) >= 6
    assert all(list(r) == ["id", "company", "topic", "start", "end", "title", "what"] for r in INCIDENTS)


@pytest.mark.parametrize("incident", INCIDENTS, ids=lambda row: row["id"])
def test_incident_has_enough_stories_of_several_publishers(incident: dict[str, Any]) -> None:
    start, end = seconds(incident["start"]), seconds(incident["end"])
    assert 6 * 3600 <= end - start <= 48 * 3600
    assert incident["start"].endswith("Z")
    inside = about(incident["company"], start, end)
    distinct = {stories()[row["id"]] for row in inside}
    assert 18 <= len(distinct) <= 40
    assert len({row["source"] for row in inside}) >= 3
    assert len(inside) > len(distinct), "no copies"
    assert COMPANIES[incident["company"]]["name"] in incident["title"]


@pytest.mark.parametrize("incident", INCIDENTS, ids=lambda row: row["id"])
def test_company_of_an_incident_is_quiet_around_it(incident: dict[str, Any]) -> None:
    start, end = seconds(incident["start"]), seconds(incident["end"])
    around = [*about(incident["company"], start - DAY / 2, start - 1), *about(incident["company"], end + 1, end + DAY)]
    assert {stories()[r["id"]] for r in around} <= {stories()[r["id"]] for r in about(incident["company"], start, end)}


def test_two_incidents_build_up_and_one_falls_on_a_weekend() -> None:
    slow: set[str] = set()
    weekend: set[str] = set()
    for incident in INCIDENTS:
        start, end = seconds(incident["start"]), seconds(incident["end"])
        times = [TIMES[story] for story in {stories()[r["id"]] for r in about(incident["company"], start, end)}]
        if sum(time > (start + end) / 2 for time in times) > len(times) / 2:
            slow.add(incident["id"])
        if {datetime.fromtimestamp(time, UTC).weekday() for time in times} <= {5, 6}:
            weekend.add(incident["id"])
    assert (slow, weekend) == ({"I6", "I8"}, {"I4"})


def test_decoys_are_there() -> None:
    launch = about("ORCHARD", seconds("2025-05-20T12:00Z"), seconds("2025-05-22T00:00Z"))
    assert len({stories()[row["id"]] for row in launch}) >= 25
    copied = about("ICEFALL", seconds("2025-09-04T00:00Z"), seconds("2025-09-05T00:00Z"))
    assert len(copied) == 26
    assert len({stories()[row["id"]] for row in copied}) == 1
    assert len({row["source"] for row in copied}) >= 10


def test_labelled_rows_are_complete() -> None:
    assert list(LABELLED[0]) == ["id", "text", "sentiment", "topics", "companies", "split", "dated"]
    assert len(LABELLED) == len({row["id"] for row in LABELLED}) == len({row["text"].casefold() for row in LABELLED})
    assert Counter(row["split"] for row in LABELLED) == {"train": 840, "validation": 210, "test": 350}
    for row in LABELLED:
        topics = row["topics"].split("|")
        assert set(topics) <= TOPICS
        assert len(topics) == len(set(topics))
        assert row["sentiment"] in SENTIMENTS


def test_every_label_has_rows_in_every_split() -> None:
    for split in ("train", "validation", "test"):
        rows = [row for row in LABELLED if row["split"] == split]
        sentiments = Counter(row["sentiment"] for row in rows)
        assert min(sentiments[s] for s in SENTIMENTS) >= 0.25 * len(rows)
        topics = Counter(topic for row in rows for topic in row["topics"].split("|"))
        assert min(topics[topic] for topic in TOPICS) >= 0.06 * len(rows), split


def test_dated_rows_are_headlines() -> None:
    known = {row["id"]: row["headline"] for row in HEADLINES}
    assert sum(row["dated"] == "yes" for row in LABELLED) >= 1000
    for row in LABELLED:
        assert known.get(row["id"]) == {"yes": row["text"], "no": None}[row["dated"]]


def test_labelled_companies_are_in_the_text() -> None:
    for row in LABELLED:
        labels = dict(pair.split(":") for pair in row["companies"].split("|") if pair)
        assert set(labels) == found(row["text"]), row["text"]
        assert set(labels.values()) <= SENTIMENTS
        assert not labels or next(iter(labels.values())) == row["sentiment"]


def test_no_pattern_is_in_two_splits() -> None:
    by_split = {
        split: {masked(row["text"]): word_set(masked(row["text"])) for row in LABELLED if row["split"] == split}
        for split in ("train", "validation", "test")
    }
    seen = by_split["train"]
    for split in ("validation", "test"):
        near = [(a, b) for a, x in by_split[split].items() for b, y in seen.items() if overlap(x, y) >= 0.6]
        assert near == []
        seen = seen | by_split[split]


def test_no_headline_of_an_incident_is_trained_on() -> None:
    inside = [row for row in LABELLED if in_incident(row["id"], row["text"])]
    assert {row["split"] for row in inside} == {"test"}
    assert len(inside) >= 24
    told = {masked(row["headline"]) for row in HEADLINES if in_incident(row["id"], row["headline"])}
    assert [row["text"] for row in LABELLED if row["split"] != "test" and masked(row["text"]) in told] == []


def test_aspects_are_held_out() -> None:
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for row in csv_rows("aspects.csv"):
        labels[row["text"]][row["company"]] = row["sentiment"]
    assert len(csv_rows("aspects.csv")) == 2 * len(labels) == 320
    for text, own in labels.items():
        assert set(own) == found(text), text
        assert set(own.values()) <= SENTIMENTS
    assert sum(len(set(own.values())) == 2 for own in labels.values()) >= 110
    known = {word_set(masked(row["text"])) for row in LABELLED if row["split"] != "test"}
    held_out = {text: word_set(masked(text)) for text in labels}
    assert [text for text, words in held_out.items() if any(overlap(words, other) >= 0.6 for other in known)] == []


def test_feed_has_six_dated_entries() -> None:
    items = ElementTree.parse(SAMPLE / "feed.xml").findall("channel/item")
    assert len(items) == 6
    for item in items:
        assert all(item.findtext(tag) for tag in ("title", "link", "guid", "pubDate"))
        assert item.findtext("link", "").split("/")[2].endswith(".example")


def test_readme_counts_are_those_of_the_files() -> None:
    table = re.findall(r"^\| `(\S+)` \| ([\d,]+) \|", (SAMPLE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    tables = [name for name in FILES if name.endswith((".csv", ".jsonl"))]
    rows = {name: len(csv_rows(name) if name.endswith(".csv") else json_rows(name)) for name in tables}
    assert {name: int(count.replace(",", "")) for name, count in table} == {**rows, "feed.xml": 6}
