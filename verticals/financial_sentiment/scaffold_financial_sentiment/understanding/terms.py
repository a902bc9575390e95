"""The words of the word list, as its files give them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LEXICONS = Path(__file__).parents[1] / "lexicons"


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase, in all its English forms; one that its file marks with `=` only as it is written.

    :ivar category: `negative` or `positive` by itself; `relief` or `spoil`, which also undo the bad or the good that
        follows; a direction: `rise`, `fall`, and `more`, `less`, which count
        only beside what they speak of; what moves: `good` or `bad` if there is more of it, `plain` if that says
        nothing; or a topic.
    :ivar weight: how much it says, from 0.2 to 2; of a `good` or `bad` word, what it says where nothing moves it.
    """

    text: str
    category: str
    weight: float
    inflect: bool = True


@cache
def sentiment_terms() -> tuple[Term, ...]:
    """Words of sentiment, English and Chinese."""
    return (*_read("sentiment_en.csv"), *_read("sentiment_zh.csv"))


@cache
def topic_terms() -> tuple[Term, ...]:
    """Words of topics, English and Chinese; their category is the topic."""
    return _read("topics.csv")


@cache
def topics() -> tuple[str, ...]:
    """All topics, in the order of their file."""
    return tuple(dict.fromkeys(term.category for term in topic_terms()))


def _read(name: str) -> tuple[Term, ...]:
    with (LEXICONS / name).open(encoding="utf-8", newline="") as file:
        return tuple(
            Term(row["term"].removeprefix("="), row["category"], float(row.get("weight", 1)), row["term"][0] != "=")
            for row in csv.DictReader(file)
        )
