"""Words that two items share, so that people see in what their texts are alike; English and Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from scaffold.text import language, word_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold_recommendation.data.items import Catalogue, Item

MOST = 4

_SAMPLE = 2000
_FEW = 50
_USUAL_WORD = 0.2
_USUAL_TAG = 0.5
_SHORTEST = 3
_LONGEST = 30
_MOST_TEXT = 20_000
_POSSESSIVE = re.compile("['’]s?$")
_STOP = frozenset((Path(__file__).parent / "stop_words.en.txt").read_text(encoding="utf-8").split())
_PARTICLES = frozenset(
    "的了是在和与及或而但也都就还又很最更不没无未有这那此其之以于为被把将从到向对让给使得地着过吗呢吧啊们我你您他她它"
    "谁某每各一个只位种些几两上下里中后前来去起出会能可要想说看做当因所如若则并且却才已曾再太"
)

_USUAL: WeakKeyDictionary[Catalogue, Mapping[str, float]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class _Terms:
    """What an item is about, as it is compared, with how it is written.

    :ivar han: stretches of Chinese characters; `pairs` stand next to each other in them.
    """

    tags: Mapping[str, str]
    words: Mapping[str, str]
    han: tuple[str, ...]
    pairs: frozenset[str]


def shared_words(one: Item, other: Item, catalogue: Catalogue, most: int = MOST) -> tuple[str, ...]:
    """Tags and words of content that both have, the rarest in the catalogue first.

    Left out are words that say little: those of a list, and those that one text in five has.
    """
    usual = _usual(catalogue)
    mine, theirs = _terms_of(one), _terms_of(other)
    found = {tag: written for tag, written in mine.tags.items() if tag in theirs.tags}
    found = {tag: written for tag, written in found.items() if usual.get(tag, 0.0) <= _USUAL_TAG}
    in_tags = {word for tag in found for word in re.split(r"[\W_]+", tag)}
    for word, written in mine.words.items():
        if word in theirs.words and word not in in_tags and usual.get(word, 0.0) <= _USUAL_WORD:
            found.setdefault(word, theirs.words[word] if theirs.words[word].islower() else written)
    for stretch in _shared_han(mine, theirs, usual):
        if not any(stretch in known for known in found):
            found[stretch] = stretch
    return tuple(sorted(found.values(), key=lambda written: _share(written.casefold(), usual))[:most])


def _share(term: str, usual: Mapping[str, float]) -> float:
    """Of all items, how many have a term; of a stretch of Chinese, its rarest pair."""
    if term in usual or not _is_han(term):
        return usual.get(term, 0.0)
    return min((usual.get(pair, 0.0) for pair in _pairs(term)), default=0.0)


def _shared_han(mine: _Terms, theirs: _Terms, usual: Mapping[str, float]) -> Iterator[str]:
    """Longest stretches of Chinese that both have, without particles and pairs that are usual, in their order."""
    shared = {pair for pair in mine.pairs & theirs.pairs if usual.get(pair, 0.0) <= _USUAL_WORD}
    for run in mine.han:
        at = 0
        while at < len(run) - 1:
            end = at + 1
            while run[end - 1 : end + 1] in shared and any(run[at : end + 1] in other for other in theirs.han):
                end += 1
            if end - at > 1:
                yield run[at:end]
            at = max(end - 1, at + 1)


def _terms_of(item: Item) -> _Terms:
    return _terms(item.title, item.description, item.tags)


@lru_cache(maxsize=4096)
def _terms(title: str, description: str, tags: tuple[str, ...]) -> _Terms:
    return _read(title, description, tags)


def _read(title: str, description: str, tags: tuple[str, ...]) -> _Terms:
    text = unicodedata.normalize("NFKC", f"{title}\n{description}"[:_MOST_TEXT])
    words: dict[str, str] = {}
    han: list[str] = []
    for start, end in word_spans(text):
        written = text[start:end]
        if _is_han(written):
            han.append(written)
            continue
        written = _POSSESSIVE.sub("", written)
        word = written.casefold()
        if _says_something(word) and not words.get(word, "X").islower():
            words[word] = written
    pairs = frozenset(pair for run in han for pair in _pairs(run) if _PARTICLES.isdisjoint(pair))
    kept = {tag.casefold(): tag for tag in tags if 0 < len(tag) <= _LONGEST}
    return _Terms(kept, words, tuple(han), pairs)


def _says_something(word: str) -> bool:
    return _SHORTEST <= len(word) <= _LONGEST and not word.isdecimal() and word not in _STOP


def _is_han(written: str) -> bool:
    return not written.isascii() and language(written) == "zh"


def _pairs(run: str) -> Iterator[str]:
    return (run[at : at + 2] for at in range(len(run) - 1))


def _usual(catalogue: Catalogue) -> Mapping[str, float]:
    """Share of items that have a term, by up to 2,000 items spread over the catalogue; nothing for very few items."""
    if catalogue not in _USUAL:
        step = max(1, len(catalogue) // _SAMPLE)
        counts: Counter[str] = Counter()
        read = range(0, len(catalogue), step) if len(catalogue) >= _FEW else range(0)
        for number in read:
            item = catalogue[number]
            terms = _read(item.title, item.description, item.tags)
            counts.update({*terms.tags, *terms.words, *terms.pairs})
        _USUAL[catalogue] = {term: count / len(read) for term, count in counts.items() if count > 1}
    return _USUAL[catalogue]
