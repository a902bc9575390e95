"""A term that a text names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from scaffold.rules.matching.context import AssertionKind

Origin = Literal["name", "definition", "abbreviation"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a text, the term it names, and what is said of it.

    :ivar text: as it is written from `start` to `end`.
    :ivar term: id of the term; empty for a short form whose meaning is not clear, or is no term of the terminology.
    :ivar name: the preferred name of the term, else the long form; empty where the meaning is not clear.
    :ivar said: negated, uncertain, past, other_person; none of them is an affirmed mention.
    :ivar origin: whether the text has a name of the term, a short form it defines itself, or one of the table.
    :ivar alternatives: long forms of a short form whose meaning is not clear.
    :ivar also: ids of other terms with this name.
    """

    start: int
    end: int
    text: str
    term: str
    name: str
    type: str = ""
    groups: tuple[str, ...] = ()
    specialities: tuple[str, ...] = ()
    said: tuple[AssertionKind, ...] = ()
    origin: Origin = "name"
    alternatives: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def affirmed(self) -> bool:
        """Whether it is said of the patient, of now, and as a fact."""
        return not self.said

    @property
    def resolved(self) -> bool:
        """Whether it is clear what it means."""
        return not self.alternatives

    def as_dict(self) -> dict[str, Any]:
        """For JSON; what is empty is left out."""
        found: dict[str, Any] = {"start": self.start, "end": self.end, "text": self.text}
        rest = {
            "term": self.term,
            "name": self.name,
            "type": self.type,
            "groups": list(self.groups),
            "specialities": list(self.specialities),
        }
        ends = {"alternatives": list(self.alternatives), "also": list(self.also)}
        said: dict[str, Any] = {"assertion": [*self.said] if self.said else ["affirmed"], "origin": self.origin}
        return found | {key: value for key, value in (rest | said | ends).items() if value}
