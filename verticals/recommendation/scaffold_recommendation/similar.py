"""Items like an item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold_recommendation.retrieval.candidates import RRF

if TYPE_CHECKING:
    from scaffold_recommendation.data.items import Item
    from scaffold_recommendation.recommender import Recommender

_DEPTH = 3
_RARE = 5.0


@dataclass(frozen=True, slots=True)
class Similar:
    """An item like another one.

    :ivar together: similarity by users who took both, 0 if nobody did.
    :ivar text: cosine of both texts, 0 if one has none.
    """

    item: Item
    together: float
    text: float

    def as_dict(self) -> dict[str, Any]:
        """As one JSON line."""
        shares = {"together": round(self.together, 4), "text": round(self.text, 4)}
        return {"id": self.item.id, "title": self.item.title, **shares}


def similar_items(recommender: Recommender, item: int, k: int) -> list[Similar]:
    """The `k` items most like one, by the users they share and by their texts.

    Both rankings are fused by reciprocal ranks; users count n / (n + 5) where n took the item, texts count the rest, so
    that an item nobody took yet is compared by its text alone.
    """
    together = dict(recommender.retrievers.item_knn.neighbours(item, k * _DEPTH))
    alike = _by_text(recommender, item, k * _DEPTH)
    takers = float(recommender.facts.takers[item])
    share = takers / (takers + _RARE) if alike else 1.0
    score: dict[int, float] = {}
    for ranking, weight in ((together, share), (alike, 1 - share)):
        for rank, other in enumerate(ranking, 1):
            score[other] = score.get(other, 0.0) + weight / (RRF + rank)
    best = sorted(score, key=lambda other: (-score[other], other))[:k]
    cosine = _cosines(recommender, item, best)
    return [
        Similar(recommender.catalogue[other], together.get(other, 0.0), text)
        for other, text in zip(best, cosine, strict=True)
    ]


def _by_text(recommender: Recommender, item: int, k: int) -> dict[int, float]:
    text = recommender.retrievers.text
    if text is None or not text.vectors[item].any():
        return {}
    query = text.vectors[item][None]
    found = text.nearest.top(query, k + 1)[0]
    others = found[(found >= 0) & (found != item)][:k]
    return dict(zip(others.tolist(), text.nearest.products(query, others[None])[0].tolist(), strict=True))


def _cosines(recommender: Recommender, item: int, others: list[int]) -> list[float]:
    text = recommender.retrievers.text
    if text is None or not others:
        return [0.0] * len(others)
    return [float(value) for value in text.vectors[np.array(others)] @ text.vectors[item]]
