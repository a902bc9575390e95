"""A row of a file, before anyone knows which column is what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Row(NamedTuple):
    """Values by column name, and where they stood.

    :ivar line: 1-based line of the file; the row's number where the format has no lines.
    :ivar split: name of the split if the file itself says so, as a key or a folder.
    """

    values: dict[str, Any]
    line: int
    split: str | None = None


@dataclass(frozen=True)
class Source:
    """A file that is ready to be read.

    :ivar format: name of the format, for people.
    :ivar tall: whether each token has a line of its own.
    :ivar rows: reads the file from its start, as often as it is called.
    :ivar notes: what was assumed about the file.
    """

    path: Path
    format: str
    encoding: str
    rows: Callable[[], Iterator[Row]]
    notes: tuple[str, ...] = ()
    tall: bool = False
