"""The state that the pages show, if there is one yet."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scaffold.errors import SettingsError
from scaffold.storage.address import Address
from scaffold.storage.version import is_made, prepare
from scaffold_financial_sentiment.dashboard.read_only import ReadOnly
from scaffold_financial_sentiment.state.owner import OWNER
from scaffold_financial_sentiment.state.schema import SCHEMA
from scaffold_financial_sentiment.state.store import Store

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
        self.address = Address.of(address, OWNER)
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
            if not is_made(connection, SCHEMA, self.address):
                yield None
                return
            prepare(database, SCHEMA, may_create=False)
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
