"""What the pages need to know and do; whoever serves them brings it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_recommendation.data.items import Item
    from scaffold_recommendation.reasons.explanation import Explanation
    from scaffold_recommendation.recommended import RecommendedList

PAGE = 20
"""Users on a page."""


class Shelf(Protocol):
    """Users, items, and lists of them; asked by several threads at once."""

    @property
    def title(self) -> str:
        """What is recommended here, a few words."""

    @property
    def kinds(self) -> Sequence[str]:
        """Kinds of events that may be noted, the usual one first; none where nothing is kept."""

    def users(self, query: str, page: int) -> tuple[list[tuple[str, int]], int]:
        """Users whose id holds a text, each with the number of events: those of a page, from 1, and how many in all."""

    def items(self, query: str, most: int) -> list[Item]:
        """The first items whose title or id holds a text."""

    def item(self, item: str) -> Item | None:
        """The item of an id; None if there is none."""

    def history(self, user: str, most: int) -> list[Item]:
        """What a user took last, the newest first; nothing for a user nobody knows."""

    def recommend(self, user: str | None, history: Sequence[str], k: int, language: str) -> RecommendedList:
        """A list for a user, or, if `user` is None, for somebody who took these items, the newest last."""

    def explain(self, user: str | None, history: Sequence[str], item: str, language: str) -> Explanation:
        """Why an item that exists is, or is not, on that list."""

    def take(self, user: str, item: str, kind: str) -> None:
        """Note that a user took an item; the next list knows it."""
