"""Source: lines from standard input.

What was read from a pipe cannot be read again: after a crash, items that came in between the last commit and the crash
are lost unless their writer sends them once more. Where that matters, write to a file and follow it.
"""

from __future__ import annotations

import os
import select
import sys
from typing import TYPE_CHECKING

from scaffold.errors import SettingsError
from scaffold_financial_sentiment.news.item import Reject
from scaffold_financial_sentiment.stream.address import Address
from scaffold_financial_sentiment.stream.draft import Draft
from scaffold_financial_sentiment.stream.pause import IDLE_EVERY, Pause
from scaffold_financial_sentiment.stream.row_reader import RowReader
from scaffold_financial_sentiment.stream.rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.stream.source import Batch, Source

_BLOCK = 1 << 16
_FORMATS = ("jsonl", "csv", "tsv")


def open(address: str, settings: FinancialSentimentSettings) -> Source:  # noqa: A001
    """The source of `-` or `-?format=csv`.

    :raises SettingsError: for an unknown format.
    """
    form = Address.of(address, ("format",)).text("format", "jsonl")
    if form not in _FORMATS:
        raise SettingsError(f"format: expected one of {', '.join(_FORMATS)}, found {form[:40]!r}", where=address)
    return StandardInput(sys.stdin.fileno(), form, batch=settings.batch, largest=settings.largest_item)


class StandardInput:
    """Lines as somebody writes them into a pipe; ends when the pipe is closed.

    It reads no further than it was asked for, so that a pipe fills and its writer waits. The position counts lines and
    says nothing more, since nobody can go back in a pipe.

    :param descriptor: file descriptor to read from.
    :param form: `jsonl`, or `csv` or `tsv` with a header.
    :param batch: items of a batch at most.
    :param largest: bytes of a row above which it is refused.
    """

    def __init__(self, descriptor: int, form: str, *, batch: int, largest: int) -> None:
        self.name = "-"
        self._descriptor = descriptor
        self._form = form
        self._batch = batch
        self._largest = largest
        self._pause = Pause()

    def batches(self, position: Mapping[str, Any] | None) -> Iterator[Batch]:
        """Batches of what comes; a position is passed over."""
        rows = rows_of(f".{self._form}", self._largest)
        pipe = _Pipe()
        reader = RowReader(pipe, rows, self._largest)
        draft = Draft(self._batch)
        while not self._pause.is_closed and not pipe.is_ended:
            if self._has_come():
                pipe.add(os.read(self._descriptor, _BLOCK))
            elif self._pause.is_idle_due():
                yield draft.batch({"lines": reader.line}, is_idle=True)
            while row := reader.next_row(is_final=pipe.is_ended):
                where = f"standard input:{row.line}"
                entry = Reject(where, row.problem) if row.problem else rows.entry(row.content, where)
                if entry is not None:
                    draft.add(entry)
                if draft.is_full:
                    yield draft.batch({"lines": reader.line})
            pipe.forget(reader.needed_from)
            if draft:
                yield draft.batch({"lines": reader.line})

    def committed(self, position: Mapping[str, Any]) -> None:
        """Nothing is kept that could be dropped."""

    def close(self) -> None:
        """End `batches`, within a second if nothing comes."""
        self._pause.close()

    def _has_come(self) -> bool:
        """Wait a second for bytes or the end; where a pipe cannot be asked, reading waits instead."""
        try:
            return bool(select.select([self._descriptor], [], [], IDLE_EVERY)[0])
        except OSError:
            return True


class _Pipe:
    """Bytes that came and were not read as rows yet."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._begin = 0
        self._at = 0
        self.is_ended = False

    def add(self, block: bytes) -> None:
        self._bytes += block
        self.is_ended = not block

    def readline(self, most: int) -> bytes:
        start = self._at - self._begin
        end = self._bytes.find(b"\n", start, start + most) + 1 or start + most
        line = bytes(self._bytes[start:end])
        self._at += len(line)
        return line

    def seek(self, offset: int) -> None:
        self._at = offset

    def forget(self, offset: int) -> None:
        del self._bytes[: offset - self._begin]
        self._begin = offset
