"""A stream of news made from the sample's headlines: other companies, fresh figures and times, and some copies."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaffold_financial_sentiment.companies.company import Company
    from scaffold_financial_sentiment.companies.linker import Found
    from scaffold_financial_sentiment.news.item import Item
    from scaffold_financial_sentiment.stream.source import Batch

BEGIN = 1_767_571_200.0
"""Monday, 5 January 2026, in seconds since 1970 UTC."""

DAILY = 10_000
"""Items a day."""

COPIES = 0.15
SOURCES = tuple(f"Publisher {number}" for number in range(1, 31))
# A company has a surge of bad news for some hours, then the next one after some days.
SURGE, BETWEEN, SHARE = 3 * 3600.0, 2 * 86_400.0, 0.3
_RECENT = 500
_NUMBER = re.compile(r"\d+")
_LATEST = 6 * 3600.0

Template = tuple[str, tuple[tuple[int, int], ...]]


class GeneratedNews:
    """Items in the order of their times, always the same ones; nothing is kept of them but the last few.

    :param companies: those that the items are about.
    :param sample: folder of the sample.
    """

    def __init__(self, companies: Sequence[Company], sample: Path) -> None:
        from scaffold_financial_sentiment.companies.linker import Linker
        from scaffold_financial_sentiment.companies.table import CompanyTable

        self._names = [company.name for company in companies]
        find = Linker(CompanyTable.read(sample / "companies.csv")).find
        rows = _records(sample / "headlines.jsonl")
        planted = [
            (row["company"], _seconds(row["start"]), _seconds(row["end"]))
            for row in _records(sample / "incidents.jsonl")
        ]
        self._usual: list[Template] = []
        self._bad: list[Template] = []
        for text, row in {row["headline"]: row for row in rows}.items():
            found = find(text)
            templates = self._bad if _is_planted(row, found, planted) else self._usual
            templates.append((text, tuple(sorted(span for each in found for span in each.spans))))

    def items(self, count: int) -> Iterator[Item]:
        """So many items."""
        from scaffold_financial_sentiment.news.item import Item

        choose = random.Random(1)
        time = BEGIN
        recent: list[Item] = []
        for number in range(count):
            time += choose.expovariate(DAILY / 86_400)
            at = float(int(time))
            if recent and choose.random() < COPIES:
                first = choose.choice(recent)
                text = choose.choice((first.text, f"UPDATE 1-{first.text}", first.text.upper()))
                if at - first.time > _LATEST:
                    text = self._text(choose, time)
            else:
                text = self._text(choose, time)
            source = choose.choice(SOURCES)
            item = Item(f"g{number}", text, at, source, f"https://news.example/{number}")
            if len(recent) < _RECENT:
                recent.append(item)
            else:
                recent[number % _RECENT] = item
            yield item

    def write(self, path: Path, count: int) -> None:
        """So many items as JSON Lines."""
        with path.open("w", encoding="utf-8") as stream:
            for item in self.items(count):
                when = datetime.fromtimestamp(item.time, UTC).isoformat()
                record = {"id": item.id, "time": when, "headline": item.text, "source": item.source, "url": item.url}
                stream.write(json.dumps(record) + "\n")

    def _text(self, choose: random.Random, time: float) -> str:
        """A headline that was not there before, or hardly ever."""
        since = time - BEGIN
        if since % BETWEEN < SURGE and choose.random() < SHARE:
            name = self._names[int(since // BETWEEN) * 7 % len(self._names)]
            return _filled(choose, choose.choice(self._bad), [name])
        text, spans = choose.choice(self._usual)
        return _filled(choose, (text, spans), [choose.choice(self._names) for _ in spans])


class GeneratedSource:
    """The items as a source, made as they are asked for."""

    name = "generated"

    def __init__(self, news: GeneratedNews, count: int, batch: int) -> None:
        self._news, self._count, self._batch = news, count, batch

    def batches(self, position: Mapping[str, Any] | None) -> Iterator[Batch]:
        """All of them; it cannot go on from a position."""
        from scaffold_financial_sentiment.stream.source import Batch

        held: list[Item] = []
        for number, item in enumerate(self._news.items(self._count), 1):
            held.append(item)
            if len(held) == self._batch or number == self._count:
                yield Batch(tuple(held), position={"items": number})
                held = []

    def committed(self, position: Mapping[str, Any]) -> None:
        """Nothing is kept."""

    def close(self) -> None:
        """Nothing is open."""


def _filled(choose: random.Random, template: Template, names: Sequence[str]) -> str:
    """A headline with other companies and figures; one without figures gets one, or it would soon be a copy."""
    text, spans = template
    parts, at = [], 0
    for (start, end), name in zip(spans, cycle(names), strict=False):
        parts += [_refigured(choose, text[at:start]), name]
        at = end
    parts.append(_refigured(choose, text[at:]))
    return "".join(parts) + ("" if _NUMBER.search(text) else f"; stock at {choose.randrange(100, 90_000) / 100:.2f}")


def _refigured(choose: random.Random, text: str) -> str:
    return _NUMBER.sub(lambda match: str(choose.randrange(1, 10 ** max(3, len(match[0])))), text)


def _is_planted(row: Mapping[str, str], found: Sequence[Found], planted: Sequence[tuple[str, float, float]]) -> bool:
    """Whether a headline belongs to an incident of the sample."""
    time = _seconds(row["time"])
    companies = {each.company for each in found}
    return any(company in companies and start <= time <= end for company, start, end in planted)


def _seconds(written: str) -> float:
    return datetime.fromisoformat(written).timestamp()


def _records(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
