"""Rows of an Arrow file that stays on disk: all of them, or some in any order."""

from __future__ import annotations

import mmap
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_LET_GO = 8
_CHUNK = 1000


class MappedFile:
    """An Arrow file in the stream format, memory-mapped, as record batches.

    Pages that were read are given back to the system while one reads on: resident memory stays the same, whatever
    the size of the file.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as stream:
            self._mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        arrow = need("pyarrow")
        reader = arrow.ipc.open_stream(arrow.BufferReader(arrow.py_buffer(self._mapped)))
        self.batches: list[Any] = list(self.letting_go(reader))
        ends = np.cumsum([len(batch) for batch in self.batches], dtype=np.int64)
        self.starts = np.concatenate([np.zeros(1, dtype=np.int64), ends])

    def __len__(self) -> int:
        return int(self.starts[-1])

    def letting_go(self, pieces: Iterable[Any]) -> Iterator[Any]:
        """The same pieces of the file; what was read of earlier ones does not stay in memory."""
        for number, piece in enumerate(pieces, 1):
            yield piece
            if number % _LET_GO == 0 and hasattr(mmap, "MADV_DONTNEED"):
                self._mapped.madvise(mmap.MADV_DONTNEED)


class ArrowRows:
    """A sequence of rows of a mapped file.

    :param rows: their numbers in the file; None for all. This is all that is kept in memory.
    """

    def __init__(self, file: MappedFile, rows: npt.NDArray[Any] | None = None) -> None:
        self._file = file
        self._rows = rows

    def __len__(self) -> int:
        return len(self._file) if self._rows is None else len(self._rows)

    def row(self, index: int) -> dict[str, Any]:
        """The row at `index`, by column."""
        row = index if self._rows is None else int(self._rows[index])
        number = int(np.searchsorted(self._file.starts, row, "right")) - 1
        found: dict[str, Any] = self._file.batches[number].slice(row - self._file.starts[number], 1).to_pylist()[0]
        return found

    def select(self, indices: Iterable[int]) -> ArrowRows:
        """The rows at `indices`, in that order; none is copied.

        :raises IndexError: for an index beyond the last row.
        """
        chosen = indices if isinstance(indices, np.ndarray) else np.fromiter(indices, dtype=np.int64)
        if len(chosen) and not 0 <= chosen.min() <= chosen.max() < len(self):
            raise IndexError(f"there are {len(self)} rows")
        if self._rows is not None:
            return ArrowRows(self._file, self._rows[chosen])
        return ArrowRows(self._file, chosen.astype(np.min_scalar_type(len(self))))

    def pieces(self, columns: Sequence[str]) -> Iterator[Any]:
        """Record batches that are the rows, in order, with these columns."""
        found = self._file.batches if self._rows is None else self._taken(self._rows, columns)
        return (piece.select(columns) for piece in self._file.letting_go(found))

    def _taken(self, rows: npt.NDArray[Any], columns: Sequence[str]) -> Iterator[Any]:
        """As few pieces as the order of the rows allows."""
        for start in range(0, len(rows), _CHUNK):
            chunk = rows[start : start + _CHUNK].astype(np.int64)
            numbers = np.searchsorted(self._file.starts, chunk, "right") - 1
            for part in np.split(np.arange(len(chunk)), np.flatnonzero(np.diff(numbers)) + 1):
                number = numbers[part[0]]
                yield self._file.batches[number].select(columns).take(chunk[part] - self._file.starts[number])
