"""Which files are read, and where each goes."""

from __future__ import annotations

import gzip
import lzma
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scaffold.data.private_files import SUFFIXES
from scaffold.data.textfile import plain_name
from scaffold.errors import UserError
from scaffold.files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping


class FilePair(NamedTuple):
    """A file, where it goes, and its name within the folder that was given."""

    old: Path
    new: Path
    name: str


def vault_folder(path: Path, vault: Path | None) -> Path:
    """The folder of the vault: the one given, else beside `path`."""
    return vault or path.with_name(f"{path.name}.vault")


def vault_file(folder: Path, name: str) -> Path:
    """Where what was replaced in one file is locked up."""
    return folder / f"{name}.vault"


def check_apart(source: Path, out: Path | None) -> None:
    """Refuse to write over what is read, into it, or over what is there.

    :raises UserError: saying which.
    """
    if not source.exists():
        raise UserError("there is no such file or folder", where=str(source), hint="Check the path.")
    if out is None:
        return
    old, new = source.resolve(), out.resolve()
    if old == new or old in new.parents or new in old.parents:
        raise UserError("--out would write over what is read", where=str(out), hint="Choose a path beside it.")
    if new.exists() and not (new.is_dir() and not any(new.iterdir())):
        raise UserError("there is something already", where=str(out), hint="Choose an --out that does not exist yet.")


def pairs(source: Path, out: Path) -> tuple[list[FilePair], Mapping[str, int]]:
    """Every file that is read with its place below `out`, and how many of other kinds are left out, by suffix.

    :raises UserError: when there is none.
    """
    if source.is_file():
        if not is_read(source):
            raise UserError(
                f"files of this kind ({source.suffix or 'no suffix'}) are not read", where=str(source), hint=_HINT
            )
        return [FilePair(source, out, source.name)], {}
    files = sorted(file for file in source.rglob("*") if file.is_file() and not file.is_symlink())
    left_out = Counter(file.suffix.lower() or "no suffix" for file in files if not is_read(file))
    kept = [
        FilePair(file, out / file.relative_to(source), file.relative_to(source).as_posix())
        for file in files
        if is_read(file)
    ]
    if not kept:
        raise UserError("there is no text in this folder", where=str(source), hint=_HINT)
    return kept, left_out


_HINT = f"Give {', '.join(SUFFIXES)}, also packed as .gz or .xz; save other documents as text first."


def is_read(path: Path) -> bool:
    """Whether files of this name are read."""
    return Path(plain_name(path)).suffix.lower() in SUFFIXES


def write_packed(path: Path, data: bytes) -> None:
    """Write a file, packed as its name says; the same content always gives the same bytes."""
    suffix = path.suffix.lower()
    if suffix == ".gz":
        data = gzip.compress(data, mtime=0)
    write_bytes(path, lzma.compress(data) if suffix == ".xz" else data)
