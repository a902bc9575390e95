"""What a ranker learns from: lists asked for at an earlier time, and what was taken then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.data.interactions import Interactions

_WINDOWS = ((0.6, 0.8), (0.8, 1.0))
"""Of the events in the order of time: from which share on lists are asked for, and until which one they are judged."""

_FOLDS = 8
_USED = 4


@dataclass(frozen=True, eq=False)
class Lesson:
    """Events that are known when lists are asked for, and those that judge the lists.

    :ivar now: when lists are asked for, in seconds since 1970 (UTC); None where events have no times.
    """

    known: Interactions
    asked: Interactions
    now: float | None


def lessons(train: Interactions, protocol: str, seed: int = 0) -> list[Lesson]:
    """Lessons as the split of `protocol` is made: by time, the last of each user, or at random.

    Retrievers are fitted on `known` alone, so that no feature of a lesson has seen what judges it.
    """
    if protocol == "time" and train.is_dated:
        return _windows(train)
    parts = _last_ones(train) if protocol == "last" and train.is_dated else _folds(train, seed)
    now = float(train.time.max()) if train.is_dated else None
    return [Lesson(train.select(~part), train.select(part), now) for part in parts]


def _windows(train: Interactions) -> list[Lesson]:
    found = []
    for first, last in _WINDOWS:
        start, end = np.quantile(train.time, [first, last])
        known = train.time < start
        asked = ~known & (train.time <= end)
        if known.any() and asked.any():
            found.append(Lesson(train.select(known), train.select(asked), float(start)))
    return found


def _last_ones(train: Interactions) -> list[NDArray[np.bool_]]:
    order = np.lexsort((train.time, train.user))
    user = train.user[order]
    last = np.zeros(len(train), bool)
    last[order[np.r_[user[1:] != user[:-1], True]]] = True
    several = np.bincount(train.user, minlength=len(train.users)) > 1
    return [last & several[train.user]]


def _folds(train: Interactions, seed: int) -> list[NDArray[np.bool_]]:
    """An eighth of each user's events at a time, four times: shares as a test of a tenth leaves them."""
    rng = np.random.default_rng(seed)
    order = np.lexsort((rng.random(len(train)), train.user))
    counts = np.bincount(train.user, minlength=len(train.users))
    first = np.cumsum(counts) - counts
    offset = rng.integers(0, _FOLDS, len(counts))
    fold = np.empty(len(train), np.int64)
    user = train.user[order]
    fold[order] = (np.arange(len(train)) - first[user] + offset[user]) % _FOLDS
    return [fold == number for number in range(_USED)]
