"""What a user did, as far as it is known at the time of a request."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold_recommendation.retrieval.histories import Histories

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold_recommendation.data.ids import Ids
    from scaffold_recommendation.feedback.store import FeedbackStore
    from scaffold_recommendation.known_users import KnownUsers

_Events = dict[int, tuple[float, float]]
"""Weight and time by item, the newest item last."""


@dataclass(frozen=True)
class Past:
    """What a user did, as far as it is known now.

    :ivar histories: of this one user.
    :ivar owned: numbers of items the user had to do with.
    :ivar people: fields of the user.
    :ivar notes: what could not be used.
    """

    histories: Histories
    owned: frozenset[int]
    people: Mapping[str, object]
    notes: tuple[str, ...] = ()


class Pasts:
    """Looks up what users did: when the recommender was fitted, and since.

    :param ids: of all items.
    :param limit: newest items of a user that are read.
    :param now: time of what a request says somebody took, in seconds since 1970 (UTC).
    """

    def __init__(self, users: KnownUsers, ids: Ids, store: FeedbackStore | None, limit: int, now: float | None) -> None:
        self._users = users
        self._ids = ids
        self._store = store
        self._limit = limit
        self._now = now

    def of(self, user: str | None, history: Sequence[str] | None = None) -> Past:
        """What is known of a user, or said in the request."""
        people = self._users.people.get(user, {}) if user is not None else {}
        if history is not None:
            return self._of_request(history, people)
        events, notes = self._stored(user)
        number = None if user is None else self._users.ids.number(user)
        if number is None:
            if user is not None and not events:
                notes = (f"nothing is known of the user {user[:60]!r}: this is a list for somebody new", *notes)
            return _past(events, frozenset(), people, notes)
        before = self._users.history(number)
        kept = zip(before.item.tolist(), before.weight.tolist(), before.time.tolist(), strict=True)
        merged = {item: (weight, at) for item, weight, at in kept}
        for item, (weight, at) in events.items():
            merged.pop(item, None)
            merged[item] = (weight, at)
        owned = frozenset(self._users.seen_by(number).tolist())
        return _past(merged, owned, people, notes)

    def _of_request(self, history: Sequence[str], people: Mapping[str, object]) -> Past:
        ids = self._ids
        numbers = [(name, ids.number(name)) for name in history]
        strange = [name for name, number in numbers if number is None]
        at = float("nan") if self._now is None else self._now
        events: dict[int, tuple[float, float]] = {}
        for _, number in numbers:
            if number is not None:
                events.pop(number, None)
                events[number] = (1.0, at)
        notes = []
        if strange:
            missing = f"{len(strange)} of {len(history)} items of the history are not in the catalogue"
            notes.append(f"{missing}: {strange[0][:60]!r}{ids.near(strange[0])}")
        if not events:
            notes.append("the history is empty: this is a list for somebody new")
        return _past(events, frozenset(), people, tuple(notes))

    def _stored(self, user: str | None) -> tuple[dict[int, tuple[float, float]], tuple[str, ...]]:
        """Events of a user that came after the model, by item."""
        if self._store is None or user is None:
            return {}, ()
        found: dict[int, tuple[float, float]] = {}
        strange = 0
        for event in self._store.history(user, self._limit):
            number = self._ids.number(event.item)
            if number is None:
                strange += 1
                continue
            found.pop(number, None)
            found[number] = (event.weight, event.time)
        notes = (f"{strange} events are about items that are not in the catalogue",) if strange else ()
        return found, notes


def _past(
    events: Mapping[int, tuple[float, float]],
    owned: frozenset[int],
    people: Mapping[str, object],
    notes: tuple[str, ...],
) -> Past:
    order = sorted(events.items(), key=_time)
    histories = Histories.of_one(
        [item for item, _ in order], [weight for _, (weight, _) in order], [at for _, (_, at) in order]
    )
    return Past(histories, owned | frozenset(events), people, notes)


def _time(event: tuple[int, tuple[float, float]]) -> float:
    """What has no time comes first."""
    time = event[1][1]
    return -math.inf if math.isnan(time) else time
