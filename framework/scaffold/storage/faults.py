"""What a database refuses, in words a person can act on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, InterfaceError, NoSuchModuleError, OperationalError

from scaffold.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.storage.address import Address
    from scaffold.storage.owner import Owner

_KNOWN = (
    (
        ("disk is full", "no space left on device", "disk full"),
        "cannot write: the disk is full",
        "Free some space, then {again}.",
    ),
    (
        ("readonly database", "read-only transaction", "read-only file system"),
        "cannot write: the {what} is read-only",
        "Give it write permission, or choose another {what}.",
    ),
    (
        ("not a database", "malformed", "not a sqlite database"),
        "this file is no {what}, or it is damaged",
        "Choose another file, or restore it from a backup.",
    ),
    (
        ("unable to open database file",),
        "the file cannot be opened",
        "Check that its folder exists and may be written to.",
    ),
    (
        ("database is locked", "lock timeout"),
        "another program holds the {what}",
        "Wait until it has finished, or stop it.",
    ),
    (("disk i/o error",), "the disk failed, or a quota is used up", "Check the disk, then {again}."),
    (
        ("password authentication failed", "no password supplied"),
        "the database does not accept this user and password",
        "Check them; a password is best kept in ~/.pgpass.",
    ),
    (
        ("does not exist",),
        "there is no such database or user",
        "Create it with createdb, or check the name.",
    ),
    (
        ("permission denied",),
        "this user may not do that in the database",
        "Grant it the right to create and write tables.",
    ),
    (
        (
            "connection refused",
            "could not connect",
            "connection failed",
            "connection timeout",
            "server closed the connection",
            "terminating connection",
            "connection is lost",
            "could not translate host name",
            "failed to resolve host",
            "the connection is closed",
        ),
        "the database cannot be reached",
        "Check that it runs at this address, then {again}.",
    ),
)


@contextmanager
def told_plainly(address: Address) -> Iterator[None]:
    """Turn a database's refusal into one clear message; mistakes of this program are let through.

    :raises UserError: when the database is full, read-only, damaged, locked or away.
    """
    try:
        yield
    except DBAPIError as error:
        told = refusal(error, address)
        if told is None:
            raise
        raise told from error


def refusal(error: DBAPIError, address: Address) -> UserError | None:
    """The message for an error of a database driver; None if nothing that a user does could mend it."""
    words = str(error.orig).lower()
    for marks, message, hint in _KNOWN:
        if any(mark in words for mark in marks):
            return UserError(_told(message, address.owner), where=address.name, hint=_told(hint, address.owner))
    if not isinstance(error, OperationalError | InterfaceError) and not error.connection_invalidated:
        return None
    first = str(error.orig).strip().partition("\n")[0]
    return UserError(f"the database refused: {without_password(first, address)}", where=address.name)


def without_password(text: str, address: Address) -> str:
    """The text with the password of the address covered."""
    password = str(address.url.password or "")
    return text.replace(password, "***") if password else text


def _told(sentence: str, owner: Owner) -> str:
    return sentence.format(what=owner.what, again=owner.again)


def missing_driver(address: Address) -> UserError:
    """What is said when the package that speaks to the database is not installed."""
    return UserError(
        f"a {address.owner.what} in PostgreSQL needs the package 'psycopg', which is not installed",
        where=address.name,
        hint=f'Run: pip install "{address.owner.package}[postgresql]"',
    )


MISSING_DRIVER = (ModuleNotFoundError, ImportError, NoSuchModuleError)
"""What SQLAlchemy raises when there is no driver."""
