"""What is personal in a text: a stretch of it and its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple, get_args

Kind = Literal["NAME", "DATE", "AGE", "ADDRESS", "PHONE", "EMAIL", "ID", "URL", "ORGANISATION"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Every kind there is."""

USUAL: tuple[Kind, ...] = tuple(kind for kind in KINDS if kind != "ORGANISATION")
"""Kinds that are looked for unless others are named: a hospital is no person."""


class Finding(NamedTuple):
    """Characters `start` to `end` (exclusive) of a text, and what they are."""

    start: int
    end: int
    kind: Kind


Finder = Callable[[str], Iterable[Finding]]
"""What looks for personal data in a text."""


def settled(findings: Iterable[Finding]) -> list[Finding]:
    """In order and over one another nowhere: of two that overlap the earlier, then the longer one is kept whole.

    What is left of the other one stays a finding of its own, so that every character found is covered.

    >>> settled([Finding(4, 9, "NAME"), Finding(0, 6, "ID")])
    [Finding(start=0, end=6, kind='ID'), Finding(start=6, end=9, kind='NAME')]
    """
    kept: list[Finding] = []
    for found in sorted(findings, key=lambda each: (each.start, -each.end)):
        start = max(found.start, kept[-1].end if kept else 0)
        if start < found.end:
            kept.append(found._replace(start=start))
    return kept
