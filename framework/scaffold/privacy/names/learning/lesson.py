"""What is learnt from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).parent
SOURCES = tuple(_FOLDER / name for name in ("named.txt", "nameless.txt", "slots.txt"))
"""Patterns of sentences with names and without, and what their slots are filled with."""


class Lesson(NamedTuple):
    """A text and the characters that are of names.

    :ivar names: start and end of each.
    """

    text: str
    names: tuple[tuple[int, int], ...]


class Note(NamedTuple):
    """A note of the sample, with what is named in it."""

    text: str
    names: tuple[tuple[int, int], ...]
    things: tuple[str, ...]


def read_notes(path: Path) -> list[Note]:
    """English notes of the train split of a sample; nothing is learnt from the others."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["split"] == "train" and row["language"] == "en":
            spans = tuple((each["start"], each["end"]) for each in row["identifiers"] if each["kind"] == "NAME")
            things = tuple(row["text"][each["start"] : each["end"]] for each in row["entities"])
            found.append(Note(row["text"], spans, things))
    return found


def sections(name: str) -> dict[str, list[str]]:
    """Lines of a file beside this one by the `[section]` they stand in."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]").lower()
        elif line:
            found.setdefault(section, []).append(line)
    return found
