"""A state opened for reading alone: the monitor that writes it never waits for a reader, nor a reader for it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import NullPool, create_engine, event

from scaffold.errors import UserError
from scaffold.storage.database import Database
from scaffold.storage.faults import MISSING_DRIVER, missing_driver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from scaffold.storage.address import Address

_PATIENCE = 5.0
"""Seconds to wait for a lock; with SQLite's write-ahead log there is one only while a state is being made."""


class ReadOnly(Database):
    """Connections that cannot write.

    Every one of SQLite's is opened anew: a state that was replaced by another file is noticed at once.
    """

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self._reader = _engine(address)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database; a block inside a block sees the same.

        :raises UserError: when the database cannot be reached or read.
        """
        with self._shared(self._snapshot()) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Refused.

        :raises UserError: always.
        """
        raise UserError("cannot write: the state is opened for reading", where=self.address.name)
        yield

    @contextmanager
    def _snapshot(self) -> Iterator[Connection]:
        with self._reader.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self._reader.dispose()
        super().close()


def _engine(address: Address) -> Engine:
    if address.file is not None:
        engine = create_engine("sqlite://", creator=partial(_connect, address.file), poolclass=NullPool)
        event.listen(engine, "begin", _begin)
        return engine
    try:
        engine = create_engine(address.url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    except MISSING_DRIVER as error:
        raise missing_driver(address) from error
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _connect(file: Path) -> sqlite3.Connection:
    try:
        return _opened(file, "mode=ro")
    except sqlite3.OperationalError:
        # Without the right to write beside it, SQLite cannot read a log; where nobody left one there is no need to.
        beside = file.with_name(f"{file.name}-wal")
        if os.access(file.parent, os.W_OK) or not os.access(file, os.R_OK) or beside.exists():
            raise
        return _opened(file, "immutable=1")


def _opened(file: Path, how: str) -> sqlite3.Connection:
    # Its driver's own idea of transactions is switched off.
    connection = sqlite3.connect(
        f"{file.absolute().as_uri()}?{how}", uri=True, isolation_level=None, check_same_thread=False, timeout=_PATIENCE
    )
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
