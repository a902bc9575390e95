"""That one monitor at a time writes a state."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from sqlalchemy import text

from scaffold.errors import UserError
from scaffold.files import writing
from scaffold.lock import only_one

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.storage.database import Database

_ADVISORY = 0x7363_6166_6673
"""Number of PostgreSQL's advisory lock; it is one of the database, so each database has a monitor of its own."""


class Hold:
    """Keeps other monitors away from a state until it is let go, or the process ends in whatever way."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held = ExitStack()
        self._is_held = False

    def take(self) -> None:
        """Hold it; a second call does nothing.

        :raises UserError: when another monitor has it.
        """
        if self._is_held:
            return
        address = self._database.address
        if not address.is_sqlite:
            self._take_advisory()
        elif address.file is not None:
            self._take_file(address.file)
        self._is_held = True

    def release(self) -> None:
        """Let others have it."""
        self._held.close()
        self._is_held = False

    def _take_file(self, file: Path) -> None:
        # Not the database itself: SQLite loses its own locks when somebody else closes that.
        beside = file.with_name(f"{file.name}.lock")
        with writing(beside):
            beside.touch()
        try:
            self._held.enter_context(only_one(beside))
        except UserError as error:
            raise self._refused() from error

    def _take_advisory(self) -> None:
        # The lock belongs to the connection that writes: if that is lost, nothing can be written without the lock.
        connection = self._database.pin()
        with connection.begin():
            taken = connection.execute(text("SELECT pg_try_advisory_lock(:number)"), {"number": _ADVISORY}).scalar()
        if not taken:
            raise self._refused()

    def _refused(self) -> UserError:
        return UserError(
            "another monitor is using this state",
            where=self._database.address.name,
            hint="Stop it, or choose another state with `state` in [financial-sentiment].",
        )
