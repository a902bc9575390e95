"""A database: connections for reading, and transactions for writing, one at a time."""

from __future__ import annotations

import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import StaticPool, create_engine, event

from scaffold.files import writing
from scaffold.storage.faults import MISSING_DRIVER, missing_driver, told_plainly

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine

    from scaffold.storage.address import Address

BUSY = 30_000
"""Milliseconds that SQLite waits for another program's transaction."""

_WRITES = "writes"

_PRAGMAS = (
    f"busy_timeout = {BUSY}",
    "journal_mode = WAL",
    # Every commit is on the disk when it returns: NORMAL would lose the last ones when the power fails.
    "synchronous = FULL",
    "foreign_keys = ON",
    # Kilobytes; what is read often is kept by the system, too.
    "cache_size = -8000",
    "journal_size_limit = 67108864",
)


class Database:
    """Connections to where data are kept.

    :ivar address: where that is.
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        self._engine = _engine(address)
        self._current = threading.local()
        self._pinned: Connection | None = None
        self._one_writer = threading.RLock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database; inside `writing`, that of the transaction.

        :raises UserError: when the database cannot be reached or read.
        """
        current = self._of_thread()
        if current is not None:
            yield current
            return
        with told_plainly(self.address), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: everything in the block is stored when it ends well, nothing otherwise.

        A block inside a block belongs to the outer transaction.

        :raises UserError: when the database cannot be reached or written to.
        """
        with self._shared(self._transaction()) as connection:
            yield connection

    def pin(self) -> Connection:
        """The one connection that all transactions go through from now on; it lives until `close`."""
        with told_plainly(self.address):
            if self._pinned is None:
                self._pinned = self._engine.connect().execution_options(**{_WRITES: True})
            return self._pinned

    def wipe_log(self) -> None:
        """Let SQLite empty the log beside its file, so that rows that were deleted are not left in it.

        It waits for readers; PostgreSQL does the like by itself, and nothing is done there.

        :raises UserError: when the database cannot be written to.
        """
        if self.address.file is None:
            return
        # Not within a transaction.
        with told_plainly(self.address), closing(self._engine.raw_connection()) as raw, closing(raw.cursor()) as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of all connections; an open transaction is undone."""
        if self._pinned is not None:
            self._pinned.close()
            self._pinned = None
        self._engine.dispose()

    @contextmanager
    def _shared(self, opened: AbstractContextManager[Connection]) -> Iterator[Connection]:
        """A connection for a block and all blocks inside it: that of the outer one, else one that is opened."""
        current = self._of_thread()
        if current is not None:
            yield current
            return
        with told_plainly(self.address), opened as connection:
            self._current.connection = connection
            try:
                yield connection
            finally:
                self._current.connection = None

    def _of_thread(self) -> Connection | None:
        return getattr(self._current, "connection", None)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._one_writer:
            if self._pinned is not None:
                with self._pinned.begin():
                    yield self._pinned
                return
            with self._engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
                yield connection


def _engine(address: Address) -> Engine:
    if not address.is_sqlite:
        try:
            return create_engine(address.url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
        except MISSING_DRIVER as error:
            raise missing_driver(address) from error
    if address.file is None:
        engine = create_engine(address.url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        with writing(address.file):
            address.file.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address.url)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    """Set up a new connection to SQLite; its driver's own idea of transactions is switched off."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A transaction that will write takes the lock at once: taking it later can fail without waiting.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
