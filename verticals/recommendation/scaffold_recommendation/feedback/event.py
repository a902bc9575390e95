"""One thing that a user did with an item."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Event:
    """An event as a shop reports it.

    :ivar user: id of the user; any text.
    :ivar item: id of the item; any text.
    :ivar time: seconds since 1970 (UTC).
    :ivar kind: what it was, such as `purchase`.
    :ivar weight: how much it says for the item; 0 where it says nothing or speaks against it.
    :ivar rating: as it was given, on whatever scale; None where there is none.
    :ivar key: a name of the caller's for this event; a second event of the same key is the same event sent again.
    :ivar number: place in the store, rising with every event that is appended; None for one that is not from there.
    """

    user: str
    item: str
    time: float
    kind: str = "event"
    weight: float = 1.0
    rating: float | None = None
    key: str | None = None
    number: int | None = field(default=None, compare=False)
