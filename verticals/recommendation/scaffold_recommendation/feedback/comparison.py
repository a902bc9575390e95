"""The model in use and a new one on the same users."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.evaluation.wording import percent
from scaffold_recommendation.feedback.estimate import interval_record

if TYPE_CHECKING:
    from scaffold.evaluation.bootstrap import Interval


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both models on all users, or on a slice of them.

    :ivar name: of the slice; empty for all users.
    :ivar users: how many there are.
    :ivar old: mean figure of the model in use.
    :ivar new: mean figure of the new one.
    :ivar difference: `new` less `old`, on the same resampled users.
    :ivar margin: share of `old` that the new model may be worse by.
    """

    name: str
    users: int
    old: float
    new: float
    difference: Interval
    margin: float

    @property
    def allowed(self) -> float:
        """The lowest that the difference's lower bound may be."""
        return -self.margin * abs(self.old)

    @property
    def is_no_worse(self) -> bool:
        """Whether the new model was shown to be not worse by more than the margin."""
        return self.difference.low >= self.allowed

    @property
    def is_clearly_worse(self) -> bool:
        """Whether all of the interval lies below 0."""
        return self.difference.high < 0

    @property
    def sentence(self) -> str:
        """What was found, for people."""
        low, high = self.difference.low, self.difference.high
        figures = f"{self.new:.4f} against {self.old:.4f}, a difference of {low:+.4f} to {high:+.4f}"
        return f"{slice_name(self.name)}: {self._found} ({figures}; {self.allowed:+.4f} is allowed)."

    @property
    def _found(self) -> str:
        margin = percent(self.margin)
        if not self.is_no_worse:
            if self.is_clearly_worse:
                return "the new model is clearly worse"
            return f"it was not shown that the new model is no worse by more than {margin}"
        if self.difference.low > 0:
            return "the new model is clearly better"
        if self.is_clearly_worse:
            return f"the new model is worse, but by less than {margin}"
        return f"the new model is no worse by more than {margin}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "slice": self.name,
            "users": self.users,
            "old": self.old,
            "new": self.new,
            "difference": interval_record(self.difference),
            "allowed": self.allowed,
            "no_worse": self.is_no_worse,
        }


def slice_name(name: str) -> str:
    """A slice as sentences begin with it."""
    return f"Slice {name!r}" if name else "All users"
