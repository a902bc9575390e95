"""Sentences from patterns, with names in them and without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.names.learning.lesson import Lesson
from scaffold.privacy.names.learning.made_up import INITIALS, raised

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from scaffold.privacy.names.learning.made_up import Invention

_SLOT = re.compile(r"\{(\w+)\}")
_GAPS = ("\n", ". ", " ", "\n\n", "; ")
_NAMES = {
    "given": "given",
    "family": "family",
    "full": "given family",
    "three": "given given family",
    "called": "title family",
    "short": "initial. family",
    "initial": "initial",
}
_ANY = ("full",) * 5 + ("given",) * 5 + ("family",) * 3 + ("called",) * 3 + ("short", "three")
# Shares of texts in lower case, of places and firms that sound like names, of sentences with a capital and a full stop.
_SMALL, _SOUNDING, _RAISED, _STOPPED = 0.14, 0.45, 0.7, 0.5


class Sentences:
    """Sentences from patterns, with and without names."""

    def __init__(self, rng: Random, made: Invention, slots: Mapping[str, Sequence[str]]) -> None:
        self.rng, self._made, self._slots = rng, made, slots

    def lesson(self, patterns: Sequence[Sequence[str]]) -> Lesson:
        """One to four sentences, each of one of the groups of patterns, now and then in lower case."""
        spans: list[tuple[int, int]] = []
        text = ""
        for _ in range(self.rng.randint(1, 4)):
            pattern = self.rng.choice(self.rng.choice(patterns))
            sentence, names = self.filled(pattern)
            if text:
                text += self.rng.choice(_GAPS)
            spans += [(start + len(text), end + len(text)) for start, end in names]
            text += sentence
        if self.rng.random() < _SMALL:
            text = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
        return Lesson(text, tuple(spans))

    def filled(self, pattern: str) -> tuple[str, list[tuple[int, int]]]:
        """A pattern with its slots filled, and where names stand in it."""
        spans: list[tuple[int, int]] = []
        text, at = "", 0
        for match in _SLOT.finditer(pattern):
            text += pattern[at : match.start()]
            value, is_name = self._fill(match[1])
            if is_name:
                spans.append((len(text), len(text) + len(value)))
            text, at = text + value, match.end()
        text += pattern[at:]
        if text[:1].islower() and self.rng.random() < _RAISED:
            text = text[0].upper() + text[1:]
        if self.rng.random() < _STOPPED and text[-1:].isalpha():
            text += "."
        return text, spans

    def _fill(self, slot: str) -> tuple[str, bool]:
        name = self._name(slot)
        if name is not None:
            return name, True
        return self._thing(slot), False

    def _name(self, slot: str) -> str | None:
        """A name, if the slot asks for one, in capitals if the slot is."""
        kind = self.rng.choice(_ANY) if slot == "any" else slot.lower()
        if kind not in _NAMES:
            return None
        name = " ".join(map(self._part, _NAMES[kind].split()))
        return name.upper() if slot.isupper() else name

    def _part(self, part: str) -> str:
        if part == "title":
            return self.rng.choice(self._slots["title"])
        if part.startswith("initial"):
            return part.replace("initial", self.rng.choice(INITIALS))
        return self._made.name(part)

    def _thing(self, slot: str) -> str:
        """What is no name, with a capital or all in capitals as the slot is written."""
        value = self._made_thing(slot.lower())
        return value.upper() if slot.isupper() else raised(value) if slot[0].isupper() else value

    def _made_thing(self, slot: str) -> str:
        rng = self.rng
        if slot in ("place", "firm") and rng.random() < _SOUNDING:
            return raised(self._made.strange("family"))
        makers = {
            "n": lambda: str(rng.randint(1, 95)),
            "number": lambda: f"0{rng.randint(100, 9999)} {rng.randint(100000, 999999)}",
            "date": lambda: f"{rng.randint(1, 28)}/{rng.randint(1, 12)}/{rng.randint(1930, 2025)}",
            "strange": lambda: raised(self._made.strange(rng.choice(("brand", "family", "given")))),
            "brand": lambda: raised(self._made.strange("brand")),
            "kin_of": lambda: f"{rng.choice(('his', 'her', 'their', 'the', 'my'))} {rng.choice(self._slots['kin'])}",
            "staff_the": lambda: f"the {rng.choice(self._slots['staff'])}",
        }
        return makers[slot]() if slot in makers else rng.choice(self._slots[slot])
