"""Lists by the scores of one retriever, for very many users."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from scaffold.errors import SettingsError
from scaffold_recommendation.batch.list_plan import BEST
from scaffold_recommendation.recommender import Ranked
from scaffold_recommendation.retrieval.candidates import retrieve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.batch.user_shard import UserBlock
    from scaffold_recommendation.fitted_model import FittedModel
    from scaffold_recommendation.recommender import Recommender
    from scaffold_recommendation.retrieval.query import Retriever

    Numbers = NDArray[np.int64]

_USUAL = "als"


class FastLists:
    """What one retriever finds, and what is popular where it finds too little; no ranker, no rules, no probability."""

    def __init__(self, recommender: Recommender, retriever: Retriever, k: int) -> None:
        self._retriever = retriever
        self._retrievers = recommender.retrievers
        self._k = k

    def of(self, block: UserBlock) -> Ranked:
        """As `Lists.of`; probabilities are NaN."""
        name = self._retriever.name
        query = self._retrievers.query(block.histories, block.factors, (name,))[name]
        found = retrieve({name: query}, block.seen, self._k)
        items, scores = found.items, found.scores[name]
        if (items < 0).any():
            items = self._filled(items, block)
            scores = query.scores(items)
        return Ranked(items, scores, np.full(items.shape, np.nan, np.float32))

    def _filled(self, items: Numbers, block: UserBlock) -> Numbers:
        """Lists with popular items in the places that are left, which are the last ones."""
        missing = items < 0
        row, column = np.nonzero(~missing)
        listed = sparse.csr_matrix((np.ones(len(row), np.float32), (row, items[row, column])), shape=block.seen.shape)
        query = self._retrievers.popularity.query(block.histories)
        popular = query.top(self._k, block.seen + listed)
        at = np.maximum(np.cumsum(missing, axis=1) - 1, 0)
        return np.where(missing, np.take_along_axis(popular, at, axis=1), items)


def retriever_of(model: FittedModel, name: str) -> Retriever:
    """The retriever of a name, or the one that was best when the model was fitted.

    :raises SettingsError: when this model does not have it.
    """
    retrievers = {retriever.name: retriever for retriever in model.recommender.retrievers}
    wanted = str(model.about.get("retriever", _USUAL)) if name == BEST else name
    if wanted not in retrievers:
        raise SettingsError(
            f"this model has no retriever {wanted!r}: it was fitted without texts",
            hint=f"Choose one of: {', '.join(retrievers)}.",
        )
    return retrievers[wanted]
