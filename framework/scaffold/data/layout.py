"""What the user's path holds: which files are data, of which split, and which are read by."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.data.labels.names import is_names_file
from scaffold.data.readers.hf_dataset import is_saved
from scaffold.data.readers.open import KNOWN
from scaffold.data.readers.parallel import is_parallel, is_parallel_side
from scaffold.data.split_names import split_of
from scaffold.data.textfile import plain_name
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIDE_NAMES = re.compile(
    r"(readme|licen[cs]e|copying|source|notice|changelog|citation|labels?|class(es)?|categor(y|ies)|domains?|metadata"
    r"|dataset_info|tag_?set|vocab)\b.*",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"(?<![a-z])(full|all|complete)(?![a-z])", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SHARD = re.compile(r"(?P<stem>.*?)[-_.]?\d+([-_]of[-_]?\d+)?")
_HUB_NAME = re.compile(r"(hub:)?(?P<name>[\w-][\w.-]*/[\w.-]+)")


@dataclass(frozen=True)
class DataFile:
    """A file (or a saved dataset folder) to read, and the split its name gives it."""

    path: Path
    split: str | None = None


@dataclass(frozen=True)
class Layout:
    """The data files of a path; `hub` is set instead where a hub name was given."""

    files: tuple[DataFile, ...]
    notes: tuple[str, ...] = ()
    hub: str | None = None


def find_files(source: Path | str) -> Layout:
    """Find the data files behind a path.

    :raises DataError: if nothing is there, a folder holds no data, or it is not clear which file is meant.
    """
    path = Path(source)
    if path.is_file():
        return Layout((DataFile(path),))
    if path.is_dir():
        return _folder(path)
    name = _HUB_NAME.fullmatch(str(source))
    if name and (str(source).startswith("hub:") or not path.parent.exists()):
        return Layout((), hub=name["name"])
    raise _missing(path)


def every_file(folder: Path) -> list[Path]:
    """All data files in and below a folder, whatever their split; texts about the data are passed by.

    :raises DataError: if there is none.
    """
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not _is_hidden(path, folder)]
    data = [path for path in files if _is_data(path) and not is_parallel_side(path)]
    data = [path for path in data if not _SIDE_NAMES.fullmatch(plain_name(path))]
    if not data:
        raise _no_data(folder, files)
    return data


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _missing(path: Path) -> DataError:
    parent = path.parent
    while not parent.is_dir() and parent != parent.parent:
        parent = parent.parent
    siblings = sorted(entry.name for entry in parent.iterdir()) if parent.is_dir() else []
    near = difflib.get_close_matches(path.name, siblings, n=1, cutoff=0.5)
    if path.parent != parent:
        return DataError("there is no such file or folder", where=str(path), hint=f"The path exists up to {parent}.")
    hint = f"Did you mean {str(parent / near[0])!r}?" if near else f"{parent} holds: {_names(siblings)}."
    return DataError("there is no such file or folder", where=str(path), hint=hint)


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:8]) or "nothing"
    return f"{shown} and {len(names) - 8} more" if len(names) > 8 else shown


def _folder(folder: Path) -> Layout:
    if is_saved(folder):
        return Layout((DataFile(folder),))
    by_split = _split_folders(folder)
    if by_split:
        return by_split
    entries = [entry for entry in sorted(folder.iterdir()) if entry.is_file() and not entry.name.startswith(".")]
    data = [entry for entry in entries if _is_data(entry) and not is_parallel_side(entry)]
    split = [DataFile(entry, name) for entry in data if (name := _file_split(entry))]
    if split:
        return _checked(folder, split, _passed_by([e for e in data if not _file_split(e)], entries))
    data = [entry for entry in data if not (_SIDE_NAMES.fullmatch(plain_name(entry)) or is_names_file(entry.name))]
    return _without_splits(folder, data, entries)


def _split_folders(folder: Path) -> Layout | None:
    """A folder per split: `train/`, `test/`, each with its data."""
    subfolders = [entry for entry in sorted(folder.iterdir()) if entry.is_dir() and split_of(entry.name)]
    if not any(split_of(entry.name) == "train" for entry in subfolders):
        return None
    files: list[DataFile] = []
    notes: list[str] = []
    for entry in subfolders:
        inner = _folder(entry)
        files += [DataFile(file.path, split_of(entry.name)) for file in inner.files]
        notes += inner.notes
    return _checked(folder, files, tuple(notes))


def _is_data(path: Path) -> bool:
    name = plain_name(path).lower()
    return name.endswith(KNOWN) or is_parallel(path) or (_file_split(path) is not None and "." in name)


def _file_split(path: Path) -> str | None:
    return None if _SIDE_NAMES.fullmatch(plain_name(path)) else split_of(plain_name(path))


def _passed_by(unused: Sequence[Path], entries: Sequence[Path]) -> tuple[str, ...]:
    """The note on files beside the data; texts about the data go without saying."""
    known = [path for path in unused if re.match(r"(?i)readme|licen|source\b", path.name) or is_names_file(path.name)]
    names = [path.name for path in entries if path in unused and path not in known]
    return (f"not read: {_names(names)} (no name of a split)",) if names else ()


def _checked(folder: Path, files: Sequence[DataFile], notes: tuple[str, ...]) -> Layout:
    """Two files of one split are taken together only if they are shards."""
    for split in dict.fromkeys(file.split for file in files):
        paths = [file.path for file in files if file.split == split]
        if len(paths) > 1 and not _are_shards(paths):
            raise DataError(
                f"several files are called {split}: {_names([path.name for path in paths])}",
                where=str(folder),
                hint="Give a folder with one file a split, or number the parts (train-1.csv, train-2.csv).",
            )
    return Layout(tuple(files), notes)


def _are_shards(paths: Sequence[Path]) -> bool:
    stems = {match["stem"] for path in paths if (match := _SHARD.fullmatch(Path(plain_name(path)).stem))}
    return len(stems) == 1 and all(_SHARD.fullmatch(Path(plain_name(path)).stem) for path in paths)


def _without_splits(folder: Path, data: Sequence[Path], entries: Sequence[Path]) -> Layout:
    if len(data) == 1:
        return Layout((DataFile(data[0]),))
    if len(data) > 1 and _are_shards(data):
        return Layout(tuple(DataFile(path) for path in data), (f"read as one: {_names([p.name for p in data])}",))
    whole = [path for path in data if _WHOLE.search(_CAMEL.sub("_", Path(plain_name(path)).stem))]
    if len(whole) == 1:
        others = _names([path.name for path in data if path != whole[0]])
        return Layout((DataFile(whole[0]),), (f"read {whole[0].name}, by its name the whole; not read: {others}",))
    if data:
        raise DataError(
            f"several files, and none is called train or test: {_names([path.name for path in data])}",
            where=str(folder),
            hint=f"Give one of them, such as {data[0]}.",
        )
    raise _no_data(folder, entries)


def _no_data(folder: Path, entries: Sequence[Path]) -> DataError:
    below = sorted({path.parent for path in folder.rglob("*") if path.parent != folder and _is_data(path)})
    if below:
        shown = ", ".join(str(path) for path in below[:5])
        return DataError("the data are in folders below this one", where=str(folder), hint=f"Give one of: {shown}.")
    held = f"it holds {_names([entry.name for entry in entries])}" if entries else "it is empty"
    return DataError(
        f"this folder holds no data file: {held}",
        where=str(folder),
        hint=f"Expected files such as train.csv and test.csv ({', '.join(KNOWN)}; also .gz, .xz).",
    )
