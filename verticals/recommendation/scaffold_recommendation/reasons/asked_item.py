"""How an item that is asked about fares against the candidates of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from scaffold_recommendation.ranking.features import features
from scaffold_recommendation.ranking.ranking import LENGTH, WAYS
from scaffold_recommendation.reasons.explanation import DEEPEST, Effect, Standing
from scaffold_recommendation.retrieval.candidates import retrieve

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from numpy.typing import NDArray

    from scaffold_recommendation.ranking.ranking import Ranking
    from scaffold_recommendation.recommender import Recommender
    from scaffold_recommendation.retrieval.histories import Histories
    from scaffold_recommendation.retrieval.query import Query

    Floats = NDArray[np.float32]

_NAMED = 12
_FAINT = 1e-4


@dataclass(frozen=True, eq=False)
class AskedItem:
    """An item among the candidates of one history.

    :ivar features: of the item, (f,), and their `names`.
    """

    rank: int
    count: int
    is_found: bool
    score: float
    probability: float
    standings: tuple[Standing, ...]
    features: Floats
    names: tuple[str, ...]

    @classmethod
    def of(
        cls, recommender: Recommender, histories: Histories, item: int, owned: Collection[int], now: float | None
    ) -> AskedItem:
        """Retrieve and rank as for a list, with the item among the candidates even if nothing brings it.

        :param owned: what is left out besides, as numbers of items.
        """
        hidden = np.array(sorted(set(owned) - {item}), np.int64)
        shape = (1, len(recommender.catalogue))
        seen = sparse.csr_matrix((np.ones(len(hidden), np.float32), (np.zeros(len(hidden), int), hidden)), shape=shape)
        queries = recommender.retrievers.query(histories)
        found = retrieve(queries, seen, recommender.candidates, cold=recommender.facts.is_cold, also=(item,))
        at = int(np.flatnonzero(found.items[0] == item)[0])
        moment = recommender.now if now is None or recommender.now is None else max(now, recommender.now)
        columns, names = features(found, histories, recommender.facts, recommender.retrievers.names, moment)
        there = found.items >= 0
        scores, probability = recommender.ranking.scores(columns, there, threads=1)
        return cls(
            rank=1 + int((scores[0] > scores[0, at]).sum()),
            count=int(there.sum()),
            is_found=at < found.items.shape[1] - 1 and item not in owned,
            score=float(scores[0, at]),
            probability=float(probability[0, at]),
            standings=tuple(_standings(queries, item, hidden, shape[1])),
            features=columns[0, at],
            names=names,
        )

    def effects(self, ranking: Ranking) -> tuple[str, tuple[Effect, ...]]:
        """The objective of the trees that order the candidates, and what the features did to the item's score there.

        Of two kinds of trees those with log-loss are read, whose scores are log-odds; nothing where no trees order.
        """
        if not ranking.rankers:
            return "", ()
        is_new = self.features[self.names.index(LENGTH)] == 0
        ways = WAYS.get(ranking.way_of_new if is_new else ranking.way, ())
        used = [name for name in ("binary", "lambdarank") if name in ways and name in ranking.rankers]
        if not used:
            return "", ()
        import lightgbm

        ranker = ranking.rankers[used[0]]
        trees = lightgbm.Booster(model_str=ranker.model)
        # The last column is the mean score of all candidates the trees have learnt from.
        added = np.asarray(trees.predict(self.features[None], pred_contrib=True, num_threads=1))[0, :-1]
        order = [at for at in np.argsort(-np.abs(added), kind="stable")[:_NAMED] if abs(added[at]) > _FAINT]
        return used[0], tuple(Effect(self.names[at], float(self.features[at]), float(added[at])) for at in order)


def _standings(queries: Mapping[str, Query], item: int, hidden: NDArray[np.int64], items: int) -> Iterator[Standing]:
    for name, query in queries.items():
        top = query.top(min(DEEPEST + len(hidden), items))[0]
        left = top[~np.isin(top, hidden)]
        place = np.flatnonzero(left == item)
        rank = int(place[0]) + 1 if len(place) and place[0] < DEEPEST else None
        yield Standing(name, float(query.scores(np.array([[item]], np.int64))[0, 0]), rank)
