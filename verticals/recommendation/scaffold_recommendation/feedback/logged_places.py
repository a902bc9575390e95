"""Logged lists as columns, beside what another ranker would have put into their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold.errors import ScaffoldError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

    from scaffold_recommendation.feedback.shown_list import ShownList

_ROW = np.dtype([("lists", np.int64), ("propensity", np.float64), ("target", np.float64), ("reward", np.float64)])


@dataclass(frozen=True, eq=False)
class LoggedPlaces:
    """Places that were shown, one a row; those of a list bear its number.

    :ivar lists: number of the list of each place, from 0 on, shape (n,).
    :ivar propensity: probability with which the item was put into this place when it was logged, in (0, 1], shape (n,).
    :ivar target: probability with which the new ranker puts the same item into the same place, in [0, 1], shape (n,);
        1 or 0 for one that leaves nothing to chance.
    :ivar reward: what came of it, such as 1 if the item was taken and 0 if not, shape (n,).
    """

    lists: NDArray[np.int64]
    propensity: NDArray[np.float64]
    target: NDArray[np.float64]
    reward: NDArray[np.float64]

    @classmethod
    def of(cls, lists: ArrayLike, propensity: ArrayLike, target: ArrayLike, reward: ArrayLike) -> LoggedPlaces:
        """Columns that were looked at.

        :raises ScaffoldError: if they differ in length, or one holds what it must not.
        """
        numbers = np.asarray(lists, dtype=np.int64)
        columns = [np.asarray(each, dtype=np.float64) for each in (propensity, target, reward)]
        if any(each.shape != (len(numbers),) for each in columns):
            raise ScaffoldError("lists, propensities, targets and rewards must have one row a place")
        chance, wanted, gained = columns
        if not (np.all((chance > 0) & (chance <= 1)) and np.all((wanted >= 0) & (wanted <= 1))):
            raise ScaffoldError("a propensity must lie above 0 and up to 1, a target from 0 to 1")
        if not np.all(np.isfinite(gained)):
            raise ScaffoldError("a reward must be a finite number")
        return cls(np.unique(numbers, return_inverse=True)[1].astype(np.int64), *columns)

    @classmethod
    def compare(cls, lists: Iterable[ShownList], target: Callable[[ShownList], Sequence[float]]) -> LoggedPlaces:
        """Places of logged lists with 1 as the reward of one that was taken.

        :param lists: such as `FeedbackStore.shown` gives.
        :param target: gives for each place of a list the probability that the new ranker puts the same item there, such
            as `same_places` of the list that it would have shown.
        """
        rows = (
            (number, place.propensity, wanted, bool(place.taken))
            for number, shown in enumerate(lists)
            for place, wanted in zip(shown.places, target(shown), strict=True)
        )
        found = np.fromiter(rows, dtype=_ROW)
        return cls.of(*(found[name] for name in _ROW.names or ()))


def same_places(shown: ShownList, ranking: Sequence[str]) -> list[float]:
    """For each place of a logged list 1.0 if a ranking has the same item at the same place, else 0.0.

    :param ranking: ids of items that the new ranker would have shown, the first one for position 1.
    """
    first = {item: position for position, item in enumerate(ranking, 1)}
    return [float(first.get(place.item) == place.position) for place in shown.places]
