"""Phrases of all rules, found in one pass over a text, however many they are (Aho and Corasick 1975)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scaffold.rules.matching.automaton import automaton
from scaffold.rules.matching.characters import CharacterTable
from scaffold.rules.matching.folding import Folded, Span, fold
from scaffold.rules.matching.inflection import variants

# Scripts that put no blank between words, or write particles onto them.
_UNSPACED = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u31ff\u3400-\u9fff\uac00-\ud7ff"
    "\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that somebody looks for.

    :param text: as it is written.
    :param owner: the number of who looks for it.
    :param inflect: each English word also in its other forms.
    :param match_case: only where capitals and small letters are the same.
    :param whole_words: not within a longer word.
    :param is_term: of a lexicon: of its words only the last one stands in other forms.
    """

    text: str
    owner: int
    inflect: bool = True
    match_case: bool = False
    whole_words: bool = True
    is_term: bool = False


# What is stored of a folded phrase: itself, its owners, and how it must be written for them, if that matters.
_Entry = tuple[str, tuple[int, ...], str | None]


class PhraseIndex:
    """All phrases, ready to be found.

    Phrases of whole words are looked up with a blank on both sides, in a copy of the text in which all that is no
    letter or digit is a blank: nothing but whole words is ever looked at, and the automaton rests between them.
    All other phrases lie in an automaton of their own, which is passed over when it cannot match.
    """

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        owners = _owners(phrases)
        keys: dict[str, list[_Entry]] = {}
        anywhere: dict[str, list[tuple[bool, _Entry]]] = {}
        for (folded, cased, whole_words), own in owners.items():
            entry = folded, tuple(sorted(own)), cased
            if whole_words and _is_spaced(folded):
                keys.setdefault(f" {_WORDS_ONLY.replaced(folded)} ", []).append(entry)
            else:
                anywhere.setdefault(folded, []).append((whole_words, entry))
        self._words = automaton((key, tuple(own)) for key, own in keys.items())
        self._anywhere = automaton((key, tuple(own)) for key, own in anywhere.items())
        self._any_ascii = any(map(str.isascii, anywhere))

    def find(self, text: str, folded: Folded) -> Iterator[tuple[int, Span]]:
        """Owner and original span of every phrase in the text, in the order of start, end, owner.

        :param folded: `fold(text)`.
        """
        found = set(self._find_words(text, folded)) if self._words else set()
        if self._anywhere and (self._any_ascii or not folded.text.isascii()):
            found.update(self._find_anywhere(text, folded))
        for start, end, owner in sorted(found):
            yield owner, (start, end)

    def _find_words(self, text: str, folded: Folded) -> Iterator[tuple[int, int, int]]:
        body = folded.text
        for after, entries in self._words.iter(f" {_WORDS_ONLY.replaced(body)} "):
            end = after - 1
            for entry in entries:
                start = end - len(entry[0])
                # What is a blank in the copy may be anything but a letter.
                if body.startswith(entry[0], start):
                    yield from _hits(entry, text, folded, start, end)

    def _find_anywhere(self, text: str, folded: Folded) -> Iterator[tuple[int, int, int]]:
        body = folded.text
        for last, entries in self._anywhere.iter(body):
            end = last + 1
            for whole_words, entry in entries:
                start = end - len(entry[0])
                if not (whole_words and (_is_joined(body, start) or _is_joined(body, end))):
                    yield from _hits(entry, text, folded, start, end)


def _owners(phrases: Iterable[Phrase]) -> dict[tuple[str, str | None, bool], set[int]]:
    """Who looks for each folded form, written in which way, as whole words or not."""
    owners: dict[tuple[str, str | None, bool], set[int]] = {}
    for phrase in phrases:
        written = fold(phrase.text, keep_case=phrase.match_case).text.strip()
        for variant in variants(written, last_only=phrase.is_term) if phrase.inflect else (written,):
            key = (fold(variant).text, variant) if phrase.match_case else (variant, None)
            if variant:
                owners.setdefault((*key, phrase.whole_words), set()).add(phrase.owner)
    return owners


def _hits(entry: _Entry, text: str, folded: Folded, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    _, owners, cased = entry
    if folded.offsets is not None:
        if not folded.is_whole(start, end):
            return
        start, end = folded.span(start, end)
    if cased is None or fold(text[start:end], keep_case=True).text.strip() == cased:
        for owner in owners:
            yield start, end, owner


def _is_joined(body: str, place: int) -> bool:
    """Whether the characters before and after a place belong to one word."""
    return 0 < place < len(body) and _is_word(body[place - 1]) and _is_word(body[place])


def _is_spaced(folded: str) -> bool:
    """Whether a phrase begins and ends with a word that blanks or punctuation set apart."""
    return _is_word(folded[0]) and _is_word(folded[-1]) and not _UNSPACED.search(folded)


def _is_word(char: str) -> bool:
    """A letter, digit or mark of a script that sets words apart."""
    return (char.isalnum() or unicodedata.category(char)[0] == "M") and not _UNSPACED.match(char)


# Characters of words as they are, all others as a blank.
_WORDS_ONLY = CharacterTable(lambda char: char if _is_word(char) else " ")
