"""A bundle and the plugins that edit its decisions, as one thing that turns rows into lines."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from scaffold.bundle import Bundle
from scaffold.editing import editor
from scaffold.rules.firing.material import KnownTexts, Material, day_of, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from scaffold.decision.decision import Decision
    from scaffold.models.tokens import Text
    from scaffold.progress import Progress
    from scaffold.settings import Settings
    from scaffold.sharding.rows import Row


class Decider:
    """Loads the bundle in `path`, once.

    :raises BundleError: when it is missing, altered or damaged.
    """

    def __init__(self, path: Path, settings: Settings, progress: Progress) -> None:
        self.bundle = Bundle.load(path)
        self._edit = editor(self.bundle, settings, progress)

    def decisions(self, rows: Sequence[Row]) -> Iterator[Decision]:
        """One decision for each row, in their order."""
        texts: Sequence[Text] = [row.text for row in rows]
        if self.bundle.rules:
            texts = KnownTexts(texts, map(_material, rows))
        return map(self._edit, self.bundle.stream(texts, ids=[row.id for row in rows]))

    def explained(self, row: Row) -> Decision:
        """The decision for one row with the weight of each word for what the first head decided."""
        return self.weighed(next(self.decisions([row])))

    def weighed(self, decision: Decision) -> Decision:
        """The same for a decision that is there already."""
        first = next(iter(self.bundle.heads.values()))
        text = decision.text if decision.text_pair is None else (decision.text, decision.text_pair)
        return replace(decision, spans=first.weights(text))

    def lines(self, rows: Sequence[Row]) -> Iterator[bytes]:
        """The same as JSON, a line each, as UTF-8."""
        return map(as_line, self.decisions(rows))


def as_line(decision: Decision) -> bytes:
    """A decision as one line of JSON, as UTF-8."""
    line = json.dumps(decision.as_dict(), ensure_ascii=False) + "\n"
    # Half a surrogate pair has no UTF-8; written as a backslash escape it is what JSON wants.
    return line.encode("utf-8", "backslashreplace")


def _material(row: Row) -> Material:
    """A row as rules look at it."""
    return Material(joined(row.text), row.fields, day_of(row.fields.get("time")))
