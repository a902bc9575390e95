"""Whether a new model may take the place of the one in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.errors import ScaffoldError
from scaffold.evaluation.bootstrap import paired_bootstrap
from scaffold.evaluation.wording import plural
from scaffold_recommendation.feedback.comparison import Comparison, slice_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from scaffold_recommendation.feedback.estimate import Estimate

MARGIN = 0.02
"""Share of the old model's figure that the new one may be worse by, unless something else is said."""

FEW = 30
"""Users below which nothing is told of a slice, unless something else is said."""


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate decided.

    :ivar accepted: whether the new model may go live.
    :ivar reasons: why, a sentence each; those that refuse it come first.
    :ivar comparisons: what was compared: all users, then each slice with enough of them.
    """

    accepted: bool
    reasons: tuple[str, ...]
    comparisons: tuple[Comparison, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "accepted": self.accepted,
            "reasons": list(self.reasons),
            "comparisons": [each.as_dict() for each in self.comparisons],
        }


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets a new model pass that was shown to be no worse than the one in use.

    It is a test of non-inferiority (Walker and Nowacki 2011, "Understanding Equivalence and Noninferiority Testing"):
    the new model passes if the lower bound of the paired difference of a figure such as NDCG@10, on the same held-out
    users, is not below `-margin` times the old model's mean. Where there are too few users to show it, the model does
    not pass. A slice of at least `few` users refuses it where it is clearly worse, with the whole interval below 0.

    A model that is worse by less than the margin passes, even clearly. So that many of these steps do not add up,
    compare with the best model so far, not just with the last.

    Logs can only refuse: a model whose off-policy gain is trusted and lies below 0 with its whole interval.

    :ivar margin: share of the old model's figure that the new one may be worse by.
    :ivar few: users that a slice needs.
    :ivar draws: of the bootstrap.
    :ivar level: of the intervals.
    """

    margin: float = MARGIN
    few: int = FEW
    draws: int = 1000
    level: float = 0.95
    seed: int = 0

    def decide(
        self,
        new: ArrayLike,
        old: ArrayLike | None = None,
        *,
        slices: Mapping[str, ArrayLike] | None = None,
        logs: Sequence[Estimate] = (),
    ) -> GateResult:
        """Decide about a new model.

        :param new: its figure for each held-out user, higher being better, shape (users,).
        :param old: that of the model in use for the same users; None if there is none, and the new one passes.
        :param slices: masks of users by the slice's name, shape (users,) each.
        :param logs: what the new model would have been worth, see `off_policy.estimate`.
        :raises ScaffoldError: if figures or masks are not of the same users, or a figure is no number.
        """
        if old is None:
            return GateResult(True, ("It is the first model: there is none to compare it with.",))
        ours, theirs = _figures(new), _figures(old)
        masks = [("", np.ones(len(ours), dtype=bool)), *((name, _mask(each)) for name, each in (slices or {}).items())]
        if any(len(each) != len(ours) for each in (theirs, *(mask for _, mask in masks))):
            raise ScaffoldError("both models, and every slice, must be of the same users")
        against: list[str] = []
        told: list[str] = []
        compared: list[Comparison] = []
        for name, mask in masks:
            users = int(mask.sum())
            if users < max(self.few, 1):
                few = f"{slice_name(name)}: {plural(users, 'user')} cannot be compared, {self.few} are needed."
                (told if name else against).append(few)
                continue
            found = self._compared(name, ours[mask], theirs[mask])
            # Of few users little can be shown: a slice speaks against it only where it is clearly worse.
            passes = not found.is_clearly_worse if name else found.is_no_worse
            (told if passes else against).append(found.sentence)
            compared.append(found)
        for each in logs:
            (against if _refuses(each) else told).append(_of_logs(each))
        return GateResult(not against, (*against, *told), tuple(compared))

    def _compared(self, name: str, new: NDArray[np.float64], old: NDArray[np.float64]) -> Comparison:
        difference = paired_bootstrap(
            lambda at: float(new[at].mean()),
            len(new),
            lambda at: float(old[at].mean()),
            draws=self.draws,
            level=self.level,
            seed=self.seed,
        )
        return Comparison(name, len(new), float(old.mean()), float(new.mean()), difference, self.margin)


def _figures(given: ArrayLike) -> NDArray[np.float64]:
    found = np.asarray(given, dtype=np.float64)
    if found.ndim != 1 or not np.isfinite(found).all():
        raise ScaffoldError("a model is judged by one number a user")
    return found


def _mask(given: ArrayLike) -> NDArray[np.bool_]:
    found = np.asarray(given)
    if found.ndim != 1 or found.dtype != bool:
        raise ScaffoldError("a slice is given as one truth value a user")
    return found


def _refuses(logs: Estimate) -> bool:
    return logs.is_trusted and logs.gain.high < 0


def _of_logs(logs: Estimate) -> str:
    if not logs.is_trusted:
        return f"Logs do not count: {logs.warning[0].lower()}{logs.warning[1:]}"
    gain = f"a gain of {logs.gain.low:+.4f} to {logs.gain.high:+.4f} a place"
    said = "it would have been worse" if _refuses(logs) else "nothing speaks against it"
    return f"By {plural(logs.lists, 'logged list')}, {said} ({gain})."
