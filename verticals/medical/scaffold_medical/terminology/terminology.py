"""All terms together: by id, by name, and what they inherit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from scaffold.rules.matching.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scaffold_medical.terminology.term import Term

Attribute = Literal["type", "chapter", "groups", "specialities"]


class Terminology:
    """Terms of one or several files.

    What a term does not say of itself it has from the nearest term it is a kind of, then from a term of the same name:
    a hospital's file may know that a disease is a kind of another, and the terms that ship its group.

    :param terms: in their order; those of one id are merged.

    Usage::

        terms = Terminology([Term("T1", "heart disease", groups=("circulatory",)), Term("T2", "MI", parents=("T1",))])
        terms.groups(terms["T2"])  # ('circulatory',)
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms: dict[str, Term] = {}
        for term in terms:
            known = self._terms.get(term.id)
            self._terms[term.id] = known.merged(term) if known else term
        self._names: dict[str, tuple[str, ...]] | None = None

    def __len__(self) -> int:
        return len(self._terms)

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms.values())

    def __contains__(self, key: object) -> bool:
        return key in self._terms

    def __getitem__(self, key: str) -> Term:
        """The term of an id.

        :raises KeyError: where there is none.
        """
        return self._terms[key]

    def named(self, name: str) -> tuple[Term, ...]:
        """Terms with this name, whose case and hyphens do not count; those whose preferred name it is come first."""
        if self._names is None:
            self._names = self._by_name()
        return tuple(self._terms[each] for each in self._names.get(_key(name), ()))

    def ancestors(self, term: Term) -> tuple[Term, ...]:
        """The terms that it is a kind of, the nearest first; parents that no file has are passed over."""
        found: dict[str, Term] = {}
        level = [term]
        while level:
            parents = [self._terms[key] for each in level for key in each.parents if key in self._terms]
            level = [each for each in parents if each.id not in found and each.id != term.id]
            found.update((each.id, each) for each in level)
        return tuple(found.values())

    def type(self, term: Term) -> str:
        """What it is, see `TYPES`; empty where nothing says so."""
        return str(self._inherited(term, "type"))

    def chapter(self, term: Term) -> str:
        """Its chapter of ICD-10; empty where nothing says so."""
        return str(self._inherited(term, "chapter"))

    def groups(self, term: Term) -> tuple[str, ...]:
        """Its groups of conditions."""
        return tuple(self._inherited(term, "groups"))

    def specialities(self, term: Term) -> tuple[str, ...]:
        """The specialities that see such patients."""
        return tuple(self._inherited(term, "specialities"))

    def _inherited(self, term: Term, attribute: Attribute) -> str | tuple[str, ...]:
        own: str | tuple[str, ...] = getattr(term, attribute)
        if own:
            return own
        above = self.ancestors(term)
        for other in (*above, *(same for each in (term, *above) for same in self.named(each.name))):
            if said := getattr(other, attribute):
                return said  # type: ignore[no-any-return]
        return own

    def _by_name(self) -> dict[str, tuple[str, ...]]:
        preferred: dict[str, tuple[str, ...]] = {}
        others: dict[str, tuple[str, ...]] = {}
        for term in self._terms.values():
            for place, name in enumerate(term.names):
                table = others if place else preferred
                key = _key(name)
                table[key] = (*table.get(key, ()), term.id)
        for key, ids in others.items():
            preferred[key] = tuple(dict.fromkeys((*preferred.get(key, ()), *ids)))
        return preferred


def _key(name: str) -> str:
    return fold(name).text.strip()
