"""Names of people and the words that tell names from other words, read from the lists beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Lexicon:
    """Every word in lower case.

    :ivar given: gender and culture of given names, such as `("female", "english")`.
    :ivar surnames: culture of family names.
    :ivar ambiguous: names that are everyday words, too.
    :ivar common: words that stand with a capital beside names.
    :ivar eponyms: people after whom something medical is called.
    :ivar heads: what may be called after somebody.
    :ivar organisation: words that make what stands before them the name of a house.
    """

    given: Mapping[str, tuple[str, str]]
    surnames: Mapping[str, str]
    ambiguous: frozenset[str]
    common: frozenset[str]
    eponyms: frozenset[str]
    heads: frozenset[str]
    organisation: frozenset[str]

    @cached_property
    def weak(self) -> frozenset[str]:
        """Words that are no name on their own."""
        return self.ambiguous | self.common | self.heads | self.eponyms

    @cached_property
    def houses(self) -> frozenset[str]:
        """Words that make a house of what stands before them, and are no family names."""
        return self.organisation - self.surnames.keys()

    @cached_property
    def families(self) -> frozenset[str]:
        """Everyday words and eponyms that are family names behind a given name."""
        return self.ambiguous | self.eponyms

    def is_name(self, word: str) -> bool:
        """Whether a word in lower case is a known given or family name."""
        return word in self.given or word in self.surnames


@dataclass(frozen=True)
class ChineseLexicon:
    """Chinese family names of one and of two characters, and characters of given names by gender."""

    surnames: frozenset[str]
    common: frozenset[str]
    compound: frozenset[str]
    female: str
    male: str

    @property
    def given(self) -> frozenset[str]:
        """Every character that given names are made of."""
        return frozenset(self.female + self.male)


@cache
def lexicon() -> Lexicon:
    """Names in Latin script."""
    given: dict[str, tuple[str, str]] = {}
    for section, listed in _sections("given.txt").items():
        gender, culture = section.split()
        for word in listed:
            given.setdefault(word.lower(), (gender, culture))
    surnames: dict[str, str] = {}
    for culture, listed in _sections("surnames.txt").items():
        for word in listed:
            surnames.setdefault(word.lower(), culture)
    return Lexicon(
        MappingProxyType(given),
        MappingProxyType(surnames),
        words("ambiguous"),
        words("common"),
        words("eponyms"),
        words("eponym heads"),
        words("organisation"),
    )


@cache
def words(section: str) -> frozenset[str]:
    """The words of one section of `words.txt`, in lower case."""
    return frozenset(map(str.lower, _sections("words.txt")[section]))


@cache
def any_of(*sections: str) -> frozenset[str]:
    """The words of several sections of `words.txt`, in lower case."""
    return frozenset[str]().union(*map(words, sections))


@cache
def chinese_lexicon() -> ChineseLexicon:
    """Names in Chinese script."""
    found = _sections("chinese.txt")
    return ChineseLexicon(
        frozenset(found["surname"]),
        frozenset(found["common"]),
        frozenset(found["compound"]),
        "".join(dict.fromkeys(found["female"])),
        "".join(dict.fromkeys(found["male"])),
    )


def _sections(name: str) -> dict[str, list[str]]:
    """Words by the `[section]` they stand in; lines that begin with # are notes."""
    sections: dict[str, list[str]] = {}
    section = ""
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
            sections[section] = []
        elif not line.startswith("#"):
            sections[section] += line.split()
    return sections
