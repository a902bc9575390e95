"""A text file of the user: plain, `.gz` or `.xz`, in an encoding that is known before the first row is read."""

from __future__ import annotations

import codecs
import gzip
import io
import lzma
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, TextIO, cast

from scaffold.data.binary import refuse_binary
from scaffold.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scaffold.settings import DataSettings

_BLOCK = 1 << 20
_COMPRESSION = (".gz", ".xz")


@dataclass(frozen=True)
class TextFile:
    """A file whose encoding is settled.

    :ivar note: what a reader of the report should know about the encoding; empty if nothing.
    """

    path: Path
    encoding: str
    note: str = ""

    @contextmanager
    def open(self) -> Iterator[TextIO]:
        """The decoded text, with line ends as they are."""
        with open_bytes(self.path) as stream:
            yield io.TextIOWrapper(stream, encoding=self.encoding, newline="")

    def sample(self, most: int = 300) -> list[str]:
        """The first lines, at most a block of characters in all."""
        lines: list[str] = []
        left = _BLOCK
        with self.open() as stream:
            while left > 0 and len(lines) < most and (line := stream.readline(left)):
                left -= len(line)
                lines.append(line)
        return lines


def plain_name(path: Path) -> str:
    """File name without `.gz` or `.xz`.

    >>> plain_name(Path("data/train.csv.gz"))
    'train.csv'
    """
    return path.stem if path.suffix.lower() in _COMPRESSION else path.name


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked if it is gzip or xz by content, whatever its name.

    :raises DataError: if the packed data are cut short or damaged, or the file may not be read.
    """
    try:
        with path.open("rb") as raw:
            magic = raw.read(6)
        with _unpacked(path, magic) as stream:
            yield stream
    except (EOFError, lzma.LZMAError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(
            "the compressed file is cut short or damaged", where=str(path), hint="Copy or download it again."
        ) from error
    except PermissionError as error:
        raise DataError("this file may not be read", where=str(path), hint="Change its permissions.") from error


def _unpacked(path: Path, magic: bytes) -> IO[bytes]:
    if magic.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return lzma.open(path, "rb") if magic == b"\xfd7zXZ\x00" else path.open("rb")


def inspect(path: Path, settings: DataSettings) -> TextFile:
    """Settle the encoding of a text file, reading it once in blocks.

    :raises DataError: for an empty or a binary file, NUL bytes, or bytes that fit no single encoding.
    """
    with open_bytes(path) as stream:
        head = stream.read(4096)
    refuse_binary(path, plain_name(path), head)
    is_utf8, blank = _scan(path)
    if blank:
        raise DataError("the file is empty", where=str(path), hint="Give a file with at least two labelled texts.")
    bom = head.startswith(codecs.BOM_UTF8)
    if settings.encoding == "latin-1" and not bom:
        return TextFile(path, "latin-1", "read as latin-1, as declared")
    if is_utf8:
        return TextFile(path, "utf-8-sig" if bom else "utf-8")
    return _not_utf8(path, settings, bom)


def _scan(path: Path) -> tuple[bool, bool]:
    """Whether all bytes are UTF-8, and whether there is nothing but white space."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, blank, lines = True, True, 0
    with open_bytes(path) as stream:
        while block := stream.read(_BLOCK):
            at = block.find(b"\0")
            if at >= 0:
                line = lines + block.count(b"\n", 0, at) + 1
                raise DataError(
                    "there is a NUL byte, so this is not clean text",
                    where=f"{path}:{line}",
                    hint="Remove NUL bytes, for example with: tr -d '\\000' < old > new.",
                )
            lines += block.count(b"\n")
            blank = blank and not block.removeprefix(codecs.BOM_UTF8).strip()
            is_utf8 = is_utf8 and _decodes(decoder, block)
    return is_utf8 and _decodes(decoder, b"", final=True), blank


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


@dataclass
class _Bytes:
    """What the lines of a file that is not UTF-8 hold."""

    first_bad: int = 0
    first_multibyte: int = 0
    control: bool = False
    high: int = 0
    total: int = 0

    def add(self, number: int, line: bytes) -> None:
        self.total += len(line)
        if line.isascii():
            return
        try:
            line.decode("utf-8")
            self.first_multibyte = self.first_multibyte or number
        except UnicodeDecodeError:
            self.first_bad = self.first_bad or number
            self.control = self.control or any(0x80 <= byte <= 0x9F for byte in line)
            self.high += sum(1 for byte in line if byte > 0x9F)


def _not_utf8(path: Path, settings: DataSettings, bom: bool) -> TextFile:
    seen = _Bytes()
    with open_bytes(path) as stream:
        for number, line in enumerate(stream, 1):
            seen.add(number, line)
    where = f"{path}:{seen.first_bad}"
    if settings.encoding == "utf-8" or bom:
        raise DataError(
            "this line is not UTF-8", where=where, hint="Save the file as UTF-8, or use --set data.encoding=latin-1."
        )
    if seen.first_multibyte:
        raise DataError(
            f"this line is not UTF-8, while line {seen.first_multibyte} is: the file mixes encodings",
            where=where,
            hint="Save all of it as UTF-8, or read every line as latin-1 with --set data.encoding=latin-1.",
        )
    if seen.control or seen.high * 5 > seen.total:
        raise DataError(
            "this line is neither UTF-8 nor latin-1",
            where=where,
            hint="Convert the file to UTF-8, for example with: iconv -f GB18030 -t UTF-8 old > new.",
        )
    return TextFile(path, "latin-1", f"not UTF-8, read as latin-1 (first such line: {seen.first_bad})")
