"""Files that are not text: named by their first bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

_BINARY = (
    (b"PK\x03\x04", "a zip archive or an Excel or Word file", "Save the table as CSV (UTF-8), or unpack the archive."),
    (b"%PDF", "a PDF", "Export the text as CSV or JSONL."),
    (b"\x89PNG", "an image", "Give a file of texts."),
    (b"\xff\xd8\xff", "an image", "Give a file of texts."),
    (b"SQLite format 3", "an SQLite database", "Export the table as CSV."),
    (b"\xff\xfe", "UTF-16 text", "Save it as UTF-8 (in Excel: CSV UTF-8)."),
    (b"\xfe\xff", "UTF-16 text", "Save it as UTF-8 (in Excel: CSV UTF-8)."),
    (b"\x93NUMPY", "a NumPy array", "Give a file of texts."),
    (b"ARROW1", "an Arrow file", "Save it as Parquet, or give the folder that `save_to_disk` wrote."),
)
_PICKLE_NAMES = (".pkl", ".pickle", ".joblib", ".pt", ".pth", ".dill")


def refuse_binary(path: Path, name: str, head: bytes) -> None:
    """Refuse what is no text by its first bytes, and a pickle also by its name.

    :param name: file name without the extension of a packer.
    :raises DataError: naming what the file is and what to give instead.
    """
    for magic, what, advice in _BINARY:
        if head.startswith(magic):
            raise DataError(f"this is {what}, not a text file", where=str(path), hint=advice)
    pickled = len(head) > 1 and head[0] == 0x80 and head[1] in (2, 3, 4, 5)
    if pickled or any(name.lower().endswith(ending) for ending in _PICKLE_NAMES):
        raise DataError(
            "this is a pickle, which can run code and is never loaded",
            where=str(path),
            hint="Save the data as CSV, JSONL or Parquet.",
        )
    control = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\f\v\x1a\x1b")
    if control > max(8, len(head) // 20):
        raise DataError("this is a binary file, not text", where=str(path), hint="Give CSV, TSV, JSONL or Parquet.")
