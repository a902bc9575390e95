"""Words of every day, which as names of companies need more care."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "lexicons" / "everyday_words.txt"
_LETTERS = re.compile(r"[^\W\d_]+")


def is_everyday(name: str) -> bool:
    """Whether a name has no word but everyday ones.

    >>> is_everyday("Target"), is_everyday("Best Buy"), is_everyday("Harland Steel"), is_everyday("苹果")
    (True, True, False, True)
    """
    words = _LETTERS.findall(name.casefold())
    return bool(words) and all(word in _words() for word in words)


def needs_capitals(name: str) -> bool:
    """Whether a name is found only with its capitals: everyday words, and abbreviations of two or three letters."""
    return is_everyday(name) or (name.isupper() and len(name) <= 3)


@cache
def _words() -> frozenset[str]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
