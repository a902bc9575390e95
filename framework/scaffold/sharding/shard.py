"""A shard: a part of the work that is small enough to be done again, such as a run of whole lines of the input."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.errors import DataError
from scaffold.progress import SILENT, Progress
from scaffold.sharding.rows import Row, open_lines, read_row, read_rows

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.data.inputs import Inputs


@dataclass(frozen=True)
class Shard:
    """What engines and the folder of shards know of any shard.

    :ivar number: from 0, in the order of the output.
    :ivar rows: lines that it gives.
    """

    number: int
    rows: int


@dataclass(frozen=True)
class FileShard(Shard):
    """Where a shard lies in a file of JSON lines; its rows are the lines that are not blank.

    :ivar offset: of its first byte; `length` counts its bytes.
    :ivar line: 1-based number of its first line.
    :ivar sha256: of its bytes.
    """

    offset: int
    length: int
    line: int
    sha256: str

    def read(self, path: Path, where: str) -> list[Row]:
        """The rows of this shard of the file at `path`.

        :param where: the file as messages name it.
        :raises DataError: when the file is not what it was when it was cut.
        """
        with open_lines(path) as stream:
            stream.seek(self.offset)
            content = stream.read(self.length)
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise DataError(
                "the file was changed while it was read",
                where=where,
                hint="Run it again on a file that stays as it is.",
            )
        return list(read_rows(io.BytesIO(content), where, self.line))


def cut(
    path: Path, where: str, rows: int, progress: Progress = SILENT, inputs: Inputs = "any"
) -> tuple[list[FileShard], str]:
    """Cut a file of JSON lines into shards of `rows` rows, with one line in memory at a time.

    Every line is checked here, before any work is done.

    :param inputs: what a row has to be.
    :return: the shards in order, and the SHA-256 of the file.
    :raises DataError: naming the first line that is no row, or when the file cannot be read.
    """
    shards: list[FileShard] = []
    whole, part = hashlib.sha256(), hashlib.sha256()
    offset = length = found = 0
    first = 1
    with open_lines(path) as stream, progress.stage("Checking the input") as stage:
        for number, line in enumerate(stream, 1):
            found += read_row(line, number, where, inputs) is not None
            length += len(line)
            whole.update(line)
            part.update(line)
            if found == rows:
                shards.append(FileShard(len(shards), found, offset, length, first, part.hexdigest()))
                stage.advance(found)
                offset, first, part = offset + length, number + 1, hashlib.sha256()
                length = found = 0
    if found:
        shards.append(FileShard(len(shards), found, offset, length, first, part.hexdigest()))
    return shards, whole.hexdigest()
