"""Notes of the sample with other names in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.names.learning.lesson import Lesson, Note
from scaffold.privacy.names.learning.made_up import INITIALS
from scaffold.privacy.names.lexicon import any_of

if TYPE_CHECKING:
    from random import Random

    from scaffold.privacy.names.learning.made_up import Invention

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class Renaming:
    """Exchanges the names of notes for made-up ones, the same in all of a note."""

    def __init__(self, rng: Random, made: Invention) -> None:
        self._rng, self._made = rng, made

    def __call__(self, note: Note) -> Lesson:
        """The note with other names."""
        known: dict[str, str] = {}
        spans: list[tuple[int, int]] = []
        text, at = "", 0
        for start, end in sorted(note.names):
            text += note.text[at:start]
            other = self._other(note.text[start:end], known)
            spans.append((len(text), len(text) + len(other)))
            text, at = text + other, end
        return Lesson(text + note.text[at:], tuple(spans))

    def _other(self, name: str, known: dict[str, str]) -> str:
        parts = _WORD.findall(name)
        last = parts[-1] if "," not in name else parts[0]

        def exchange(match: re.Match[str]) -> str:
            word = match.group()
            plain = word.lower()
            if plain in any_of("particles", "suffixes", "titles"):
                return word
            if len(word) == 1:
                return self._rng.choice(INITIALS) if word.isupper() else word
            new = known.setdefault(plain, self._made.name("family" if word == last else "given"))
            return new.upper() if word.isupper() else new.lower() if word.islower() else new

        return _WORD.sub(exchange, name)
