"""A name for a name: of the same gender and culture as far as these are known."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from scaffold.privacy.names.lexicon import chinese_lexicon, lexicon, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.privacy.key import Key

_LETTERS = "ABCDEFGHJKLMNPRSTW"
_PART = re.compile(r"[^\W\d_\u4e00-\u9fff]+(?:['’`][^\W\d_\u4e00-\u9fff]+)*|[\u4e00-\u9fff]+")
_OWNS = re.compile(r"(['’`]s?)$", re.IGNORECASE)


@dataclass(frozen=True)
class OtherNames:
    """Chooses for each part of a name on its own, so that `Mrs Jane Porter`, `Porter` and `J. Porter` fit together.

    All names with one first letter become names with another one: an initial alone needs no more to be known.
    """

    key: Key = field(repr=False)
    patient: str

    def of(self, name: str) -> str:
        """The surrogate of a name as it is written: capitals, hyphens, initials and order stay."""
        return _PART.sub(lambda match: self._word(match.group()), name)

    def part(self, word: str) -> str:
        """The surrogate of one word of a name."""
        return self._word(word)

    def is_known(self, word: str) -> bool:
        """Whether a word is a name of the lists."""
        return lexicon().is_name(word.lower())

    def _word(self, word: str) -> str:
        if "\u4e00" <= word[0] <= "\u9fff":
            return self._chinese(word)
        owns = _OWNS.search(word) if len(word) > 3 else None
        base, ending = (word[: owns.start()], owns.group()) if owns else (word, "")
        plain = base.lower()
        if plain in words("particles") or (plain in words("suffixes") and len(plain) > 1) or plain in words("titles"):
            return word
        if len(base) == 1:
            letter = self._letter(base)
            return (letter if base.isupper() else letter.lower()) + ending
        names = _candidates(plain)
        letter = self._letter(base)
        fitting = [name for name in names if name[0] == letter and name.lower() != plain] or [
            name for name in names if name.lower() != plain
        ]
        return _cased(base, self._chosen(fitting, plain)) + ending

    def _letter(self, word: str) -> str:
        return _LETTERS[self.key.digest(self.patient, "letter", word[0].upper())[0] % len(_LETTERS)]

    def _chosen(self, names: Sequence[str], plain: str) -> str:
        number = int.from_bytes(self.key.digest(self.patient, "name", plain)[:8], "big")
        return names[number % len(names)]

    def _chinese(self, name: str) -> str:
        known = chinese_lexicon()
        size = 2 if name[:2] in known.compound else 1
        surname, given = name[:size], name[size:]
        others = sorted((known.compound if size == 2 else known.common) - {surname})
        return self._chosen(others, surname) + "".join(self._character(char) for char in given)

    def _character(self, char: str) -> str:
        known = chinese_lexicon()
        among = known.female if char in known.female and char not in known.male else known.male
        return self._chosen([each for each in among if each != char], char)


@cache
def _candidates(plain: str) -> tuple[str, ...]:
    """Names like this one: given names of its gender and culture, family names of its culture."""
    names = lexicon()
    if plain in names.given and not (plain in names.surnames and plain not in _FIRST):
        like = names.given[plain]
        found = [name for name, known in names.given.items() if known == like]
    else:
        culture = names.surnames.get(plain, "english")
        found = [name for name, known in names.surnames.items() if known == culture]
    plain_words = names.ambiguous | names.common | names.eponyms
    kept = [
        name.capitalize()
        for name in found
        if name not in plain_words and name.isascii() and name.isalpha() and len(name) > 2
    ]
    return tuple(sorted(kept))


# Given names that are family names, too, and mostly given.
_FIRST = frozenset(
    [
        "thomas",
        "james",
        "henry",
        "george",
        "david",
        "paul",
        "john",
        "peter",
        "simon",
        "martin",
        "grace",
        "rose",
        "joseph",
        "daniel",
        "samuel",
    ]
)


def _cased(old: str, new: str) -> str:
    if old.isupper():
        return new.upper()
    return new.lower() if old.islower() else new
