"""Candidates that came from elsewhere, ranked as if the retrievers had brought them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold_recommendation.retrieval.candidates import Candidates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from scaffold_recommendation.recommender import Ranked, Recommender
    from scaffold_recommendation.retrieval.histories import Histories


def rerank(
    recommender: Recommender,
    histories: Histories,
    items: NDArray[np.int64],
    *,
    now: float | None = None,
    threads: int = 0,
) -> Ranked:
    """Given items of each history, best first.

    :param items: numbers of items, the nearest first, (n, c); -1 where there are fewer.
    :param now: when the lists are asked for, in seconds since 1970 (UTC).
    :param threads: 0 for all cores; a single list is ranked faster by one.
    """
    queries = recommender.retrievers.query(histories)
    given = Candidates(items, {name: query.scores(items) for name, query in queries.items()})
    return recommender.ranked(given, histories, now=now, threads=threads)
