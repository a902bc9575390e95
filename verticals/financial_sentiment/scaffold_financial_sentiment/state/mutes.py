"""Stored mutes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from scaffold.errors import DataError
from scaffold_financial_sentiment.incidents.mute import Mute
from scaffold_financial_sentiment.state import schema

if TYPE_CHECKING:
    from scaffold.storage.database import Database

_TABLE = schema.mutes


class MuteRows:
    """The table of mutes; they end by themselves and stay there for whoever asks later."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, mute: Mute) -> Mute:
        """Store a mute; given back with its number.

        :raises DataError: when it has no owner.
        """
        if not mute.owner.strip():
            raise DataError("a mute needs an owner: somebody who answers for it")
        row = {
            "company": mute.company,
            "topic": mute.topic,
            "owner": mute.owner,
            "reason": mute.reason,
            "expires": mute.expires,
        }
        with self._database.writing() as connection:
            number = connection.execute(_TABLE.insert().returning(_TABLE.c.number), row).scalar_one()
        return replace(mute, number=int(number))

    def end(self, number: int, time: float) -> Mute:
        """Let a mute end at a time.

        :raises DataError: when there is no mute of this number.
        """
        changed = update(_TABLE).where(_TABLE.c.number == number).values(expires=time).returning(*_TABLE.c)
        with self._database.writing() as connection:
            row = connection.execute(changed).first()
        if row is None:
            raise DataError(f"there is no mute number {number}")
        return Mute(row.company, row.topic, row.owner, row.reason, row.expires, int(row.number))

    def all(self, in_force_at: float | None = None) -> list[Mute]:
        """All mutes by number.

        :param in_force_at: only those that have not ended at this time.
        """
        query = select(_TABLE).order_by(_TABLE.c.number)
        if in_force_at is not None:
            query = query.where(_TABLE.c.expires > in_force_at)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [Mute(row.company, row.topic, row.owner, row.reason, row.expires, int(row.number)) for row in rows]
