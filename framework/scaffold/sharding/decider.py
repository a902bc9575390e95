"""A bundle and the plugins that edit its decisions, as one thing that turns rows into lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scaffold.bundle import Bundle
from scaffold.editing import editor
from scaffold.rules.firing.material import KnownTexts, Material, day_of, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from scaffold.models.tokens import Text
    from scaffold.progress import Progress
    from scaffold.settings import Settings
    from scaffold.sharding.rows import Row


class Decider:
    """Loads the bundle in `path`, once.

    :raises BundleError: when it is missing, altered or damaged.
    """

    def __init__(self, path: Path, settings: Settings, progress: Progress) -> None:
        self._bundle = Bundle.load(path)
        self._edit = editor(self._bundle, settings, progress)

    def lines(self, rows: Sequence[Row]) -> Iterator[bytes]:
        """One line of JSON for each row, in their order, as UTF-8."""
        texts: Sequence[Text] = [row.text for row in rows]
        if self._bundle.rules:
            texts = KnownTexts(texts, map(_material, rows))
        for decision in self._bundle.stream(texts, ids=[row.id for row in rows]):
            line = json.dumps(self._edit(decision).as_dict(), ensure_ascii=False) + "\n"
            # Half a surrogate pair has no UTF-8; written as a backslash escape it is what JSON wants.
            yield line.encode("utf-8", "backslashreplace")


def _material(row: Row) -> Material:
    """A row as rules look at it."""
    return Material(joined(row.text), row.fields, day_of(row.fields.get("time")))
