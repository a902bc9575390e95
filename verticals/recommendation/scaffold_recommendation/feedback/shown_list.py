"""A list as it was shown to a user."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """One place of a list.

    :ivar item: id of the item that stood there.
    :ivar position: counted from 1.
    :ivar propensity: probability with which the item was put there, above 0; 1.0 without exploration.
    :ivar probability: that the user would be interested in it, as the ranker said.
    :ivar taken: whether the user took it within the window that was asked for; None while nobody has asked.
    """

    item: str
    position: int
    propensity: float = 1.0
    probability: float = 0.0
    taken: bool | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list of places.

    :ivar id: a name of the caller's; a second list of the same id is the same list told again.
    :ivar user: id of the user who saw it.
    :ivar time: when, in seconds since 1970 (UTC).
    :ivar model: hash of the recommender that made it.
    """

    id: str
    user: str
    time: float
    model: str
    places: tuple[ShownPlace, ...]
