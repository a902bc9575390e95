"""One vector an item, in the space of users' factors: what a server of nearest neighbours is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.recommender import Recommender


@dataclass(frozen=True, eq=False)
class ItemVectors:
    """Vectors whose inner product with the factors of a user is a score.

    An item that somebody took has the factors that ALS found. One that nobody took yet has those that its text stands
    for. Items with neither are left out: their product of 0 would come before all negative ones.

    :ivar numbers: of the items, ascending, (n,).
    :ivar vectors: (n, factors).
    :ivar by_text: whether a vector comes from the text, (n,).
    """

    numbers: NDArray[np.int64]
    vectors: NDArray[np.float32]
    by_text: NDArray[np.bool_]

    @classmethod
    def of(cls, recommender: Recommender) -> ItemVectors:
        """Vectors of the whole catalogue."""
        retrievers = recommender.retrievers
        learnt = retrievers.als.nearest.vectors
        items = len(recommender.catalogue)
        found = np.zeros((items, learnt.shape[1]), np.float32)
        found[: len(learnt)] = learnt
        cold = retrievers.popularity.counts == 0
        by_text = np.ones(items, bool)
        by_text[: len(cold)] = cold
        found[by_text] = 0
        if retrievers.text_map is not None:
            said = retrievers.text_map.nearest.vectors
            by_text &= np.arange(items) < len(said)
            found[by_text] = said[by_text[: len(said)].nonzero()[0]]
        some = found.any(axis=1)
        return cls(np.flatnonzero(some), found[some], by_text[some])
