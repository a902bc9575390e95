"""Why one item is, or is not, on a user's list."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_recommendation.data.items import Item
    from scaffold_recommendation.ordering.placed import Move
    from scaffold_recommendation.reasons.reason import Reason

Verdict = Literal["shown", "kept out", "too low", "not found"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What one retriever says of an item.

    :ivar rank: among the items that the user has not had to do with; None beyond the first `DEEPEST`, and where it says
        nothing.
    """

    retriever: str
    score: float
    rank: int | None


DEEPEST = 1000
"""How far down its list a retriever is asked for an item."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one feature of the ranker did to an item's score.

    :ivar value: of the feature; NaN where it is not known.
    :ivar effect: what it adds to or takes from the score of the trees, by TreeSHAP (Lundberg et al. 2018).
    """

    feature: str
    value: float
    effect: float


@dataclass(frozen=True)
class Explanation:
    """How an item fared when a list was made.

    :ivar rank: by its score among the candidates and itself, from 1, of `candidates`.
    :ivar is_found: whether a retriever brought it; else it was ranked because somebody asks.
    :ivar place: on the list, None if it is not there.
    :ivar probability: that the user takes it, calibrated; NaN without a ranker.
    :ivar is_seen: whether the user has had to do with it before.
    :ivar moves: what moved it or took it out, in order.
    :ivar kept_out_by: the move that keeps it from the list; None if it is there, or its score is too low.
    :ivar standings: of all retrievers.
    :ivar objective: of the trees that `effects` are of; empty where no trees decide.
    :ivar effects: of the features, the strongest first.
    :ivar words: the reasons as a sentence, and `gist` how it fared, in the language that was asked for.
    """

    item: Item
    rank: int
    candidates: int
    is_found: bool
    place: int | None
    score: float
    probability: float
    is_seen: bool
    moves: tuple[Move, ...]
    kept_out_by: Move | None
    standings: tuple[Standing, ...]
    objective: str
    effects: tuple[Effect, ...]
    reasons: tuple[Reason, ...]
    words: str = ""
    gist: str = ""

    @property
    def verdict(self) -> Verdict:
        """How it fared, in short."""
        if self.place is not None:
            return "shown"
        if self.kept_out_by is not None:
            return "kept out"
        return "too low" if self.is_found else "not found"

    def as_dict(self) -> dict[str, Any]:
        """As one JSON line."""
        return {
            "id": self.item.id,
            "title": self.item.title,
            "verdict": self.verdict,
            "place": self.place,
            "rank": self.rank,
            "candidates": self.candidates,
            "found": self.is_found,
            "seen": self.is_seen,
            "kept_out_by": None if self.kept_out_by is None else self.kept_out_by.rule,
            "score": _rounded(self.score),
            "probability": _rounded(self.probability),
            "moves": [move.as_dict() for move in self.moves],
            "retrievers": {
                each.retriever: {"score": _rounded(each.score), "rank": each.rank} for each in self.standings
            },
            "objective": self.objective or None,
            "effects": [
                {"feature": each.feature, "value": _rounded(each.value), "effect": _rounded(each.effect)}
                for each in self.effects
            ],
            "reasons": [reason.as_dict() for reason in self.reasons],
            "why": self.words,
            "gist": self.gist,
        }


def decisive(moves: Sequence[Move], places: int | None = None) -> Move | None:
    """The move that keeps an item from a list: the one that took it out, else the one that led it down furthest.

    :param places: of the list; an item that was further down by its score alone was not kept out by moving it. None for
        an item that is known to have been on it by its score.
    """
    if not moves:
        return None
    if moves[-1].after is None:
        return moves[-1]
    if places is not None and (moves[0].before is None or moves[0].before > places):
        return None
    return max(moves, key=lambda move: (move.after or 0) - (move.before or 0))


def _rounded(value: float | None) -> float | None:
    """What JSON can hold: no infinity, and None for what is not known."""
    return round(value, 4) if value is not None and math.isfinite(value) else None
