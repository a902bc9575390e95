"""The tables of the feedback store.

Names that others choose are bytes: PostgreSQL's own text cannot hold every one; see `scaffold.storage.any_text`.
"""

from __future__ import annotations

from sqlalchemy import Column, Double, Index, Integer, LargeBinary

from scaffold.storage.schema import NUMBER, Schema

SCHEMA = Schema("rec_", version=1)

events = SCHEMA.table(
    "events",
    Column("number", NUMBER, primary_key=True),
    Column("user_id", LargeBinary, nullable=False),
    Column("item_id", LargeBinary, nullable=False),
    Column("kind", LargeBinary, nullable=False),
    Column("weight", Double, nullable=False),
    Column("rating", Double),
    Column("time", Double, nullable=False),
    Column("key", LargeBinary, unique=True),
    # Whoever has read up to a number must not miss a later event that got the number of a deleted one.
    never_reuses=True,
)
Index(f"{SCHEMA.prefix}events_by_time", events.c.user_id, events.c.time, events.c.number)
Index(f"{SCHEMA.prefix}events_by_item", events.c.user_id, events.c.item_id, events.c.time)

lists = SCHEMA.table(
    "lists",
    Column("number", NUMBER, primary_key=True),
    Column("id", LargeBinary, nullable=False, unique=True),
    Column("user_id", LargeBinary, nullable=False),
    Column("time", Double, nullable=False),
    Column("model", LargeBinary, nullable=False),
    never_reuses=True,
)
Index(f"{SCHEMA.prefix}lists_by_user", lists.c.user_id)

places = SCHEMA.table(
    "places",
    Column("list", NUMBER, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    # User and time are those of the list: whether a place was taken is asked of places alone.
    Column("user_id", LargeBinary, nullable=False),
    Column("item_id", LargeBinary, nullable=False),
    Column("time", Double, nullable=False),
    Column("propensity", Double, nullable=False),
    Column("probability", Double, nullable=False),
    is_small=True,
)
Index(f"{SCHEMA.prefix}places_by_item", places.c.user_id, places.c.item_id, places.c.time)
