"""Items that were judged and wait for their tick to end, stored with what was found in them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select

from scaffold.storage.upsert import put
from scaffold_financial_sentiment.news.item import Item
from scaffold_financial_sentiment.state import schema
from scaffold_financial_sentiment.understanding.understood import Mention, Understood

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold.storage.database import Database
    from scaffold_financial_sentiment.copies.fingerprint import Fingerprint

_REMOVE = delete(schema.waiting).where(schema.waiting.c.number == bindparam("of_number"))


@dataclass(slots=True)
class WaitingItem:
    """An item in the waiting room.

    :ivar number: in the order of arrival.
    :ivar tick: the tick that its time lies in.
    :ivar source: name of the source that gave it.
    :ivar is_stored: whether it is in the database.
    :ivar fingerprint: what of it is compared with stories; not stored, since it follows from the rest.
    """

    number: int
    tick: int
    source: str
    item: Item
    understood: Understood
    is_stored: bool = False
    fingerprint: Fingerprint | None = field(default=None, compare=False)


class Waiting:
    """The table of waiting items."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[WaitingItem]:
        """All that wait, in the order of arrival."""
        with self._database.reading() as connection:
            rows = connection.execute(select(schema.waiting).order_by(schema.waiting.c.number)).all()
        return [
            WaitingItem(row.number, row.tick, row.source, *_unpacked(row.content, row.vector), is_stored=True)
            for row in rows
        ]

    def add(self, waiting: Iterable[WaitingItem]) -> None:
        """Store items; they are marked as stored."""
        rows = []
        for each in waiting:
            vector = each.understood.vector
            rows.append(
                {
                    "number": each.number,
                    "tick": each.tick,
                    "source": each.source,
                    "content": _packed(each.item, each.understood),
                    "vector": None if vector is None else vector.astype("<f4", copy=False).tobytes(),
                }
            )
            each.is_stored = True
        with self._database.writing() as connection:
            put(connection, schema.waiting, rows)

    def remove(self, numbers: Iterable[int]) -> None:
        """Drop items that wait no longer."""
        rows = [{"of_number": number} for number in numbers]
        if rows:
            with self._database.writing() as connection:
                connection.execute(_REMOVE, rows)


def _packed(item: Item, found: Understood) -> str:
    """Both as a JSON list; floats come back as the very same ones."""
    return json.dumps(
        [
            [item.id, item.text, item.time, item.source, item.url, item.body],
            [found.label, found.score, found.topics, found.events, found.rules],
            [found.severity, found.route, found.muted],
            [[mention.company, mention.label, mention.score] for mention in found.mentions],
        ]
    )


def _unpacked(content: str, vector: bytes | None) -> tuple[Item, Understood]:
    import numpy as np

    item, judged, ruled, mentions = json.loads(content)
    label, score, topics, events, rules = judged
    severity, route, muted = ruled
    known: dict[str, Any] = {"severity": severity, "route": route, "muted": muted}
    if vector is not None:
        known["vector"] = np.frombuffer(vector, dtype="<f4").astype(np.float32)
    named = tuple(Mention(*mention) for mention in mentions)
    return Item(*item), Understood(label, score, tuple(topics), named, tuple(events), tuple(rules), **known)
