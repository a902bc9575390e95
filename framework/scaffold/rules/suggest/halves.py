"""Labelled texts in two halves: one to find phrases in, one to count them in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.text import folded_hash

if TYPE_CHECKING:
    from collections.abc import Iterable

Labels = frozenset[str]


@dataclass(frozen=True)
class LabelledTexts:
    """Texts, each with the labels it has."""

    texts: list[str]
    labels: list[Labels]

    def __len__(self) -> int:
        return len(self.texts)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, Labels]]) -> LabelledTexts:
        """From pairs; a text that comes again with the same labels counts once."""
        kept = {(folded_hash(text), labels): (text, labels) for text, labels in rows}
        return cls([text for text, _ in kept.values()], [labels for _, labels in kept.values()])

    def halves(self) -> tuple[LabelledTexts, LabelledTexts]:
        """Two halves by the text itself: what reads the same lies in the same one, run after run."""
        sides: tuple[list[tuple[str, Labels]], ...] = ([], [])
        for text, labels in zip(self.texts, self.labels, strict=True):
            sides[folded_hash(text) % 2].append((text, labels))
        first, second = (LabelledTexts([t for t, _ in side], [own for _, own in side]) for side in sides)
        return first, second
