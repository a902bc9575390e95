"""A reason why an item is on a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from scaffold_recommendation.ordering.placed import Move

Kind = Literal["because", "text", "popular", "new", "rule"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with what it rests on.

    :ivar kind: `because` of items of the history, `text` that is alike, `popular` or `new`, a `rule` that moved it.
    :ivar items: ids of the items of the history it rests on, the weightiest first.
    :ivar words: words that both texts share, the rarest first.
    :ivar weight: of all that a history says for the item in this way, the part that `items` say, between 0 and 1; 1 for
        what is only popular, 0 for what is only new, and for rules.
    :ivar move: of a rule, what it did.
    """

    kind: Kind
    items: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    weight: float = 0.0
    move: Move | None = None

    def as_dict(self) -> dict[str, Any]:
        """As it stands in a JSON line."""
        found = {"kind": self.kind, "items": list(self.items), "words": list(self.words)}
        moved = {} if self.move is None else {"rule": self.move.rule}
        return {**found, "weight": round(self.weight, 4), **moved}
