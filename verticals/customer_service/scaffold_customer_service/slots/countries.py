"""Countries and territories in a text, by their English and Chinese names."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

_TABLE = Path(__file__).with_name("countries.csv")
# Words of their own in lower case: a turkey, china plates, us.
_CAPITAL_ONLY = {"turkey", "china", "us", "u.s.", "chile"}


@dataclass(frozen=True)
class Country:
    """A country.

    :ivar area: `euro` pays in euro, `europe` takes IBANs too, empty for all others.
    """

    name: str
    chinese: str
    others: tuple[str, ...]
    area: Literal["euro", "europe", ""]


@cache
def countries() -> dict[str, Country]:
    """All known countries by English name."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["name"]: Country(
            row["name"], row["chinese"], tuple(filter(None, row["other names"].split("|"))), _area(row["area"])
        )
        for row in rows
    }


def find_country(text: str) -> str | None:
    """English name of the first country that the text names.

    >>> find_country("I fly to Holland, then to Japan"), find_country("我下个月去日本")
    ('Netherlands', 'Japan')
    """
    for match in _pattern().finditer(text):
        found = match.group()
        if found.casefold() not in _CAPITAL_ONLY or (found[0].isupper() and not text.isupper()):
            return _by_any_name()[found.casefold()]
    return None


def _area(value: str) -> Literal["euro", "europe", ""]:
    if value == "euro":
        return "euro"
    return "europe" if value == "europe" else ""


@cache
def _by_any_name() -> dict[str, str]:
    return {
        alias.casefold(): country.name
        for country in countries().values()
        for alias in (country.name, country.chinese, *country.others)
    }


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_by_any_name(), key=len, reverse=True)
    latin = "|".join(re.escape(name) for name in names if name[0] < "\u3000")
    chinese = "|".join(name for name in names if name[0] >= "\u3000")
    return re.compile(rf"(?<![\w-])(?:{latin})(?![\w-])|{chinese}", re.IGNORECASE)
