"""Lists under the rules of a shop, as a request gives them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.ordering.candidate import Candidate
from scaffold_recommendation.ordering.context import Context
from scaffold_recommendation.ordering.order import Ordering
from scaffold_recommendation.recommender import Ranked
from scaffold_recommendation.retrieval.query import NONE

if TYPE_CHECKING:
    from scaffold_recommendation.batch.user_shard import UserBlock
    from scaffold_recommendation.fitted_model import FittedModel
    from scaffold_recommendation.ordering.placed import Placed
    from scaffold_recommendation.ordering.settings import OrderingSettings


class OrderedLists:
    """Ranked candidates, ordered under rules, varied, and open to chance; a user's number is the seed of chance.

    :param now: when the lists are for, in seconds since 1970 (UTC); the clock's if not given.
    """

    def __init__(self, model: FittedModel, settings: OrderingSettings, k: int, now: float | None = None) -> None:
        self._model = model
        self._k = k
        self._now = time.time() if now is None else now
        self._ordering = Ordering(model.recommender.catalogue, model.rules, settings)
        self._ordering.prepare()

    def of(self, block: UserBlock) -> Ranked:
        """As `Lists.of`."""
        contexts = [self._context(block, row) for row in range(len(block))]
        pinned = {item for context in contexts for item in self._ordering.pinned(context)}
        recommender = self._model.recommender
        ranked = recommender.rank(
            block.histories, block.seen, now=self._now, threads=1, also=sorted(pinned), factors=block.factors
        )
        made = Ranked(
            np.full((len(block), self._k), NONE, np.int64),
            np.full((len(block), self._k), -np.inf, np.float32),
            np.zeros((len(block), self._k), np.float32),
        )
        for row, context in enumerate(contexts):
            for place, each in enumerate(self._ordered(ranked, row, context)):
                made.items[row, place] = each.item
                made.scores[row, place] = each.score
                made.probability[row, place] = each.probability
        return made

    def _ordered(self, ranked: Ranked, row: int, context: Context) -> list[Placed]:
        there = ranked.items[row] >= 0
        items = ranked.items[row][there]
        columns = (items, ranked.scores[row][there], ranked.probability[row][there])
        candidates = [Candidate(*values) for values in zip(*(each.tolist() for each in columns), strict=True)]
        vectors = self._model.recommender.item_vectors(items, self._ordering.settings.vary_by)
        return self._ordering.order(candidates, self._k, context, vectors)

    def _context(self, block: UserBlock, row: int) -> Context:
        number = block.first + row
        users = self._model.users
        owned = block.seen.indices[block.seen.indptr[row] : block.seen.indptr[row + 1]]
        people = users.people.get(users.ids[number], {})
        return Context(people, self._now, owned=frozenset(owned.tolist()), seed=number)
