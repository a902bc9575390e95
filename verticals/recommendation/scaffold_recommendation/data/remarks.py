"""What somebody should know of data that were read, one sentence each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold_recommendation.data.ids import Ids
    from scaffold_recommendation.data.interactions import Interactions
    from scaffold_recommendation.data.items import Catalogue

_MANY = 50_000
"""Events of one user that no person has."""
_FORMULA = re.compile(r"[=@+].+|-\D.*|cmd\|.*", re.IGNORECASE | re.DOTALL)
_PATH = re.compile(r"(.*[/\\])?\.\.[/\\].*|[/\\~].*|[a-z]:\\.*", re.IGNORECASE | re.DOTALL)


def on_events(events: Interactions) -> Iterator[str]:
    """Times that are missing, users with more events than a person has, ids that look dangerous."""
    undated = int(np.isnan(events.time).sum())
    if undated:
        yield "no event has a time" if undated == len(events) else f"{undated:,} of {len(events):,} events have no time"
    counts = np.bincount(events.user, minlength=1)
    if counts.max() >= _MANY:
        user = int(counts.argmax())
        yield (
            f"users with {_MANY:,} events or more, which may be machines: {int((counts >= _MANY).sum()):,} (the"
            f" largest: {events.users[user][:60]!r} with {counts[user]:,})"
        )
    yield from _on_ids("users", events.users)
    yield from _on_ids("items", events.items)


def on_items(catalogue: Catalogue, described: int) -> Iterator[str]:
    """Items without a row of their own or without text.

    :param described: the number of items in the file of items, which come first; 0 without such a file.
    """
    bare = len(catalogue) - described
    if not described:
        yield f"there is no file of items: {bare:,} items are known by their ids alone"
        return
    if bare:
        yield f"{bare:,} items of events are not in the file of items (the first: {catalogue[described].id[:60]!r})"
    wordless = [item.id for item in catalogue if not item.text]
    if wordless:
        yield f"{len(wordless):,} of {len(catalogue):,} items have no text (the first: {wordless[0][:60]!r})"


def is_odd(name: str) -> bool:
    """Whether an id is one that a spreadsheet would run or a file system would follow.

    >>> is_odd("=cmd|' /C calc'!A0"), is_odd("../../etc/passwd"), is_odd("-12"), is_odd("A-12")
    (True, True, False, False)
    """
    return bool(_FORMULA.fullmatch(name) or _PATH.fullmatch(name))


def _on_ids(what: str, ids: Ids) -> Iterator[str]:
    odd = [name for name in ids if is_odd(name)]
    if odd:
        first = odd[0][:60]
        yield f"{len(odd):,} ids of {what} look like formulas or paths and stay plain text (the first: {first!r})"
