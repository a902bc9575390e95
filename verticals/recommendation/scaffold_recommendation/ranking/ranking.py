"""The order of candidates, and how likely each is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.ranking.ranker import Objective, Ranker

    Floats = NDArray[np.float32]

FUSED = "fused ranks"
"""The order in which the retrievers bring candidates, without a ranker."""

POPULAR = "popularity"
"""What is taken most, for users of whom nothing else is known."""

LENGTH, TAKEN_BY_MANY = "history length", "popularity score"
"""Features by which users without a history are known, and ordered."""

WAYS: dict[str, tuple[Objective, ...]] = {
    FUSED: (),
    "LambdaMART": ("lambdarank",),
    "log-loss trees": ("binary",),
    "LambdaMART and log-loss trees": ("lambdarank", "binary"),
}
"""Orders to choose from, by the rankers whose standardised scores are added up."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """Rankers, which of them order, and the calibration of what the one with log-loss says.

    :ivar rankers: by objective; without any, candidates stay in the order of their fused ranks.
    :ivar way: key of `WAYS`.
    :ivar way_of_new: the same for users without a history, or `POPULAR`.
    :ivar slope: of log-odds, and `offset`: Platt scaling, fitted on lists that no ranker learnt from.
    """

    rankers: Mapping[Objective, Ranker]
    way: str = FUSED
    way_of_new: str = POPULAR
    slope: float = 1.0
    offset: float = 0.0

    def scores(self, features: Floats, there: NDArray[np.bool_], threads: int = 0) -> tuple[Floats, Floats]:
        """Scores to order by, -inf where there is no candidate, and probabilities of interest, (n, c) each.

        :param features: (n, c, f).
        """
        said = {name: ranker.scores(features, there, threads) for name, ranker in self.rankers.items()}
        if not said:
            return ordered(said, FUSED, there, None), np.where(there, np.float32(np.nan), np.float32(0))
        names = next(iter(self.rankers.values())).names
        popularity = features[..., names.index(TAKEN_BY_MANY)]
        order = ordered(said, self.way, there, popularity)
        new = (features[..., names.index(LENGTH)] == 0) & there
        if new.any() and self.way_of_new != self.way:
            order = np.where(new, ordered(said, self.way_of_new, there, popularity), order)
        odds = np.where(there, self.slope * np.where(there, said["binary"], 0) + self.offset, -np.inf)
        return order, (1 / (1 + np.exp(-odds))).astype(np.float32)


def ordered(said: Mapping[Objective, Floats], way: str, there: NDArray[np.bool_], popularity: Floats | None) -> Floats:
    """Scores of one of the `WAYS`, or by popularity, (n, c)."""
    if way == POPULAR and popularity is not None:
        return np.where(there, standardised(popularity, there), np.float32(-np.inf))
    parts = [standardised(said[name], there) for name in WAYS[way]]
    if not parts:
        places = -np.arange(there.shape[1], dtype=np.float32)
        return np.where(there, np.broadcast_to(places, there.shape), np.float32(-np.inf))
    return np.where(there, np.mean(parts, axis=0), np.float32(-np.inf)).astype(np.float32)


def standardised(scores: Floats, there: NDArray[np.bool_]) -> Floats:
    """Standard deviations above the mean of each list, 0 where there is no candidate."""
    number = np.maximum(there.sum(axis=1, keepdims=True), 1)
    mean = np.where(there, scores, 0).sum(axis=1, keepdims=True) / number
    apart = np.where(there, scores, mean) - mean
    deviation = np.sqrt((apart**2).sum(axis=1, keepdims=True) / number)
    return np.divide(apart, deviation, out=np.zeros_like(apart), where=deviation > 0).astype(np.float32)
