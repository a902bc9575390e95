"""Several files of a folder replaced together: after a stop in the middle, all are as they were."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from scaffold.files import write_bytes, write_text, writing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER = ".scaffold-update"
_JOURNAL = "journal.json"


def replace_files(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """Write files, and remove those whose content is None.

    What they were is kept beside them until all is done. An error or a key press brings it back at once, after a loss
    of power `recover` does.

    :raises UserError: when the folder cannot be written to.
    """
    kept = folder / FOLDER
    with writing(folder):
        recover(folder)
        kept.mkdir()
        try:
            existing = [path for path in files if (folder / path).exists()]
            for number, path in enumerate(existing):
                shutil.copy2(folder / path, kept / str(number))
            created = [path for path in files if path not in existing]
            # From here on there is something to bring back.
            write_text(kept / _JOURNAL, json.dumps({"existing": existing, "created": created}))
            for path, content in files.items():
                if content is None:
                    (folder / path).unlink(missing_ok=True)
                else:
                    mode = (folder / path).stat().st_mode if path in existing else None
                    write_bytes(folder / path, content)
                    if mode is not None:
                        (folder / path).chmod(mode)
        except BaseException:
            recover(folder)
            raise
        (kept / _JOURNAL).unlink()
        shutil.rmtree(kept)


def recover(folder: Path) -> None:
    """Bring back what an interrupted `replace_files` was about to replace; nothing if there is nothing."""
    kept = folder / FOLDER
    journal = kept / _JOURNAL
    if journal.is_file():
        left = json.loads(journal.read_text(encoding="utf-8"))
        for number, path in enumerate(left["existing"]):
            saved = kept / str(number)
            write_bytes(folder / path, saved.read_bytes())
            shutil.copystat(saved, folder / path)
        for path in left["created"]:
            (folder / path).unlink(missing_ok=True)
            _without_empty(folder, path)
        journal.unlink()
    shutil.rmtree(kept, ignore_errors=True)


def _without_empty(folder: Path, path: str) -> None:
    """Remove the folders of a file that is gone, as far as nothing else is in them."""
    for parent in (folder / path).parents:
        if parent == folder or not parent.is_dir() or any(parent.iterdir()):
            return
        parent.rmdir()
