"""What rules look at: a text, and what is known about it beside its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.data.example import Example

Span = tuple[int, int]
Text = str | tuple[str, str]
"""A text, or two that belong together."""


@dataclass(frozen=True)
class Material:
    """A text with its surroundings; a condition on what is not given does not hold.

    :ivar fields: metadata by name.
    :ivar day: of the text, for dates that are relative to it.
    :ivar entities: (start, end, label) by tagging head.
    :ivar decisions: the labels that each head gives, with their calibrated probabilities.
    """

    text: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    day: date | None = None
    entities: Mapping[str, Sequence[tuple[int, int, str]]] = field(default_factory=dict)
    decisions: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, example: Example) -> Material:
        """What an example says, before any model has looked at it."""
        text = example.text if example.text_pair is None else (example.text, example.text_pair)
        return cls(joined(text), example.metadata, day_of(example.time))


class KnownTexts(Sequence[Text]):
    """Texts that know more than their words; to a model they are texts like any others."""

    def __init__(self, texts: Iterable[Text], materials: Iterable[Material]) -> None:
        self._texts = list(texts)
        self.materials = list(materials)

    @classmethod
    def of(cls, examples: Iterable[Example]) -> KnownTexts:
        """Texts of examples, with their metadata and time."""
        kept = list(examples)
        return cls((each.input for each in kept), map(Material.of, kept))

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return KnownTexts(self._texts[index], self.materials[index])
        return self._texts[index]


def chosen(texts: Sequence[Text], rows: Sequence[int]) -> Sequence[Text]:
    """Some of the texts, with what they know beside their words."""
    picked = [texts[row] for row in rows]
    return KnownTexts(picked, (texts.materials[row] for row in rows)) if isinstance(texts, KnownTexts) else picked


def materials_of(texts: Sequence[Text]) -> list[Material]:
    """What rules look at of each text."""
    return texts.materials if isinstance(texts, KnownTexts) else [Material(joined(text)) for text in texts]


def joined(text: Text) -> str:
    """One text; of two, the second on a line of its own."""
    return text if isinstance(text, str) else "\n".join(text)


def day_of(time: Any) -> date | None:
    """The day of a point in time, which may be written as text."""
    if isinstance(time, datetime):
        return time.date()
    if isinstance(time, date) or time is None:
        return time
    try:
        return datetime.fromisoformat(str(time)).date()
    except ValueError:
        return None
