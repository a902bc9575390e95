"""Any file of news: by its name, then item by item."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.data.binary import refuse_binary
from scaffold.data.textfile import open_bytes, plain_name
from scaffold.errors import DataError
from scaffold_financial_sentiment.news.feed import read_feed
from scaffold_financial_sentiment.news.jsonl import read_jsonl
from scaffold_financial_sentiment.news.table import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold_financial_sentiment.news.item import Item, Reject

LINES = (".jsonl", ".ndjson")
TABLES = (".csv", ".tsv")
FEEDS = (".xml", ".rss", ".atom", ".rdf")
LARGEST_FEED = 20_000_000
"""Bytes of a feed that are read; a feed is one document and is held in memory."""


def read_news(path: Path, *, largest: int = 1_000_000) -> Iterator[Item | Reject]:
    """Items and rejects of a file in the order of the file, read as they are asked for.

    :param path: JSON Lines, a table or a feed, plain or packed as `.gz` or `.xz`.
    :param largest: bytes of a line or a row from which it is refused.
    :raises DataError: at once if the file is not there or of no known format; while reading if it is damaged, is a
        table without a header, or a feed whose XML is broken.
    """
    if not is_news(path):
        known = ", ".join((*LINES, *TABLES, *FEEDS))
        raise DataError(
            "this is no format of news, by the name of the file",
            where=str(path),
            hint=f"Known are {known}; also with .gz or .xz behind.",
        )
    if not path.is_file():
        what = "this is a folder, not a file" if path.is_dir() else "there is no such file"
        raise DataError(what, where=str(path), hint="Give the path of a file.")
    return _read(path, largest)


def is_news(path: Path) -> bool:
    """Whether a file of this name is of a known format.

    >>> is_news(Path("feed.rss.gz")), is_news(Path("notes.txt"))
    (True, False)
    """
    return _extension(path) in (*LINES, *TABLES, *FEEDS)


def _extension(path: Path) -> str:
    return Path(plain_name(path)).suffix.lower()


def _read(path: Path, largest: int) -> Iterator[Item | Reject]:
    extension = _extension(path)
    if extension in TABLES:
        yield from read_table(path, largest=largest)
    elif extension in FEEDS:
        yield from read_feed(_whole(path), str(path))
    else:
        with open_bytes(path) as stream:
            refuse_binary(path, plain_name(path), stream.read(4096))
        with open_bytes(path) as stream:
            yield from read_jsonl(stream, str(path), largest=largest)


def _whole(path: Path) -> bytes:
    with open_bytes(path) as stream:
        content = stream.read(LARGEST_FEED + 1)
    if len(content) > LARGEST_FEED:
        hint = "Split it, or write its entries as JSON Lines."
        raise DataError(f"the feed has more than {LARGEST_FEED:,} bytes", where=str(path), hint=hint)
    return content
