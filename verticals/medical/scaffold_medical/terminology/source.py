"""A file of terms that is ready to be read, and errors that say where in it something is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.data.textfile import TextFile, inspect
from scaffold.errors import DataError
from scaffold.settings import DataSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from scaffold_medical.terminology.term import Term

_HINT = "Give a file of terms: OBO, MRCONSO.RRF of the UMLS, or a table with a header row (CSV, TSV)."


@dataclass(frozen=True)
class TermSource:
    """One file of terms.

    :ivar format: for people, with what was guessed about the file.
    :ivar terms: reads the file from its start, term by term; terms of one id may come in several parts.
    """

    path: Path
    format: str
    terms: Callable[[], Iterator[Term]]


def text_of(path: Path) -> TextFile:
    """A text file, plain, `.gz` or `.xz`, whose encoding is settled.

    :raises DataError: for a file that is missing, empty, or no text.
    """
    if not path.is_file():
        raise DataError("there is no such file of terms", where=str(path), hint=_HINT)
    if not path.stat().st_size:
        raise DataError("the file of terms is empty", where=str(path), hint=_HINT)
    return inspect(path, DataSettings())


def numbered_lines(file: TextFile) -> Iterator[tuple[int, str]]:
    """The lines of a file without their ends, each with its number from 1."""
    with file.open() as stream:
        for number, line in enumerate(stream, 1):
            yield number, line.rstrip("\r\n")


def broken(file: TextFile, line: int, message: str, hint: str) -> DataError:
    """The error of a line that cannot be read."""
    return DataError(message, where=f"{file.path}:{line}", hint=hint)
