"""JSON Lines: one record a line."""

from __future__ import annotations

import codecs
import json
from typing import IO, TYPE_CHECKING

from scaffold_financial_sentiment.news.item import Item, Reject
from scaffold_financial_sentiment.news.lines import bounded_lines, too_long
from scaffold_financial_sentiment.news.record import item_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_jsonl(stream: IO[bytes], name: str, *, largest: int = 1_000_000) -> Iterator[Item | Reject]:
    """Items and rejects of a stream of lines in their order; blank lines are passed over.

    :param name: file that messages name.
    :param largest: bytes of a line from which it is refused.
    """
    for number, line in bounded_lines(stream, largest):
        where = f"{name}:{number}"
        if line is None:
            yield Reject(where, too_long(largest))
        elif written := (line.removeprefix(codecs.BOM_UTF8) if number == 1 else line).strip():
            yield item_of_line(written, where)


def item_of_line(line: bytes, where: str) -> Item | Reject:
    """The item of one line of JSON.

    >>> item_of_line(b'{"title": "Acme falls", "time": 1709649000}', "queue:1").time
    1709649000.0
    """
    try:
        record = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Reject(where, "these bytes are not UTF-8; save the file as UTF-8")
    except json.JSONDecodeError as error:
        return Reject(where, f"this is not JSON: {error.msg} at character {error.colno}; write one object a line")
    except (ValueError, RecursionError):
        return Reject(where, "this JSON is nested too deeply or holds a number of too many digits; leave that out")
    return item_of(record, where)
