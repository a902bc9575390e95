"""The marks that blocks are written with, and the text with offsets that they become.

`[gout@mus]` is a disease the patient has, of that group; `[gout@-mus]` one that is ruled out; `[gout]`
one that is only named. `<colchicine>` is a drug. `{a|b}` is a choice, `{date}` a value filled in; those that identify
somebody come back as `⟦DATE:3 May⟧`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

GROUPS = {
    "inf": "infection",
    "neo": "neoplasm",
    "blo": "blood",
    "end": "endocrine",
    "men": "mental",
    "ner": "nervous",
    "eye": "eye_ear",
    "cir": "circulatory",
    "res": "respiratory",
    "dig": "digestive",
    "ski": "skin",
    "mus": "musculoskeletal",
    "gen": "genitourinary",
    "pre": "pregnancy",
    "per": "perinatal",
    "inj": "injury",
}
_BRACES = re.compile(r"\{([^{}]*)\}")
_MARK = re.compile(r"\[([^\[\]@]+)((?:@-?[a-z]{3})*)\]|<([^<>]+)>|⟦([A-Z]+):([^⟧]*)⟧")


@dataclass(frozen=True)
class Segment:
    """A run of text and what it is: plain (`kind` empty), `Disease`, `Chemical`, or a kind of identifier."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Marked:
    """A text with the places of what it names; a place is (start, end, kind)."""

    text: str
    entities: list[tuple[int, int, str]]
    identifiers: list[tuple[int, int, str]]


def expand(block: str, rng: Random, value: Callable[[str], str]) -> str:
    """Choose and fill in until no brace is left; a value may hold braces of its own."""
    while match := _BRACES.search(block):
        inside = match[1]
        filled = rng.choice(inside.split("|")) if "|" in inside else value(inside)
        block = block[: match.start()] + filled + block[match.end() :]
    return block


def groups(block: str, *, ruled_out: bool = False) -> set[str]:
    """Groups of the conditions that the marks say the patient has, or those ruled out."""
    codes = [code for match in _MARK.finditer(block) for code in (match[2] or "").split("@")[1:]]
    return {GROUPS[code.lstrip("-")] for code in codes if code.startswith("-") == ruled_out}


def segments(block: str) -> list[Segment]:
    """The block cut at its marks."""
    found, at = [], 0
    for match in _MARK.finditer(block):
        found.append(Segment(block[at : match.start()]))
        if match[1]:
            found.append(Segment(match[1], "Disease"))
        elif match[3]:
            found.append(Segment(match[3], "Chemical"))
        else:
            found.append(Segment(match[5], match[4]))
        at = match.end()
    found.append(Segment(block[at:]))
    return [segment for segment in found if segment.text]


def join(parts: list[Segment]) -> Marked:
    """The text of the segments, with their offsets in characters."""
    text, entities, identifiers = "", [], []
    for part in parts:
        place = (len(text), len(text) + len(part.text), part.kind)
        if part.kind in ("Disease", "Chemical"):
            entities.append(place)
        elif part.kind:
            identifiers.append(place)
        text += part.text
    return Marked(text, entities, identifiers)
