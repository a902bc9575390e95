"""How terms are looked for by rules: names as they are written, and short forms with their company."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scaffold.rules.matching.headings import heading_table
from scaffold_medical.terminology.wordforms import LONGER_WORDS, phrases_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scaffold_medical.terminology.abbreviations import Abbreviations, Sense
    from scaffold_medical.terminology.term import Term
    from scaffold_medical.terminology.terminology import Terminology

# Words around a short form within which its company speaks for it.
_WITHIN = 40

Node = dict[str, Any]


@dataclass
class Wording:
    """The names of some terms.

    :ivar plain: those that are found however they are written.
    :ivar cased: those that count in capitals only.
    :ivar in_company: short forms with several meanings, each with the words that speak for this one.
    """

    plain: dict[str, None] = field(default_factory=dict)
    cased: dict[str, None] = field(default_factory=dict)
    in_company: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, name: str) -> None:
        """Take in a name with its plural."""
        if name.casefold() in heading_table().kinds or (
            not name.isascii() and any(name in word for word in LONGER_WORDS)
        ):
            return
        for phrase in phrases_of(name, 0):
            (self.cased if phrase.match_case else self.plain)[phrase.text] = None

    def names(self) -> list[str]:
        """Names as they are looked for, those that count in capitals last."""
        return [*self.plain, *self.cased]

    def condition(self, **said: list[str]) -> Node:
        """What must hold of a text that names one of the terms.

        :param said: `unless` or `only`, with what is said of the name.
        """
        nodes = list(_phrases(self, said))
        for short, company in self.in_company.items():
            form = {"phrases": [short], "inflect": False, "match_case": short.isascii(), **said}
            nodes.append({"all": [form, {"phrases": list(company)}], "within": _WITHIN})
        return nodes[0] if len(nodes) == 1 else {"any": nodes}


def _phrases(wording: Wording, said: dict[str, list[str]]) -> Iterator[Node]:
    if wording.plain:
        yield {"phrases": list(wording.plain), "inflect": False, **said}
    if wording.cased:
        yield {"phrases": list(wording.cased), "inflect": False, "match_case": True, **said}


def wording_of(
    terms: Iterable[Term], senses: dict[str, list[Sense]], abbreviations: Abbreviations, in_company: bool = True
) -> Wording:
    """The names of terms and the short forms that stand for them.

    :param senses: of short forms, by the id of their term.
    :param in_company: whether short forms with several meanings are wanted, too.
    """
    found = Wording()
    for term in terms:
        for name in term.names:
            if name not in abbreviations.senses:
                found.add(name)
        for sense in senses.get(term.id, ()):
            if len(abbreviations.senses[sense.short]) == 1:
                found.add(sense.short)
            elif in_company and sense.context:
                found.in_company[sense.short] = sense.context
    return found


def senses_by_term(terminology: Terminology, abbreviations: Abbreviations) -> dict[str, list[Sense]]:
    """The meanings of short forms that are terms, by the id of the term."""
    found: dict[str, list[Sense]] = {}
    for own in abbreviations.senses.values():
        for sense in own:
            term = abbreviations.term_of(sense, terminology)
            if term:
                found.setdefault(term.id, []).append(sense)
    return found
