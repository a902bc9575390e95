"""Items of a list, and what moved them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Cause = Literal["exclude", "boost", "diversity", "at_most", "pin", "exploration", "others"]
"""What a rule did to an item; `others`: it moved other items, and this one made way or moved up."""


@dataclass(frozen=True, slots=True)
class Move:
    """A rule that changed the place of an item: "moved by rule X from 2 to 5", "taken out by rule Y".

    Places count what may be shown: unavailable and excluded items have none beside the one they had by their score.
    One beyond the end of the list says that the item is not shown.

    :ivar rule: id of a business rule, or of one that is built in (`BUILT_IN`).
    :ivar before: place before it, 1 is the first; None if it was not on the list.
    :ivar after: place after it; None if it was taken out.
    """

    rule: str
    effect: Cause
    before: int | None
    after: int | None

    def as_dict(self) -> dict[str, Any]:
        """As it stands in a JSON line."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Placed:
    """An item of a list.

    :ivar score: the ranker's, as it came.
    :ivar propensity: probability with which exploration put it in this place, given the places before it; 1 without
        exploration and for an item that a rule pins.
    :ivar moves: what led from the place by its score to this one, in order; empty where that is the same.
    """

    item: int
    score: float
    probability: float
    propensity: float
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A candidate that is not on the list; `moves` say why, and are empty where its score was too low."""

    item: int
    score: float
    probability: float
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Ordered:
    """A list with what is not on it.

    :ivar left_out: candidates that the score alone would have shown, and those that were asked about; best first.
    """

    shown: tuple[Placed, ...]
    left_out: tuple[LeftOut, ...] = ()


BUILT_IN = (
    "stock",
    "not-yet",
    "no-longer",
    "taken-already",
    "age-limit",
    "category",
    "diversity",
    "exploration",
)
"""Ids of the rules that nobody has to write."""
