"""Where a state is kept, as people write it: a file, or the URL of a database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from scaffold.errors import SettingsError

_HINT = "Give a file such as news.sqlite, or a URL such as postgresql://user@host/database."


@dataclass(frozen=True, slots=True)
class Address:
    """A place for a state.

    :ivar url: for SQLAlchemy.
    :ivar file: the file of a SQLite database; None for one in memory and for PostgreSQL.
    :ivar name: how it is shown, without a password.
    """

    url: URL
    file: Path | None
    name: str

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is SQLite's."""
        return self.url.get_backend_name() == "sqlite"

    @classmethod
    def of(cls, text: str | Path) -> Address:
        """Read an address.

        :raises SettingsError: for one that is neither a path nor the URL of SQLite or PostgreSQL.
        """
        if isinstance(text, Path) or "://" not in text:
            return cls._of_file(Path(text))
        try:
            url = make_url(text.strip())
        except (ArgumentError, ValueError):
            # The text is not shown: it may hold a password.
            raise SettingsError("the URL of the state cannot be read", hint=_HINT) from None
        kind = url.get_backend_name()
        if kind == "sqlite":
            return cls._of_file(Path(url.database)) if url.database not in (None, "", ":memory:") else _IN_MEMORY
        if kind in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
            return cls(url, None, url.set(drivername="postgresql", query={}).render_as_string(hide_password=True))
        raise SettingsError(f"a state cannot be kept in {kind!r}", hint=_HINT)

    @classmethod
    def _of_file(cls, file: Path) -> Address:
        if not str(file).strip() or file == Path():
            raise SettingsError("the state has no name", hint=_HINT)
        return cls(URL.create("sqlite", database=str(file)), file, str(file))


_IN_MEMORY = Address(URL.create("sqlite"), None, "sqlite:// (in memory)")
