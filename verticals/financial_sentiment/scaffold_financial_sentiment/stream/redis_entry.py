"""An entry of a Redis stream as an item."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scaffold_financial_sentiment.news.item import Reject
from scaffold_financial_sentiment.news.jsonl import item_of_line
from scaffold_financial_sentiment.news.lines import too_long
from scaffold_financial_sentiment.news.record import item_of, role_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold_financial_sentiment.news.item import Item


def item_of_entry(key: str, fields: Mapping[bytes, bytes] | None, where: str, largest: int) -> Item | Reject:
    """The item of an entry: its fields are those of an item, or its field `json` holds an object with them.

    An entry that names no time was published when it came into the stream.

    :param key: id of the entry, which begins with its time in milliseconds.
    :param largest: bytes above which it is refused.
    """
    if not fields:
        return Reject(where, "this entry was taken out of the stream before it was read; keep more of the stream")
    if sum(map(len, fields.values())) > largest:
        return Reject(where, too_long(largest).replace("line", "entry", 1))
    record: Any
    if b"json" in fields:
        try:
            record = json.loads(fields[b"json"])
        except (ValueError, RecursionError):
            return item_of_line(fields[b"json"], where)
    else:
        try:
            record = {name.decode(): value.decode() for name, value in fields.items()}
        except UnicodeDecodeError:
            return Reject(where, "these bytes are not UTF-8")
    if isinstance(record, dict) and not any(role_of(name) == "time" for name in record):
        record["time"] = int(key.partition("-")[0]) / 1000
    return item_of(record, where)
