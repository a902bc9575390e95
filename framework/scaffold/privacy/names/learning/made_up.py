"""Names of nobody: some of the lists, most put together from syllables, so that a model learns what is around."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.privacy.names.lexicon import lexicon, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

INITIALS = "ABCDEFGHIJKLMNOPRSTVWYZ"
# Shares of names from syllables, and of those and of names that are everyday words.
_INVENTED, _WORD, _DOUBLE, _LONGER = 0.6, 0.72, 0.04, 0.15


class Invention:
    """Makes names and words up.

    :param slots: the syllables, by section.
    """

    def __init__(self, rng: Random, slots: Mapping[str, Sequence[str]]) -> None:
        self.rng = rng
        self._slots = slots
        names = lexicon()
        self._given, self._families = sorted(names.given), sorted(names.surnames)
        self._words = sorted(word for word in words("ambiguous") if names.is_name(word))

    def strange(self, kind: str) -> str:
        """A word of two or three syllables: `given`, `family` or `brand`."""
        first, last = self._slots[f"{kind}_start"], self._slots[f"{kind}_end"]
        word = self.rng.choice(first) + self.rng.choice(last)
        return word + self.rng.choice(last) if len(word) < 4 or self.rng.random() < _LONGER else word

    def name(self, kind: str) -> str:
        """A given name or a family name, with a capital."""
        chance = self.rng.random()
        if chance < _INVENTED:
            word = self.strange(kind)
        elif chance < _WORD:
            word = self.rng.choice(self._words)
        else:
            word = self.rng.choice(self._given if kind == "given" else self._families)
        if self.rng.random() < _DOUBLE:
            word += "-" + self.strange(kind)
        return raised(word)


def raised(word: str) -> str:
    """A word with a capital at its beginning and behind hyphens and apostrophes."""
    parts = [part[:1].upper() + part[1:] for part in word.split("-")]
    joined = "-".join(parts)
    at = joined.find("'")
    return joined[: at + 1] + joined[at + 1 :].capitalize() if 0 < at < 3 else joined
