"""From files without identifiers to those before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.data.private_files import restored
from scaffold.data.textfile import open_bytes
from scaffold.errors import UserError
from scaffold.files import new_folder, write_bytes
from scaffold.privacy.vault import unlock
from scaffold_medical.deidentification.layout import check_apart, vault_folder

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.privacy.key import Key
    from scaffold.progress import Progress


def put_back(source: Path, out: Path, vault: Path | None, key: Key, progress: Progress) -> int:
    """Write the files below `source` as they were; returns how many. Either all are written or none.

    :raises UserError: for another key, a file that was changed since, or a vault that is missing.
    """
    check_apart(source, out)
    folder = vault_folder(source, vault)
    vaults = sorted(folder.rglob("*.vault")) if folder.is_dir() else []
    if not vaults:
        raise UserError("there is no vault here", where=str(folder), hint="Name it with --vault DIR.")
    names = [path.relative_to(folder).as_posix().removesuffix(".vault") for path in vaults]
    if source.is_file():
        if len(vaults) != 1:
            raise UserError("the vault is that of a folder", where=str(folder), hint="Give the whole folder.")
        write_bytes(out, _old(source, vaults[0], key, names[0]))
        return 1
    with new_folder(out) as draft, progress.stage(f"Putting back {source}", len(vaults)) as stage:
        for path, name in zip(vaults, names, strict=True):
            write_bytes(draft / name, _old(source / name, path, key, name))
            stage.advance()
    return len(vaults)


def _old(file: Path, vault: Path, key: Key, name: str) -> bytes:
    content = unlock(vault, key, name)
    if not file.is_file():
        raise UserError("this file is missing", where=str(file), hint="Give the folder as deidentify wrote it.")
    with open_bytes(file) as stream:
        return restored(stream.read(), content, str(file))
