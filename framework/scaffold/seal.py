"""The seal of a bundle: every file's SHA-256, and one hash over all of them."""

from __future__ import annotations

import hashlib
import json
import os
import pickletools
import zipfile
from typing import TYPE_CHECKING, Any

from scaffold.errors import BundleError
from scaffold.files import sha256, write_text

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "manifest.json"
# What pickle and its wrappers write; a bundle never needs one.
_PICKLES = {".pkl", ".pickle", ".pt", ".pth", ".bin", ".joblib", ".npy", ".npz", ".ckpt"}
_FETCH = "Train it again, or fetch it again from where it was made."


def seal(folder: Path) -> str:
    """Write the manifest of `folder`; returns the hash over all files."""
    files = {name: sha256(folder / name) for name in _names(folder)}
    total = _total(files)
    write_text(folder / MANIFEST, json.dumps({"sha256": total, "files": files}, indent=2) + "\n")
    return total


def check_seal(folder: Path) -> str:
    """Recompute every hash; returns the hash over all files.

    :raises BundleError: naming each file that is missing, altered, added, a link or a pickle.
    """
    files = _manifest(folder)
    found = _names(folder)
    try:
        pickles = [name for name in found if _is_pickle(folder / name)]
        problems = [] if pickles else _problems(folder, files, found)
    except OSError as error:
        raise BundleError(f"a file of the bundle cannot be read: {error}", where=str(folder), hint=_FETCH) from error
    if pickles:
        raise BundleError(
            f"the bundle holds a pickle, which is never loaded: {', '.join(pickles)}",
            where=str(folder),
            hint="Do not use this bundle; train it again or fetch it from where it was made.",
        )
    if problems:
        shown = ", ".join(problems[:5]) + (f" and {len(problems) - 5} more" if len(problems) > 5 else "")
        raise BundleError(f"the bundle is not what was sealed: {shown}", where=str(folder), hint=_FETCH)
    return _total(files)


def _problems(folder: Path, files: dict[str, str], found: list[str]) -> list[str]:
    problems = [f"{name} is missing" for name in files if name not in set(found)]
    for name in found:
        path = folder / name
        if name not in files:
            problems.append(f"{name} is not of this bundle")
        elif path.is_symlink():
            problems.append(f"{name} is a link")
        elif sha256(path) != files[name]:
            problems.append(f"{name} was altered")
    return problems


def _manifest(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        raise BundleError("there is no such bundle", where=str(folder), hint="Give the folder `bundle` of a run.")
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = {str(name): str(value) for name, value in manifest["files"].items()}
    except FileNotFoundError as error:
        nested = folder / "bundle"
        hint = f"Did you mean {nested}?" if (nested / MANIFEST).is_file() else "Give the folder `bundle` of a run."
        raise BundleError(f"this folder is no bundle: it has no {MANIFEST}", where=str(folder), hint=hint) from error
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise BundleError(f"its {MANIFEST} cannot be read: {error}", where=str(folder), hint=_FETCH) from error
    if manifest.get("sha256") != _total(files):
        raise BundleError(f"its {MANIFEST} was altered", where=str(folder), hint=_FETCH)
    return files


def _names(folder: Path) -> list[str]:
    paths = (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return sorted(path.relative_to(folder).as_posix() for path in paths if path != folder / MANIFEST)


def _total(files: dict[str, str]) -> str:
    lines = "".join(f"{value}  {name}\n" for name, value in sorted(files.items()))
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()


def _is_pickle(path: Path) -> bool:
    """Told by name and by content, which is read and never run."""
    if path.suffix.lower() in _PICKLES:
        return True
    if not path.is_file() or path.stat().st_size < 2:
        return False
    with path.open("rb") as stream:
        head = stream.read(9)
        # Protocols 2 to 5 start with the opcode PROTO and their number. So may the length that begins a safetensors
        # file; its six NULs are no opcode, and JSON follows.
        if head[0] == 0x80 and 2 <= head[1] <= 5 and head[2:] != b"\0\0\0\0\0\0{":
            return True
        if zipfile.is_zipfile(stream):
            return _holds_pickle(stream)
        stream.seek(-1, os.SEEK_END)
        # Protocols 0 and 1 have no mark in front; all end with the opcode STOP, a full stop.
        return stream.read() == b"." and _parses(stream)


def _holds_pickle(stream: Any) -> bool:
    """Whether a zip file, such as torch.save writes, has a pickle in it."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return any(name.lower().endswith(tuple(_PICKLES)) for name in archive.namelist())
    except zipfile.BadZipFile:
        return False


def _parses(stream: Any) -> bool:
    stream.seek(0)
    try:
        for _ in pickletools.genops(stream):
            pass
    except Exception:
        # Whatever is no pickle fails in a way of its own.
        return False
    return not stream.read(1)
