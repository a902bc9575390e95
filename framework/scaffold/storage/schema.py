"""Tables of one owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table

if TYPE_CHECKING:
    from sqlalchemy import Constraint, Index
    from sqlalchemy.types import TypeEngine

NUMBER: TypeEngine[int] = BigInteger().with_variant(Integer, "sqlite")
"""A whole number that can be the key of a row in either database."""


class Schema:
    """The tables of one owner, and the version that they have.

        SCHEMA = Schema("fs_", version=1)
        counters = SCHEMA.table("counters", Column("name", Text, primary_key=True), Column("value", BigInteger))

    :ivar prefix: of all names, since a database may hold the tables of others, too.
    :ivar number: the version; it rises with every change of a table that an older program could not read.
    :ivar metadata: all tables.
    :ivar version: the table that holds the version.
    """

    def __init__(self, prefix: str, *, version: int) -> None:
        self.prefix = prefix
        self.number = version
        self.metadata = MetaData()
        self.version = self.table("version", Column("version", Integer, primary_key=True, autoincrement=False))

    def table(
        self,
        name: str,
        *columns: Column[object] | Index | Constraint,
        is_small: bool = False,
        never_reuses: bool = False,
    ) -> Table:
        """A new table.

        :param is_small: whether its rows are small; they lie in the tree of their key then, which saves SQLite a
            second look-up.
        :param never_reuses: whether the number of a row that was deleted is never given to another one.
        """
        return Table(
            f"{self.prefix}{name}",
            self.metadata,
            *columns,
            sqlite_with_rowid=not is_small,
            sqlite_autoincrement=never_reuses,
        )
