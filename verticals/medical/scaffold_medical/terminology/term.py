"""A medical term: what it is called, and where it belongs."""

from __future__ import annotations

from dataclasses import dataclass

TYPES = ("disease", "symptom", "chemical", "procedure", "finding")
"""What a term may be; a term of a file that does not say has none."""

GROUPS = (
    "infection",
    "neoplasm",
    "blood",
    "endocrine",
    "mental",
    "nervous",
    "eye_ear",
    "circulatory",
    "respiratory",
    "digestive",
    "skin",
    "musculoskeletal",
    "genitourinary",
    "pregnancy",
    "perinatal",
    "congenital",
    "injury",
)
"""Groups of conditions of the terms that ship. A hospital's file may have groups of its own."""


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a terminology.

    :ivar id: unique in its file; files that give the same id speak of the same term.
    :ivar name: the preferred name.
    :ivar synonyms: other English names.
    :ivar zh: Chinese names, the preferred one first.
    :ivar type: one of `TYPES`, or empty.
    :ivar chapter: of ICD-10, as a roman number I to XXII, or empty.
    :ivar groups: of conditions; see `GROUPS`.
    :ivar specialities: that see such patients.
    :ivar parents: ids of the terms it is a kind of.
    """

    id: str
    name: str
    synonyms: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    type: str = ""
    chapter: str = ""
    groups: tuple[str, ...] = ()
    specialities: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names, each once, the preferred one first."""
        return tuple(dict.fromkeys((self.name, *self.synonyms, *self.zh)))

    def merged(self, later: Term) -> Term:
        """Both together: names and parents of either, and what the later one says of the rest where it says something.

        >>> Term("T1", "flu", type="disease").merged(Term("T1", "influenza", zh=("流感",))).names
        ('influenza', 'flu', '流感')
        """
        synonyms = dict.fromkeys((self.name, *self.synonyms, *later.synonyms))
        synonyms.pop(later.name, None)
        return Term(
            self.id,
            later.name,
            tuple(synonyms),
            tuple(dict.fromkeys((*self.zh, *later.zh))),
            later.type or self.type,
            later.chapter or self.chapter,
            later.groups or self.groups,
            later.specialities or self.specialities,
            tuple(dict.fromkeys((*self.parents, *later.parents))),
        )
