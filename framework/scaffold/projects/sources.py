"""The texts of a template's folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from scaffold.errors import TemplateError

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 5_000_000


class Sources(Mapping[str, str]):
    """Texts by path below a folder, read when they are asked for; what is no UTF-8 text of at most 5 MB is not there.

    :raises TemplateError: for a link in the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, Path] = {}
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if name.split("/")[0] == ".git" or "__pycache__" in path.parts:
                continue
            if path.is_symlink():
                where = f"{folder}: {name}"
                raise TemplateError("a template may hold no links", where=where, hint="Copy the file itself.")
            if path.is_file():
                self._files[name] = path
        self._read = cache(self._text)

    def __getitem__(self, name: str) -> str:
        text = self._read(name)
        if text is None:
            raise KeyError(name)
        return text

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._files if self._read(name) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _text(self, name: str) -> str | None:
        path = self._files.get(name)
        # A picture beside the template does no harm; one that it names is told to be missing.
        if path is None or path.stat().st_size > _LARGEST:
            return None
        try:
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            return None
