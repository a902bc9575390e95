"""A list as it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaffold_recommendation.data.items import Item
    from scaffold_recommendation.ordering.placed import Move
    from scaffold_recommendation.reasons.reason import Reason


@dataclass(frozen=True)
class RecommendedItem:
    """One place of a list.

    :ivar place: from 1.
    :ivar score: what candidates are ordered by before rules and diversity.
    :ivar probability: that the user takes it, calibrated; NaN without a ranker.
    :ivar propensity: probability with which it was put into this place; 1 without exploration.
    :ivar moves: what moved it, from which place to which.
    :ivar reasons: why it is here, the main one first.
    :ivar words: the reasons as a sentence.
    """

    item: Item
    place: int
    score: float
    probability: float
    propensity: float = 1.0
    moves: tuple[Move, ...] = ()
    reasons: tuple[Reason, ...] = ()
    words: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As it stands in a JSON line."""
        known = self.probability == self.probability  # NaN is not equal to itself.
        return {
            "place": self.place,
            "id": self.item.id,
            "title": self.item.title,
            "score": round(self.score, 4),
            "probability": round(self.probability, 4) if known else None,
            "propensity": round(self.propensity, 6),
            "moves": [move.as_dict() for move in self.moves],
            "reasons": [reason.as_dict() for reason in self.reasons],
            "why": self.words,
        }


@dataclass(frozen=True)
class RecommendedList:
    """A list for one user.

    :ivar id: of this list, for feedback on it.
    :ivar user: id of the user, None for a history without one.
    :ivar known: items of the history that the list rests on.
    :ivar notes: what the reader of the list should know, such as items of the history that nobody knows.
    :ivar left_out: items that the scores alone would have put on the list, with what took them out.
    """

    id: str
    user: str | None
    items: tuple[RecommendedItem, ...]
    known: int
    notes: tuple[str, ...] = ()
    left_out: tuple[RecommendedItem, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As one JSON line."""
        return {
            "list": self.id,
            "user": self.user,
            "known": self.known,
            "notes": list(self.notes),
            "items": [item.as_dict() for item in self.items],
            "left_out": [item.as_dict() for item in self.left_out],
        }
