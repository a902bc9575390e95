"""Source: files of news that are dropped into a folder."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors import DataError, SettingsError
from scaffold_financial_sentiment.news.item import Reject
from scaffold_financial_sentiment.stream.address import Address
from scaffold_financial_sentiment.stream.draft import Draft
from scaffold_financial_sentiment.stream.pause import Pause
from scaffold_financial_sentiment.stream.replay import Replay

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from scaffold_financial_sentiment.news.item import Item
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.stream.source import Batch, Source

_LOOK_EVERY = 1.0
_UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".swp", "~")


def open(address: str, settings: FinancialSentimentSettings) -> Source:  # noqa: A001
    """The source of `folder:DIR`, or `folder:DIR?follow=no` to end when all files are read.

    :raises SettingsError: if there is no such folder.
    """
    read = Address.of(address.removeprefix("folder:"), ("follow", "every"))
    path = Path(read.place or ".").expanduser().absolute()
    if not path.is_dir():
        raise SettingsError("there is no such folder", where=str(path), hint="Correct the path of this source.")
    every = read.seconds("every", _LOOK_EVERY, 0.1)
    return Folder(
        path, follow=read.flag("follow", True), every=every, batch=settings.batch, largest=settings.largest_item
    )


class Folder:
    """Files in the order of their names, each read once; those of a later look follow those of an earlier one.

    A file must be whole when it appears: write it under a name that starts with a dot or ends in `.tmp` or `.part`,
    then rename it. As a precaution a file is read only when it was of the same size and time at two looks, and not
    empty.
    The position holds the names of the files read that are still there, so files that were read should be moved away
    in time.

    :param follow: wait for more files; otherwise end with the last one.
    :param every: seconds between two looks.
    """

    def __init__(self, path: Path, *, follow: bool, every: float, batch: int, largest: int) -> None:
        self.name = f"folder:{path}" + ("" if follow else "?follow=no")
        self._path = path
        self._follow = follow
        self._every = every
        self._batch = batch
        self._largest = largest
        self._pause = Pause()
        self._done: set[str] = set()
        self._begun: dict[str, Any] = {}
        self._looks: dict[str, tuple[int, int]] = {}

    def batches(self, position: Mapping[str, Any] | None) -> Iterator[Batch]:
        """Batches of the files that are there and of those that come."""
        self._done = set((position or {}).get("done", ()))
        self._begun = dict((position or {}).get("begun", ()))
        draft = Draft(self._batch)
        while not self._pause.is_closed:
            for name in self._ready():
                for entry in self._entries(name):
                    draft.add(entry)
                    if draft.is_full:
                        yield draft.batch(self._position)
                    if self._pause.is_closed:
                        return
            if draft:
                yield draft.batch(self._position)
            elif self._follow and self._pause.is_idle_due():
                yield draft.batch(self._position, is_idle=True)
            if not self._follow:
                return
            self._pause.wait(self._every)

    def committed(self, position: Mapping[str, Any]) -> None:
        """Nothing is dropped: files stay where they are."""

    def close(self) -> None:
        """End `batches`."""
        self._pause.close()

    @property
    def _position(self) -> dict[str, Any]:
        return {"done": sorted(self._done), "begun": dict(self._begun)}

    def _ready(self) -> list[str]:
        """Names of files to read now: one that was begun, then the others by name."""
        before, self._looks = self._looks, self._look()
        if self._looks:
            # An empty folder may be one that is not mounted.
            self._done &= self._looks.keys()
        is_settled = {name for name, look in self._looks.items() if not self._follow or before.get(name) == look}
        ready = sorted(name for name in is_settled - self._done if self._looks[name][0])
        begun = self._begun.get("name")
        return [begun, *(name for name in ready if name != begun)] if begun else ready

    def _look(self) -> dict[str, tuple[int, int]]:
        """Size and time of every file that may be read."""
        found = {}
        try:
            files = [entry for entry in os.scandir(self._path) if entry.is_file()]
        except OSError as error:
            raise DataError(f"this folder cannot be read: {error.strerror}", where=str(self._path)) from error
        for file in files:
            if not file.name.startswith(".") and not file.name.endswith(_UNFINISHED):
                with suppress(FileNotFoundError):
                    status = file.stat()
                    found[file.name] = (status.st_size, status.st_mtime_ns)
        return found

    def _entries(self, name: str) -> Iterator[Item | Reject]:
        """What is left of a file; why it cannot be read, if so. Then it is done."""
        begun = self._begun if self._begun.get("name") == name else None
        try:
            replay = Replay(self._path / name, begun, largest=self._largest)
            for entry in replay.entries():
                self._begun = {"name": name, **replay.position}
                yield entry
        except DataError as error:
            self._begun, self._done = {}, self._done | {name}
            yield Reject(error.where or str(self._path / name), error.message)
        self._begun, self._done = {}, self._done | {name}
