"""Where data are kept, as people write it: a file, or the URL of a database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from scaffold.errors import SettingsError

if TYPE_CHECKING:
    from scaffold.storage.owner import Owner


@dataclass(frozen=True, slots=True)
class Address:
    """A place for data.

    :ivar owner: whose data they are.
    :ivar url: for SQLAlchemy.
    :ivar file: the file of a SQLite database; None for one in memory and for PostgreSQL.
    :ivar name: how it is shown, without a password.
    """

    owner: Owner
    url: URL
    file: Path | None
    name: str

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is SQLite's."""
        return self.url.get_backend_name() == "sqlite"

    @classmethod
    def of(cls, text: str | Path, owner: Owner) -> Address:
        """Read an address: a file of SQLite, `sqlite://` for memory, or `postgresql://user@host/database`.

        :raises SettingsError: for one that is neither a path nor the URL of SQLite or PostgreSQL.
        """
        if isinstance(text, Path) or "://" not in text:
            return cls._of_file(Path(text), owner)
        try:
            url = make_url(text.strip())
        except (ArgumentError, ValueError):
            # The text is not shown: it may hold a password.
            raise SettingsError(f"the URL of the {owner.what} cannot be read", hint=_hint(owner)) from None
        kind = url.get_backend_name()
        if kind == "sqlite":
            if url.database in (None, "", ":memory:"):
                return cls(owner, URL.create("sqlite"), None, "sqlite:// (in memory)")
            return cls._of_file(Path(url.database), owner)
        if kind in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
            name = url.set(drivername="postgresql", query={}).render_as_string(hide_password=True)
            return cls(owner, url, None, name)
        raise SettingsError(f"a {owner.what} cannot be kept in {kind!r}", hint=_hint(owner))

    @classmethod
    def _of_file(cls, file: Path, owner: Owner) -> Address:
        if not str(file).strip() or file == Path():
            raise SettingsError(f"the {owner.what} has no name", hint=_hint(owner))
        return cls(owner, URL.create("sqlite", database=str(file)), file, str(file))


def _hint(owner: Owner) -> str:
    return f"Give a file such as {owner.example}, or a URL such as postgresql://user@host/database."
