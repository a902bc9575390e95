"""Three versions of a text made one, line by line (Khanna, Kunal & Pierce 2007, "A Formal Investigation of Diff3")."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OURS, MIDDLE, THEIRS = "<<<<<<< ", "=======", ">>>>>>> "


@dataclass(frozen=True)
class Merged:
    """A text and how many stretches of it both sides changed, each in another way."""

    text: str
    conflicts: int


def merge(base: str, ours: str, theirs: str, *, ours_name: str = "yours", theirs_name: str = "template") -> Merged:
    """Changes from `base` to `ours` and from `base` to `theirs`, both in one text.

    Where both changed the same lines in another way, both versions stand there between marks. Every line of `ours` that
    is not in `base` is in the result, once for each time it is in `ours`.
    """
    if ours == theirs or base == theirs:
        return Merged(ours, 0)
    if ours == base:
        return Merged(theirs, 0)
    lines = [text.splitlines(keepends=True) for text in (base, ours, theirs)]
    out: list[str] = []
    conflicts = 0
    for kept, mine, other in _stretches(*lines):
        if mine == other or other == kept:
            out += mine
        elif mine == kept:
            out += other
        else:
            for same, one, two in _apart(mine, other):
                out += same or _conflict(one, two, ours_name, theirs_name)
                conflicts += not same
    return Merged("".join(out), conflicts)


def has_marks(text: str) -> bool:
    """Whether the marks of a conflict stand in a text."""
    starts = {line[:8] for line in text.splitlines()}
    return OURS in starts and THEIRS in starts


Stretch = tuple["list[str]", "list[str]", "list[str]"]


def _stretches(base: list[str], ours: list[str], theirs: list[str]) -> Iterator[Stretch]:
    """The texts in stretches: of the same lines in all three, and in turn of what lies between."""
    at = (0, 0, 0)
    for start, mine, other, size in [*_common(base, ours, theirs), (len(base), len(ours), len(theirs), 0)]:
        between = base[at[0] : start], ours[at[1] : mine], theirs[at[2] : other]
        if any(between):
            yield between
        if size:
            yield base[start : start + size], ours[mine : mine + size], theirs[other : other + size]
        at = start + size, mine + size, other + size


def _common(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of `base` that both others kept: where each stands in base, ours, theirs, and its lines."""
    mine, other = (dict(_kept(base, side)) for side in (ours, theirs))
    start = 0
    while start < len(base):
        if start not in mine or start not in other:
            start += 1
            continue
        size = 1
        while mine.get(start + size) == mine[start] + size and other.get(start + size) == other[start] + size:
            size += 1
        yield start, mine[start], other[start], size
        start += size


def _kept(base: Sequence[str], side: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Lines of `base` that are still in `side`: their numbers in both."""
    for block in SequenceMatcher(None, base, side, autojunk=False).get_matching_blocks():
        for offset in range(block.size):
            yield block.a + offset, block.b + offset


def _apart(mine: list[str], other: list[str]) -> Iterator[Stretch]:
    """Lines that both wrote in the same way, which stand there once, and in turn those of a conflict."""
    for tag, start, end, first, last in SequenceMatcher(None, mine, other, autojunk=False).get_opcodes():
        same = mine[start:end] if tag == "equal" else []
        yield same, mine[start:end], other[first:last]


def _conflict(mine: Sequence[str], other: Sequence[str], ours_name: str, theirs_name: str) -> list[str]:
    return [
        f"{OURS}{ours_name}\n",
        *_ended(mine),
        f"{MIDDLE}\n",
        *_ended(other),
        f"{THEIRS}{theirs_name}\n",
    ]


def _ended(lines: Sequence[str]) -> list[str]:
    """The last line of a file may have no end."""
    if lines and not lines[-1].endswith("\n"):
        return [*lines[:-1], f"{lines[-1]}\n"]
    return list(lines)
