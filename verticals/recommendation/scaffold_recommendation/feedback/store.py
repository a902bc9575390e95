"""The store of feedback: what users did, and what they had been shown."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from scaffold.storage.address import Address
from scaffold.storage.database import Database
from scaffold.storage.version import prepare
from scaffold_recommendation.feedback.event_rows import EventRows
from scaffold_recommendation.feedback.list_rows import ListRows
from scaffold_recommendation.feedback.owner import OWNER
from scaffold_recommendation.feedback.schema import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from scaffold_recommendation.feedback.event import Event
    from scaffold_recommendation.feedback.shown_list import ShownList

WEEK = 7 * 86_400.0
"""Seconds within which an event counts as the answer to a list, unless something else is said."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was deleted about a user."""

    events: int
    lists: int
    places: int


class FeedbackStore:
    """Feedback in one database, which any number of processes may read and append to at once.

        with FeedbackStore.open("feedback.sqlite") as store:
            store.append([Event("u1", "b7", time.time(), "purchase", 5.0, key="order-1041")])
            newest = store.history("u1")[-1]

    An id is any text of 1 to 1,000 bytes. What was appended is on the disk, and is seen by the next request.

    :ivar name: its address without a password.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._events = EventRows(database)
        self._lists = ListRows(database)
        self.name = database.address.name

    @classmethod
    def open(cls, address: str | Path, *, must_exist: bool = False) -> FeedbackStore:
        """Open a store, or make a new one.

        :param address: a file of SQLite, `sqlite://` for one in memory, or `postgresql://user@host/database`.
        :param must_exist: whether to refuse an address where there is none yet.
        :raises SettingsError: for an address that is none.
        :raises UserError: when it cannot be reached, read or written, or a newer version made it.
        """
        database = Database(Address.of(address, OWNER))
        try:
            prepare(database, SCHEMA, may_create=not must_exist)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def append(self, events: Iterable[Event], *, now: float | None = None) -> int:
        """Add events, all or none of them; gives how many were new, which those with a known `key` are not.

        :param now: what counts as now, in seconds since 1970 (UTC); the clock's if not given.
        :raises DataError: naming the first event that cannot be: one with a time more than a day after now, a negative
            weight, a number that is none, an id that is empty, very long or no text.
        """
        return self._events.add(events, time.time() if now is None else now)

    def history(self, user: str, limit: int = 200) -> list[Event]:
        """The last `limit` events of a user by time, the newest last; empty for a user nobody knows.

        It takes the same time however many events the user has.
        """
        return self._events.of_user(user, limit)

    def since(self, number: int = 0) -> Iterator[Event]:
        """All events with a number above this one, in the order in which they came.

        They are read a few thousand at a time; events that come meanwhile are left to the next call. Whoever goes on
        from the last number seen misses none and sees none twice.
        """
        return self._events.since(number)

    def last(self) -> int:
        """The number of the newest event; 0 if there is none."""
        return self._events.last()

    def count(self) -> int:
        """How many events there are."""
        return self._events.count()

    def log_shown(self, lists: Iterable[ShownList], *, now: float | None = None) -> int:
        """Add lists that were shown, all or none of them; gives how many were new, which those with a known id are not.

        :param now: what counts as now; the clock's if not given.
        :raises DataError: naming the first list that cannot be: one with a time more than a day after now, a propensity
            or probability that is none, or an item or position that stands there twice.
        """
        return self._lists.add(lists, time.time() if now is None else now)

    def shown(
        self,
        *,
        window: float = WEEK,
        model: str | None = None,
        since: float | None = None,
        before: float | None = None,
    ) -> Iterator[ShownList]:
        """Lists that were shown, in the order in which they were logged; a few hundred are held at a time.

        A place is taken if the user did something with its item, of a weight above 0, not before the list was shown and
        not later than `window` after. Lists whose window still runs may be answered yet: give `before = now - window`
        where that matters.

        :param window: in seconds.
        :param model: only lists of the recommender with this hash.
        :param since: only lists shown at this time or later.
        :param before: only lists shown before this time.
        """
        return self._lists.all(window=window, model=model, since=since, before=before)

    def count_shown(self) -> int:
        """How many lists were shown."""
        return self._lists.count()

    def times_seen(
        self, user: str, items: Sequence[str], *, window: float = WEEK, since: float | None = None
    ) -> dict[str, int]:
        """How often each of these items was shown to a user who did not take it; 0 for one that never was.

        :param window: seconds after which a list without an answer stays unanswered; see `shown`.
        :param since: only lists shown at this time or later.
        """
        found = self._lists.passed_by(user, items, window=window, since=since)
        return {item: found.get(item, 0) for item in items}

    def forget(self, user: str) -> Forgotten:
        """Delete everything about a user, so that it is not left in the file or its log either.

        PostgreSQL gives the room of deleted rows free when it vacuums next. Models that learnt from them are to be
        fitted anew.
        """
        with self._database.writing() as connection:
            if self._database.address.is_sqlite:
                connection.exec_driver_sql("PRAGMA secure_delete = ON")
            gone = Forgotten(self._events.forget(user), *self._lists.forget(user))
        self._database.wipe_log()
        return gone

    def close(self) -> None:
        """Let go of all connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()
