"""The seal of a bundle: every file's SHA-256, and one hash over all of them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from scaffold.errors import BundleError
from scaffold.files import sha256, write_text

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "manifest.json"
# What pickle and its wrappers write; a bundle never needs one.
_PICKLES = {".pkl", ".pickle", ".pt", ".pth", ".bin", ".joblib", ".npy", ".ckpt"}


def seal(folder: Path) -> str:
    """Write the manifest of `folder`; returns the hash over all files."""
    files = {name: sha256(folder / name) for name in _names(folder)}
    total = _total(files)
    write_text(folder / MANIFEST, json.dumps({"sha256": total, "files": files}, indent=2) + "\n")
    return total


def check_seal(folder: Path) -> str:
    """Recompute every hash; returns the hash over all files.

    :raises BundleError: naming each file that is missing, altered, added or a pickle.
    """
    files = _manifest(folder)
    found = _names(folder)
    pickles = [name for name in found if _is_pickle(folder / name)]
    if pickles:
        raise BundleError(
            f"the bundle holds a pickle, which is never loaded: {', '.join(pickles)}",
            where=str(folder),
            hint="Do not use this bundle; train it again or fetch it from where it was made.",
        )
    problems = [f"{name} is missing" for name in files if name not in set(found)]
    problems += [f"{name} is not of this bundle" for name in found if name not in files]
    problems += [f"{name} was altered" for name in found if name in files and sha256(folder / name) != files[name]]
    if problems:
        shown = ", ".join(problems[:5]) + (f" and {len(problems) - 5} more" if len(problems) > 5 else "")
        raise BundleError(
            f"the bundle is not what was sealed: {shown}",
            where=str(folder),
            hint="Train it again, or fetch it again from where it was made.",
        )
    return _total(files)


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
        raise BundleError(f"its {MANIFEST} cannot be read: {error}", where=str(folder)) from error
    if manifest.get("sha256") != _total(files):
        raise BundleError(f"its {MANIFEST} was altered", where=str(folder), hint="Train it again, or fetch it again.")
    return files


def _names(folder: Path) -> list[str]:
    paths = (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return sorted(path.relative_to(folder).as_posix() for path in paths if path != folder / MANIFEST)


def _total(files: dict[str, str]) -> str:
    lines = "".join(f"{value}  {name}\n" for name, value in sorted(files.items()))
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()


def _is_pickle(path: Path) -> bool:
    if path.suffix.lower() in _PICKLES:
        return True
    with path.open("rb") as stream:
        head = stream.read(2)
    # Protocols 2 to 5 start with the opcode PROTO and their number.
    return len(head) == 2 and head[0] == 0x80 and 2 <= head[1] <= 5
