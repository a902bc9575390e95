"""The sample's headlines as the files of one or two sources: in order or not, some items given twice."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import scaffold_financial_sentiment
from scaffold_financial_sentiment.news.times import parse_time

SAMPLE = Path(scaffold_financial_sentiment.__file__).parent / "sample" / "headlines.jsonl"
HOUR = 3600.0
MIXED_WITHIN = 6 * HOUR
TWICE, LATE, IN_BOTH = 0.04, 0.02, 0.05
# Less than the 72 hours within which an item that comes again is known.
KNOWN_FOR = 48 * HOUR

Line = dict[str, Any]
Arrange = Callable[[list[Line], random.Random], list[list[Line]]]


def make_news(arrange: Arrange, seed: int) -> list[bytes]:
    """The content of the file of every source; a share of the items comes again soon after."""
    rng = random.Random(seed)
    lines = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        line["time"] = parse_time(line["time"])
    lines.sort(key=lambda line: line["time"])
    files = []
    for given in arrange(lines, rng):
        places = [(float(place), line) for place, line in enumerate(given)]
        for place, line in places[: len(given)]:
            again = place + rng.uniform(0.5, 20.0)
            after = given[min(int(again), len(given) - 1)]
            if rng.random() < TWICE and after["time"] < line["time"] + KNOWN_FOR:
                places.append((again, line))
        placed = [line for _, line in sorted(places, key=lambda each: each[0])]
        files.append(b"".join(json.dumps(line).encode() + b"\n" for line in placed))
    return files


def in_order(lines: list[Line], _: random.Random) -> list[list[Line]]:
    """One source, in the order of time."""
    return [lines]


def out_of_order(lines: list[Line], rng: random.Random, *, late: float = LATE) -> list[list[Line]]:
    """One source, mixed within six hours; a share comes later than that."""
    arrivals = []
    for number, line in enumerate(lines):
        within = (12 * HOUR, 24 * HOUR) if rng.random() < late else (0, MIXED_WITHIN - 1)
        arrivals.append((line["time"] + rng.uniform(*within), number))
    return [[lines[number] for _, number in sorted(arrivals)]]


def two_sources(lines: list[Line], rng: random.Random) -> list[list[Line]]:
    """Two sources, the first out of order; some news is in both.

    None is too late: which of two sources is ahead is a matter of chance, and with it how late an item is.
    """
    first, second = [], []
    for line in lines:
        chance = rng.random()
        if chance < 0.5 + IN_BOTH / 2:
            first.append(line)
        if chance >= 0.5 - IN_BOTH / 2:
            second.append(line)
    return [*out_of_order(first, rng, late=0.0), second]
