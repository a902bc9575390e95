"""A file of news read once, with a position to go on from."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from scaffold.errors import DataError
from scaffold_financial_sentiment.news.open import read_news
from scaffold_financial_sentiment.stream.row_file import HEAD, begins_with, head_of_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from scaffold_financial_sentiment.news.item import Item, Reject


class Replay:
    """The entries of a file behind a position, up to the end.

    :param position: where to go on; it is passed over if the file is another one by its first bytes.
    :raises DataError: if there is no such file.
    """

    def __init__(self, path: Path, position: Mapping[str, Any] | None, *, largest: int) -> None:
        self._path = path
        self._largest = largest
        self._given = 0
        try:
            if position and begins_with(path, position["head"], 0):
                self._given = int(position["entries"])
            self._head = head_of_path(path, HEAD)
        except FileNotFoundError:
            raise DataError("there is no such file", where=str(path), hint="Correct the path of this source.") from None
        except OSError as error:
            raise DataError(f"this file cannot be read: {error.strerror}", where=str(path)) from error

    @property
    def position(self) -> dict[str, Any]:
        """Number of entries given so far, as JSON, with the beginning of the file to know it again."""
        return {"head": self._head, "entries": self._given}

    def entries(self) -> Iterator[Item | Reject]:
        """What is left of the file.

        :raises DataError: if it cannot be read.
        """
        for entry in islice(read_news(self._path, largest=self._largest), self._given, None):
            self._given += 1
            yield entry
