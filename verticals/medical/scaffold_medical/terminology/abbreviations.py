"""Short forms of the clinic, and which of their meanings the words around one speak for.

`abbreviations.csv` has a row for each meaning: the short form, its expansion, the id of the term where the expansion is
no name of one, words of its company divided by `;`, and the speciality in which it is usual. A `*` among the words
marks the meaning that is meant where nothing speaks for another one.
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.rules.matching.folding import fold
from scaffold.rules.matching.phrases import Phrase, PhraseIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scaffold.rules.matching.folding import Folded
    from scaffold_medical.terminology.term import Term
    from scaffold_medical.terminology.terminology import Terminology

# How many characters around a short form its company stands in, and how near it counts double.
_AROUND, _NEAR = 600, 80
_USUAL = "*"
_LONG_FORM, _SPECIALITY = 3.0, 1.0
# Other terms of one speciality that say what a note is about.
_SEVERAL = 2
# By how much a meaning must be ahead of the next.
_AHEAD = 1.0


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a short form.

    :ivar term: id of its term, where the expansion is no name of it; mostly empty.
    :ivar context: words that speak for it.
    :ivar usual: whether it is meant where nothing speaks for another one.
    """

    short: str
    expansion: str
    term: str = ""
    context: tuple[str, ...] = ()
    speciality: str = ""
    usual: bool = False


Company = dict[Sense, list[tuple[int, int, bool]]]
"""Start and end of the words that speak for a meaning, and whether they are its long form; from left to right."""


class Abbreviations:
    """Short forms with their meanings.

    :ivar senses: by short form, in the order of the table.
    """

    def __init__(self, senses: Iterable[Sense]) -> None:
        self.senses: dict[str, tuple[Sense, ...]] = {}
        for sense in senses:
            self.senses[sense.short] = (*self.senses.get(sense.short, ()), sense)
        self._numbered = [sense for own in self.senses.values() if len(own) > 1 for sense in own]
        self._company = PhraseIndex(
            Phrase(words, number, inflect=words != sense.expansion)
            for number, sense in enumerate(self._numbered)
            for words in (*sense.context, sense.expansion)
        )

    def company(self, text: str, folded: Folded) -> Company:
        """The words of a text that speak for meanings, where they stand; of those that begin in one place the last."""
        found: dict[Sense, dict[int, tuple[int, int, bool]]] = {}
        for number, (start, end) in self._company.find(text, folded):
            sense = self._numbered[number]
            is_long = fold(text[start:end]).text == fold(sense.expansion).text
            found.setdefault(sense, {})[start] = (start, end, is_long)
        return {sense: list(own.values()) for sense, own in found.items()}

    def chosen(self, short: str, start: int, company: Company, specialities: Mapping[str, int]) -> Sense | None:
        """The meaning of a short form where it stands; None where none is clearly ahead.

        :param company: of the whole text, see `company`.
        :param specialities: how many other terms of the text belong to each.
        """
        own = self.senses[short]
        if len(own) == 1:
            return own[0]
        scores = {sense: _score(company.get(sense, []), start) for sense in own}
        if not any(scores.values()) and (usual := next((sense for sense in own if sense.usual), None)):
            return usual
        most = max(specialities.values(), default=0)
        for sense in own:
            if most >= _SEVERAL and specialities.get(sense.speciality, 0) == most:
                scores[sense] += _SPECIALITY
        best, second = sorted(own, key=lambda sense: -scores[sense])[:2]
        return best if scores[best] - scores[second] >= _AHEAD else None

    def term_of(self, sense: Sense, terminology: Terminology) -> Term | None:
        """The term that a meaning is; None where it is none of a terminology.

        A short form with a single meaning may itself be a name of the term.
        """
        if sense.term in terminology:
            return terminology[sense.term]
        names = (sense.expansion, sense.short) if len(self.senses[sense.short]) == 1 else (sense.expansion,)
        return next((found[0] for name in names if (found := terminology.named(name))), None)


def _score(company: Sequence[tuple[int, int, bool]], place: int) -> float:
    """What the words around a place are worth that speak for one meaning."""
    score = 0.0
    for start, end, is_long in company[bisect_left(company, (place - _AROUND, 0, False)) :]:
        if start > place + _AROUND:
            break
        near = max(start - place, place - end) <= _NEAR
        score += _LONG_FORM if is_long else 2.0 if near else 1.0
    return score


@cache
def clinical_abbreviations() -> Abbreviations:
    """Those of the table that ships."""
    with Path(__file__).with_name("abbreviations.csv").open(encoding="utf-8", newline="") as file:
        return Abbreviations(
            Sense(
                row["short"],
                row["expansion"],
                row["term"],
                tuple(word for word in row["context"].split(";") if word not in ("", _USUAL)),
                row["speciality"],
                usual=_USUAL in row["context"].split(";"),
            )
            for row in csv.DictReader(file)
        )
