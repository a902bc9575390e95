"""What kind of lists are made for everybody."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from scaffold.errors import SettingsError, did_you_mean
from scaffold_recommendation.retrieval.retrievers import NAMES

if TYPE_CHECKING:
    from scaffold_recommendation.ordering.settings import OrderingSettings

BEST = "best"
"""In place of the name of a retriever: the one that found most when the model was fitted."""


@dataclass(frozen=True)
class ListPlan:
    """How the list of each user is made.

    :ivar k: its length.
    :ivar fast: retriever whose scores alone make the list, or `BEST`; None: all retrievers and the ranker.
    :ivar ordering: what a shop decides about its lists, with its rules; None: the ranker alone orders them.
    :ivar now: when the lists are for, in seconds since 1970 (UTC); the time of the run if not given.
    """

    k: int = 10
    fast: str | None = None
    ordering: OrderingSettings | None = None
    now: float | None = None

    def check(self) -> None:
        """Refuse what cannot be made.

        :raises SettingsError: for a list of no length, a retriever that there is none of, or an order of fast lists.
        """
        if self.k < 1:
            raise SettingsError(f"a list of {self.k} items cannot be made", hint="Ask for 1 or more.")
        if self.fast is not None and self.fast not in (BEST, *NAMES):
            known = ", ".join((BEST, *NAMES))
            near = did_you_mean(self.fast, (BEST, *NAMES))
            raise SettingsError(f"there is no retriever {self.fast!r}{near}", hint=f"Choose one of: {known}.")
        if self.fast is not None and self.ordering is not None:
            raise SettingsError(
                "fast lists are not ordered: there is no ranker and no rule in them",
                hint="Leave out --fast, or order them where they are shown.",
            )

    def as_dict(self) -> dict[str, Any]:
        """As plain values."""
        return {**asdict(self), "ordering": None if self.ordering is None else self.ordering.model_dump(mode="json")}
