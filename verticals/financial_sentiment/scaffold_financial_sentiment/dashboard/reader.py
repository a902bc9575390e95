"""The state that the pages show, if there is one yet."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import inspect

from scaffold.errors import SettingsError, UserError
from scaffold_financial_sentiment.dashboard.read_only import ReadOnly
from scaffold_financial_sentiment.state import schema
from scaffold_financial_sentiment.state.address import Address
from scaffold_financial_sentiment.state.store import Store
from scaffold_financial_sentiment.state.version import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state as it is at one moment, as long as the block of `StateReader.reading` lasts.

    :ivar store: for what its tables can tell.
    :ivar connection: for what only the pages ask.
    """

    store: Store
    connection: Connection


class StateReader:
    """Reads a state that somebody else writes, or will write.

    :ivar name: its address without a password.
    :ivar target: its address as it was given.
    :raises SettingsError: for an address that is none, or one that only its own process can read.
    """

    def __init__(self, address: str | Path) -> None:
        self.address = Address.of(address)
        self.name = self.address.name
        self.target = address
        if self.address.is_sqlite and self.address.file is None:
            raise SettingsError(
                "a state in memory cannot be shown", where=self.name, hint="Give --state the file that is watched."
            )

    @contextmanager
    def reading(self) -> Iterator[Snapshot | None]:
        """The state as it is now; None while there is none.

        :raises UserError: when it cannot be read, or belongs to another version or to something else.
        """
        if self.address.file is not None and not self.address.file.exists():
            yield None
            return
        database = self._database
        with database.reading() as connection:
            if not self._is_made(connection):
                yield None
                return
            prepare(database, may_create=False)
            yield Snapshot(Store(database), connection)

    @property
    def is_writable(self) -> bool:
        """Whether an incident could be taken here, as far as can be told without writing."""
        file = self.address.file
        return file is None or (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))

    def close(self) -> None:
        """Let go of all connections."""
        if "_database" in self.__dict__:
            self._database.close()

    @cached_property
    def _database(self) -> ReadOnly:
        return ReadOnly(self.address)

    def _is_made(self, connection: Connection) -> bool:
        names = inspect(connection).get_table_names()
        if schema.version.name in names:
            return True
        if names and self.address.is_sqlite:
            raise UserError(
                f"this is the database of something else: it has a table {sorted(names)[0]!r}",
                where=self.name,
                hint="Give --state the file that is watched.",
            )
        return False
