"""What a ranker knows of each candidate: the scores of the retrievers, the item, and how both fit the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.ranking.ranking import LENGTH, standardised
from scaffold_recommendation.retrieval.popularity import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from scaffold_recommendation.ranking.item_facts import ItemFacts
    from scaffold_recommendation.retrieval.candidates import Candidates
    from scaffold_recommendation.retrieval.histories import Histories

    Floats = NDArray[np.float32]

_USUAL_TAGS = 3


def features(
    candidates: Candidates, histories: Histories, facts: ItemFacts, names: Iterable[str], now: float | None
) -> tuple[Floats, tuple[str, ...]]:
    """Features of candidates, (n, c, f), NaN where something is not known, and their names.

    :param names: retrievers whose scores are used.
    :param now: when the lists are asked for, in seconds since 1970 (UTC).
    """
    there = candidates.items >= 0
    items = np.where(there, candidates.items, 0)
    columns: dict[str, Floats] = {}
    for name in names:
        columns[f"{name} score"] = candidates.scores[name]
        columns[f"{name} standard score"] = standardised(candidates.scores[name], there)
    columns["takers"] = np.log1p(facts.takers[items])
    columns["recent takers"] = facts.recent[items]
    columns["rating"] = facts.rating[items]
    columns[LENGTH] = _of_user(np.log1p(histories.lengths), items)
    columns["tag affinity"] = _affinity(histories, facts, items)
    columns["price distance"] = _distance(histories, facts.price, facts.spread["price"], items)
    columns["age distance"] = _distance(histories, facts.made, facts.spread["made"], items)
    if now is not None:
        columns["days since last"] = _of_user(_days(now - _last(histories)), items)
        columns["item age"] = _days(now - facts.first[items] * DAY)
    stacked = np.stack([np.asarray(column, np.float32) for column in columns.values()], axis=-1)
    return stacked, tuple(columns)


def _of_user(values: NDArray[np.floating], items: NDArray[np.int64]) -> NDArray[np.floating]:
    return np.broadcast_to(values[:, None], items.shape)


def _days(seconds: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.log1p(np.maximum(seconds, 0) / DAY)


def _last(histories: Histories) -> NDArray[np.float64]:
    """When each history ends, NaN for an empty one."""
    last = np.full(len(histories), np.nan)
    some = histories.lengths > 0
    last[some] = histories.time[histories.start[1:][some] - 1]
    return last


def _affinity(histories: Histories, facts: ItemFacts, items: NDArray[np.int64]) -> Floats:
    """Mean over a candidate's tags: share in the history over share in all events, in logarithms."""
    if not facts.tags.shape[1]:
        return np.full(items.shape, np.nan, np.float32)
    taken = histories.matrix(len(facts.takers))
    usual = facts.usual_tags
    mine = (taken > 0) @ facts.tags + _USUAL_TAGS * usual
    lift = np.log(mine / mine.sum(axis=1, keepdims=True) / usual)
    return np.einsum("nct,nt->nc", facts.tags[items], lift).astype(np.float32)


def _distance(histories: Histories, values: Floats, usual: float, items: NDArray[np.int64]) -> Floats:
    """How far a candidate's value is from those of the history, in their standard deviations; NaN where not known.

    :param usual: standard deviation over all items, NaN where no item has a value.
    """
    if np.isnan(usual):
        return np.full(items.shape, np.nan, np.float32)
    place = np.minimum(histories.item, len(values) - 1)
    value = np.where(histories.item < len(values), values[place], np.nan)
    there = ~np.isnan(value)
    row = np.repeat(np.arange(len(histories)), histories.lengths)[there]
    number = np.bincount(row, minlength=len(histories)).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(row, value[there], minlength=len(histories)) / number
        square = np.bincount(row, value[there] ** 2, minlength=len(histories)) / number
    # A history of one item has no spread of its own: that of all items keeps the distance finite.
    spread = np.sqrt(np.maximum(square - mean**2, 0)) + 0.1 * usual + 1e-6
    return ((values[items] - mean[:, None]) / spread[:, None]).astype(np.float32)
