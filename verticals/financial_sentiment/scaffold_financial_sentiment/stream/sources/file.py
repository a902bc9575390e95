"""Source: a JSONL or CSV file followed like `tail -F`, or any file of news read once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.data.textfile import plain_name
from scaffold.errors import SettingsError
from scaffold_financial_sentiment.news.item import Reject
from scaffold_financial_sentiment.news.open import FEEDS
from scaffold_financial_sentiment.stream.address import Address
from scaffold_financial_sentiment.stream.draft import Draft
from scaffold_financial_sentiment.stream.pause import Pause
from scaffold_financial_sentiment.stream.replay import Replay
from scaffold_financial_sentiment.stream.rows import rows_of
from scaffold_financial_sentiment.stream.tail import Tail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.stream.source import Batch, Source

_LOOK_EVERY = 0.2


def open(address: str, settings: FinancialSentimentSettings) -> Source:  # noqa: A001
    """The source of `news.jsonl`, `file:news.jsonl` or `file:news.jsonl?follow=no`.

    With `follow=no` the file is read once, in any format that `read_news` knows, packed ones included.

    :raises SettingsError: if there can be no such file.
    """
    read = Address.of(address.removeprefix("file:"), ("follow",))
    path = Path(read.place).expanduser().absolute()
    follow = read.flag("follow", True)
    if path.is_dir() or not read.place:
        raise SettingsError("this is a folder", where=str(path), hint=f"Write folder:{read.place} to read its files.")
    if not path.parent.is_dir():
        raise SettingsError("there is no such folder", where=str(path.parent), hint="Correct the path of this source.")
    if not follow:
        return FileReplay(path, batch=settings.batch, largest=settings.largest_item)
    if plain_name(path) != path.name or path.suffix.lower() in FEEDS:
        raise SettingsError(
            "only lines can be followed, not a packed file or a feed",
            where=str(path),
            hint=f"Write file:{read.place}?follow=no to read it once.",
        )
    return FollowedFile(path, batch=settings.batch, largest=settings.largest_item)


class FollowedFile:
    """Rows of a file as they are written; the file may be rotated or cut, or not exist yet.

    The position is the identity of the file (device, inode, hash of its first bytes) and the offset in it.

    :param batch: items of a batch at most.
    :param largest: bytes of a row above which it is refused.
    :param every: seconds between two looks.
    :param linger: seconds that a renamed file may be silent before it is left.
    """

    def __init__(
        self, path: Path, *, batch: int, largest: int, every: float = _LOOK_EVERY, linger: float = 1.0
    ) -> None:
        self.name = f"file:{path}"
        self._path = path
        self._batch = batch
        self._largest = largest
        self._every = every
        self._linger = linger
        self._pause = Pause()

    def batches(self, position: Mapping[str, Any] | None) -> Iterator[Batch]:
        """Batches of what is there and of what is written while nobody closes the source.

        :raises DataError: if the file may not be read.
        """
        rows = rows_of(self._path.suffix, self._largest)
        tail = Tail(self._path, rows, position, largest=self._largest, linger=self._linger)
        draft = Draft(self._batch)
        try:
            while not self._pause.is_closed:
                for row in tail.rows():
                    where = f"{self._path}:{row.line}"
                    entry = Reject(where, row.problem) if row.problem else rows.entry(row.content, where)
                    if entry is not None:
                        draft.add(entry)
                    if draft.is_full:
                        yield draft.batch(tail.position)
                if draft:
                    yield draft.batch(tail.position)
                elif self._pause.is_idle_due():
                    yield draft.batch(tail.position, is_idle=True)
                self._pause.wait(self._every)
        finally:
            tail.close()

    def committed(self, position: Mapping[str, Any]) -> None:
        """Nothing is dropped: a file keeps what it has."""

    def close(self) -> None:
        """End `batches`."""
        self._pause.close()


class FileReplay:
    """The items of one file, once; the position counts them."""

    def __init__(self, path: Path, *, batch: int, largest: int) -> None:
        self.name = f"file:{path}?follow=no"
        self._path = path
        self._batch = batch
        self._largest = largest
        self._pause = Pause()

    def batches(self, position: Mapping[str, Any] | None) -> Iterator[Batch]:
        """Batches up to the end of the file.

        :raises DataError: if there is no such file, or it cannot be read.
        """
        replay = Replay(self._path, position, largest=self._largest)
        draft = Draft(self._batch)
        for entry in replay.entries():
            draft.add(entry)
            if draft.is_full:
                yield draft.batch(replay.position)
            if self._pause.is_closed:
                return
        if draft:
            yield draft.batch(replay.position)

    def committed(self, position: Mapping[str, Any]) -> None:
        """Nothing is dropped: a file keeps what it has."""

    def close(self) -> None:
        """End `batches`."""
        self._pause.close()
