"""Emptying a state, so that news is read anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold_financial_sentiment.state.schema import SCHEMA

if TYPE_CHECKING:
    from scaffold_financial_sentiment.state.store import Store


def empty(store: Store) -> int:
    """Take everything out of a state that no other monitor is using; its mutes go as well.

    :returns: how many incidents there were.
    :raises UserError: when another monitor is using it, or it cannot be written.
    """
    store.hold()
    incidents = sum(store.incidents.count().values())
    with store.transaction() as connection:
        for table in SCHEMA.metadata.sorted_tables:
            if table is not SCHEMA.version:
                connection.execute(table.delete())
    return incidents
