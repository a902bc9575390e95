"""Whole files without identifiers: the same layout, and what it takes to put everything back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from scaffold.data.clean_rows import RowCleaner
from scaffold.data.readers.header import has_header
from scaffold.data.textfile import inspect, open_bytes, plain_name
from scaffold.errors import DataError, UserError
from scaffold.settings import DataSettings

if TYPE_CHECKING:
    from scaffold.privacy.cleaner import Cleaner

TEXTS = (".txt", ".md", ".text")
TABLES = (".csv", ".tsv")
LINES = (".jsonl", ".ndjson")
SUFFIXES = (*TEXTS, *TABLES, *LINES)
"""Kinds of files that are read, before `.gz` or `.xz`."""

_MARK = "\ufeff"


class Piece(NamedTuple):
    """A stretch of a file, and what it became; the same if nothing was found in it."""

    old: str
    new: str


@dataclass(frozen=True)
class PrivateFile:
    """A file after its identifiers were replaced.

    :ivar content: what to write, decoded, with its line ends as they were.
    :ivar back: start and length of each stretch of `content` that is new, and the old one.
    :ivar packed: the old file as it was packed: packed again it would be other bytes.
    """

    content: str
    encoding: str
    back: list[tuple[int, int, str]] = field(default_factory=list)
    packed: bytes = b""

    @property
    def data(self) -> bytes:
        """The content in the encoding of the file."""
        return self.content.encode(self.encoding)

    def vault(self) -> dict[str, Any]:
        """What has to be locked up."""
        made = {"sha256": hashlib.sha256(self.data).hexdigest(), "encoding": self.encoding, "back": self.back}
        return made | ({"packed": b64encode(self.packed).decode("ascii"), "back": []} if self.packed else {})


def clean_file(path: Path, cleaner: Cleaner, *, patient: str, column: str | None = None) -> PrivateFile:
    """The file in `path`, de-identified.

    A text is one piece; of a table and of JSON lines each row is one, whose columns are heeded.

    :param patient: whose file it is, where no column says so.
    :param column: that says whose row it is.
    :raises DataError: for a file that is binary, of mixed encodings or no table; it quotes nothing of it.
    """
    with open_bytes(path) as stream:
        blank = not stream.read(1)
    if blank:
        return PrivateFile("", "utf-8")
    settings = DataSettings()
    encoding = _encoding(path, settings)
    with open_bytes(path) as stream:
        content = stream.read().decode(encoding)
    suffix = Path(plain_name(path)).suffix.lower()
    rows = RowCleaner(cleaner, patient=column)
    if suffix in TABLES:
        pieces = _table(content, rows, path, patient)
    elif suffix in LINES:
        pieces = _lines(content, rows, path, patient)
    else:
        pieces = _text(content, cleaner, patient)
    made = _put_together(pieces, encoding)
    return made if plain_name(path) == path.name else replace(made, packed=path.read_bytes())


def restored(data: bytes, vault: dict[str, Any], where: str) -> bytes:
    """The bytes of the file as it was before `clean_file`, packed if it was.

    :param data: the content of the file that was written then, unpacked.

    :raises UserError: when it is not the file that was written then.
    """
    if hashlib.sha256(data).hexdigest() != vault["sha256"]:
        raise UserError(
            "this file was changed after it was de-identified, so nothing can be put back",
            where=where,
            hint="Give the file as deidentify wrote it.",
        )
    if "packed" in vault:
        return b64decode(vault["packed"])
    content = data.decode(vault["encoding"])
    parts, at = [], 0
    for start, length, old in vault["back"]:
        parts += [content[at:start], old]
        at = start + length
    return "".join([*parts, content[at:]]).encode(vault["encoding"])


def _encoding(path: Path, settings: DataSettings) -> str:
    """The encoding; a mark of UTF-8 at the start stays a character of the content."""
    try:
        return inspect(path, settings).encoding.removesuffix("-sig")
    except DataError as error:
        if error.message == "the file is empty":
            return "utf-8"
        raise


def _put_together(pieces: Iterator[Piece], encoding: str) -> PrivateFile:
    parts: list[str] = []
    back: list[tuple[int, int, str]] = []
    at = 0
    for old, new in pieces:
        parts.append(new)
        if old != new:
            back.append((at, len(new), old))
        at += len(new)
    return PrivateFile("".join(parts), encoding, back)


def _text(content: str, cleaner: Cleaner, patient: str) -> Iterator[Piece]:
    at = 0
    for change in cleaner.clean(content, patient).changes:
        kept = content[at : change.start]
        yield Piece(kept, kept)
        yield Piece(content[change.start : change.end], change.new)
        at = change.end
    yield Piece(content[at:], content[at:])


def _lines(content: str, rows: RowCleaner, path: Path, patient: str) -> Iterator[Piece]:
    for number, line in enumerate(content.splitlines(keepends=True) if "\n" not in content else _kept(content), 1):
        body = line.rstrip("\r\n")
        plain = body.lstrip(_MARK)
        if not plain.strip():
            yield Piece(line, line)
            continue
        try:
            value = json.loads(plain)
        except (ValueError, RecursionError):
            raise DataError(
                "this line is not JSON", where=f"{path}:{number}", hint="Write one object a line."
            ) from None
        new = _row(value, rows, f"{path}:{number}", patient)
        made = body if new == value else body[: len(body) - len(plain)] + json.dumps(new, ensure_ascii=False)
        yield Piece(body, made)
        yield Piece(line[len(body) :], line[len(body) :])


def _kept(content: str) -> Iterator[str]:
    """Lines with their ends; only a line feed ends one."""
    return iter(io.StringIO(content, newline="\n"))


def _row(value: Any, rows: RowCleaner, where: str, patient: str) -> Any:
    if isinstance(value, dict):
        return rows.values(value, patient if rows.patient is None else where)
    return rows.values({"text": value}, patient)["text"]


def _table(content: str, rows: RowCleaner, path: Path, patient: str) -> Iterator[Piece]:
    """Records one by one, each written anew only if something was found in it."""
    mark = content[: len(content) - len(content.lstrip(_MARK))]
    yield Piece(mark, mark)
    records = list(_records(content[len(mark) :]))
    if not records:
        return
    delimiter = "\t" if Path(plain_name(path)).suffix.lower() == ".tsv" else _delimiter(records[0])
    cells = [_cells(record, delimiter) for record in records[:20]]
    header = has_header(cells[0], cells[1:], [rows.patient] if rows.patient else [])
    if rows.patient and rows.patient not in cells[0]:
        raise DataError("there is no column of that name", where=str(path), hint="Name one with --patient COLUMN.")
    names = _unique(cells[0]) if header else [f"column_{index}" for index in range(1, len(cells[0]) + 1)]
    for number, record in enumerate(records):
        row = _cells(record, delimiter)
        if not row or (header and number == 0):
            yield Piece(record, record)
            continue
        values = dict(zip(_long_enough(names, len(row)), row, strict=False))
        where = f"{path}:{number + 1}"
        new = [_written(cell) for cell in rows.values(values, patient if rows.patient is None else where).values()]
        yield Piece(record, record if new == row else _record(new, delimiter, record))


def _records(content: str) -> Iterator[str]:
    """The records of a table as they are written: a line end inside of quotes does not end one."""
    open_record: list[str] = []
    quotes = 0
    for line in _kept(content):
        open_record.append(line)
        quotes += line.count('"')
        if quotes % 2 == 0:
            yield "".join(open_record)
            open_record, quotes = [], 0
    if open_record:
        yield "".join(open_record)


def _delimiter(record: str) -> str:
    return max(",;\t|", key=record.count)


def _cells(record: str, delimiter: str) -> list[str]:
    return next(
        csv.reader(
            [record.rstrip("\r\n")] if "\n" not in record.rstrip("\r\n") else io.StringIO(record, newline=""),
            delimiter=delimiter,
        ),
        [],
    )


def _record(cells: list[str], delimiter: str, old: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(cells)
    return out.getvalue() + old[len(old.rstrip("\r\n")) :]


def _unique(names: list[str]) -> list[str]:
    return [name if names.index(name) == place else f"{name}_{place + 1}" for place, name in enumerate(names)]


def _long_enough(names: list[str], width: int) -> list[str]:
    return names + [f"column_{index}" for index in range(len(names) + 1, width + 1)]


def _written(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    return "" if cell is None else json.dumps(cell, ensure_ascii=False, default=str)
