"""The terms that a text names, with what is said of them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scaffold.rules.matching.context import assertions
from scaffold.rules.matching.folding import fold
from scaffold.rules.matching.headings import heading_table
from scaffold.rules.matching.phrases import Phrase, PhraseIndex
from scaffold_medical.terminology.abbreviations import clinical_abbreviations
from scaffold_medical.terminology.definitions import definitions
from scaffold_medical.terminology.mention import Mention
from scaffold_medical.terminology.wordforms import LONGER_WORDS, is_also_word, needs_capitals, phrases_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scaffold.rules.matching.folding import Folded
    from scaffold_medical.terminology.abbreviations import Abbreviations
    from scaffold_medical.terminology.definitions import Definition
    from scaffold_medical.terminology.mention import Origin
    from scaffold_medical.terminology.term import Term
    from scaffold_medical.terminology.terminology import Terminology

Span = tuple[int, int]

_LONGER_WORD = -1
# A short form of fewer letters is never looked for in small ones.
_SMALLEST = 3
# Characters before and after a short form that tell how its line is written.
_NEAR = 200
_NUMBERED = re.compile(r"-[0-9]{3}")
_COLON = re.compile(r"[ \t]*[:：]")


@dataclass
class _Found:
    """What was found in a text, before it is known what counts.

    :ivar named: numbers of terms by the span of their name, those first whose preferred name it is.
    :ivar short: short forms of the table.
    :ivar defined: short forms of the text itself, with the term they stand for; None for one that is not known.
    """

    named: dict[Span, list[int]] = field(default_factory=dict)
    short: dict[Span, str] = field(default_factory=dict)
    defined: dict[Span, Term | None] = field(default_factory=dict)

    def longest(self) -> list[Span]:
        """Spans that do not overlap: the longest first, of equal ones the first."""
        kept: list[Span] = []
        taken: set[int] = set()
        every = {*self.named, *self.short, *self.defined}
        for start, end in sorted(every, key=lambda span: (span[0] - span[1], span[0])):
            if taken.isdisjoint((start, end - 1)):
                taken.update(range(start, end))
                kept.append((start, end))
        return sorted(kept)


class Linker:
    """Finds the terms of a terminology in texts; of names that overlap the longest counts.

    :param abbreviations: clinical short forms; those that ship where it is None.

    Usage::

        linker = Linker(read_terminology())
        for mention in linker.find("No evidence of MI. Known T2DM."):
            print(mention.name, mention.said)
    """

    def __init__(self, terminology: Terminology, abbreviations: Abbreviations | None = None) -> None:
        self.terminology = terminology
        self.abbreviations = clinical_abbreviations() if abbreviations is None else abbreviations
        self._terms = list(terminology)
        self._shorts = list(self.abbreviations.senses)
        self._index = PhraseIndex(self._phrases())

    def find(self, text: str) -> list[Mention]:
        """The mentions of a text from left to right, none of which overlap."""
        folded = fold(text)
        found = self._search(text, folded)
        spans = found.longest()
        mentions, unclear = [], []
        for span in spans:
            if span in found.defined:
                mentions += self._defined(text, span, found.defined[span])
            elif span in found.short:
                unclear.append(span)
            else:
                mentions.append(self._named(text, span, found.named[span]))
        mentions += self._shortened(text, folded, {span: found.short[span] for span in unclear}, mentions)
        mentions.sort(key=lambda mention: mention.start)
        said = assertions(text, [(each.start, each.end) for each in mentions])
        return [replace(each, said=tuple(sorted(how))) for each, how in zip(mentions, said, strict=True)]

    def _phrases(self) -> Iterator[Phrase]:
        """Owners are numbers: below 0 a short form, else twice that of a term, and one more for a synonym."""
        yield from (Phrase(word, _LONGER_WORD, inflect=False) for word in LONGER_WORDS)
        for number, short in enumerate(self._shorts, 2):
            yield from phrases_of(short, -number)
            if self._may_be_small(short):
                yield Phrase(short.lower(), -number, inflect=False, match_case=True)
        known = set(self._shorts)
        for number, term in enumerate(self._terms):
            for place, name in enumerate(term.names):
                # A short form of the table may have more meanings than this one.
                if name not in known:
                    yield from phrases_of(name, 2 * number + (place > 0))

    def _may_be_small(self, short: str) -> bool:
        """Whether a text that has no capitals at all may have a short form in small letters: `dvt`, `tia`."""
        is_clear = len(self.abbreviations.senses[short]) == 1 and not is_also_word(short)
        return is_clear and len(short) >= _SMALLEST and needs_capitals(short)

    def _search(self, text: str, folded: Folded) -> _Found:
        found = _Found()
        for owner, span in self._index.find(text, folded):
            if _is_no_name(text, span) or (owner < _LONGER_WORD and _is_small_in_vain(text, span)):
                continue
            if owner == _LONGER_WORD:
                found.defined[span] = None
            elif owner < 0:
                found.short[span] = self._shorts[-owner - 2]
            else:
                found.named.setdefault(span, []).append(owner)
        for owners in found.named.values():
            owners.sort(key=lambda owner: (owner % 2, owner))
        read: set[str] = set()
        for own in definitions(text):
            term = self._long_form(own, found.named)
            if own.short not in read and (term or not own.loose):
                read.add(own.short)
                found.defined.update(dict.fromkeys(_places(own.short, text), term))
        return found

    def _long_form(self, own: Definition, named: dict[Span, list[int]]) -> Term | None:
        """The term of a long form, else the longest one that it ends with: "acute viral hepatitis" is a hepatitis."""
        exact = self.terminology.named(own.long)
        if exact:
            return exact[0]
        ends = [span for span in named if span[1] == own.end and span[0] >= own.start]
        return self._terms[named[min(ends)][0] // 2] if ends else None

    def _named(self, text: str, span: Span, owners: list[int]) -> Mention:
        terms = list(dict.fromkeys(owner // 2 for owner in owners))
        also = tuple(self._terms[number].id for number in terms[1:])
        return replace(self._mention(text, span, self._terms[terms[0]], "name"), also=also)

    def _defined(self, text: str, span: Span, term: Term | None) -> list[Mention]:
        """Nothing of a short form that stands for what is no term: it does not mean what it means elsewhere."""
        return [self._mention(text, span, term, "definition")] if term else []

    def _shortened(
        self, text: str, folded: Folded, shorts: dict[Span, str], others: Iterable[Mention]
    ) -> Iterator[Mention]:
        """Short forms of the table, as the text around them wants it."""
        if not shorts:
            return
        company = self.abbreviations.company(text, folded)
        specialities = Counter(each for mention in others for each in mention.specialities)
        for span, short in shorts.items():
            sense = self.abbreviations.chosen(short, span[0], company, specialities)
            if sense is None:
                alternatives = tuple(each.expansion for each in self.abbreviations.senses[short])
                yield Mention(*span, text[slice(*span)], "", "", origin="abbreviation", alternatives=alternatives)
            elif term := self.abbreviations.term_of(sense, self.terminology):
                yield self._mention(text, span, term, "abbreviation")
            else:
                yield Mention(*span, text[slice(*span)], "", sense.expansion, origin="abbreviation")

    def _mention(self, text: str, span: Span, term: Term, origin: Origin) -> Mention:
        terms = self.terminology
        return Mention(
            *span,
            text[slice(*span)],
            term.id,
            term.name,
            terms.type(term),
            terms.groups(term),
            terms.specialities(term),
            origin=origin,
        )


def _places(short: str, text: str) -> Iterator[Span]:
    """Where a short form stands as a word of its own."""
    edges = (r"(?<![A-Za-z0-9])", r"s?(?![A-Za-z0-9])") if short.isascii() else ("", "")
    for found in re.finditer(f"{edges[0]}{re.escape(short)}{edges[1]}", text):
        yield found.span()


def _is_no_name(text: str, span: Span) -> bool:
    """Whether it heads a section ("Allergies: none"), is a word in capitals, or begins a number ("MR-133146")."""
    said = text[slice(*span)]
    if _COLON.match(text, span[1]) and said.lower() in heading_table().kinds:
        return True
    if said.isupper() and _NUMBERED.match(text, span[1]):
        return True
    return is_also_word(said) and _stands_in_capitals(text, span)


def _is_small_in_vain(text: str, span: Span) -> bool:
    """Whether a short form that needs capitals has none, though its line has."""
    said = text[slice(*span)]
    return said.islower() and needs_capitals(said.upper()) and not _line(text, span).islower()


def _stands_in_capitals(text: str, span: Span) -> bool:
    """Whether the line around a span has other words, all of them in capitals."""
    start, end = span
    line = _line(text, span)
    return line.isupper() and len(line.split()) > len(text[start:end].split()) + 1


def _line(text: str, span: Span) -> str:
    """The line a span is in, as far as it is near."""
    first, last = max(0, span[0] - _NEAR), span[1] + _NEAR
    stop = text.find("\n", span[1], last)
    return text[text.rfind("\n", first, span[0]) + 1 or first : stop if stop >= 0 else last]
