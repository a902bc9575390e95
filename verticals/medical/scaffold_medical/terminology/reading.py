"""Terms from the files of a hospital, and those that ship."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.data.textfile import plain_name
from scaffold.errors import DataError
from scaffold_medical.terminology.obo import open_obo
from scaffold_medical.terminology.rrf import open_rrf
from scaffold_medical.terminology.table import open_table
from scaffold_medical.terminology.terminology import Terminology

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scaffold_medical.terminology.source import TermSource
    from scaffold_medical.terminology.term import Term

STARTER = Path(__file__).with_name("starter")
"""Terms that ship: a table each for a part of medicine."""


def open_terms(path: Path) -> TermSource:
    """A file of terms, or the folder of a UMLS release, by its name.

    :param path: `.obo`, `MRCONSO.RRF`, a folder that holds it, or a table; all may be packed as `.gz` or `.xz`.
    :raises DataError: for a file that is missing, empty, or of another kind.
    """
    if path.is_dir():
        found = sorted(each for each in path.iterdir() if plain_name(each).upper() == "MRCONSO.RRF")
        if not found:
            hint = "Give the file itself, or a folder with MRCONSO.RRF."
            raise DataError("no MRCONSO.RRF is in this folder", where=str(path), hint=hint)
        return open_rrf(found[0])
    name = plain_name(path).lower()
    if name.endswith(".obo"):
        return open_obo(path)
    if name.endswith(".rrf"):
        if name == "mrsty.rrf":
            hint = "Give MRCONSO.RRF: the types beside it are found by themselves."
            raise DataError("MRSTY.RRF has types, not names", where=str(path), hint=hint)
        return open_rrf(path)
    return open_table(path)


def read_terminology(
    paths: Iterable[Path] = (), starter: bool = True, say: Callable[[str], None] | None = None
) -> Terminology:
    """The terms that ship, then those of further files, which may add to them.

    :param say: told of each further file what it was taken for.
    :raises DataError: as `open_terms`, and with file and line for what cannot be read.
    """

    def terms() -> Iterator[Term]:
        if starter:
            yield from starter_terms()
        for path in paths:
            source = open_terms(path)
            if say:
                say(f"{path}: {source.format}")
            yield from source.terms()

    return Terminology(terms())


@cache
def starter_terms() -> tuple[Term, ...]:
    """The terms that ship."""
    return tuple(term for path in sorted(STARTER.glob("*.csv")) for term in open_table(path).terms())
