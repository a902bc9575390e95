"""What is known of items at one time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.retrieval.candidates import COLD
from scaffold_recommendation.retrieval.popularity import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from scaffold_recommendation.data.interactions import Interactions
    from scaffold_recommendation.data.items import Catalogue, Item

    Floats = NDArray[np.float32]

_NO_RATING = 5.0
_RARE = 2
_MOST_TAGS = 64
_YEAR = 365.25 * DAY


@dataclass(frozen=True, eq=False)
class ItemFacts:
    """A row for each item.

    :ivar takers: events of each, (items,).
    :ivar recent: share of all recent events over its share of all events, in logarithms, (items,).
    :ivar first: when it was first taken or offered, in days since 1970; NaN where that is not known, (items,).
    :ivar rating: mean rating, drawn to that of all items where there are few, (items,).
    :ivar price: logarithm of 1 + price, NaN where there is none, (items,).
    :ivar made: when it appeared, in years since 1970, NaN where that is not known, (items,).
    :ivar tags: share of each tag in an item, (items, tags); a row sums to 1 or 0.
    :ivar tag_columns: column of each tag.
    """

    takers: Floats
    recent: Floats
    first: Floats
    rating: Floats
    price: Floats
    made: Floats
    tags: Floats
    tag_columns: Mapping[str, int]

    @classmethod
    def of(cls, events: Interactions, catalogue: Catalogue, recent: Floats) -> ItemFacts:
        """Facts as they are after `events`.

        :param recent: counts of events of which late ones count more, (items,).
        """
        items = len(catalogue)
        takers = np.bincount(events.item, minlength=items).astype(np.float32)
        rated = ~np.isnan(events.rating)
        total = np.bincount(events.item[rated], events.rating[rated], minlength=items)
        number = np.bincount(events.item[rated], minlength=items)
        mean = float(events.rating[rated].mean()) if rated.any() else 0.0
        first = np.full(items, np.inf)
        if events.is_dated:
            np.minimum.at(first, events.item, events.time)
        since = _since(catalogue)
        columns = _common_tags(catalogue)
        return cls(
            takers,
            np.log(_shares(recent) / _shares(takers)).astype(np.float32),
            (np.where(np.isfinite(first), first, since) / DAY).astype(np.float32),
            ((total + _NO_RATING * mean) / (number + _NO_RATING)).astype(np.float32),
            _prices(catalogue),
            (since / _YEAR).astype(np.float32),
            _tag_shares(catalogue, columns),
            columns,
        )

    @cached_property
    def is_cold(self) -> NDArray[np.bool_]:
        """Which items hardly anybody took, (items,)."""
        return self.takers <= COLD

    @cached_property
    def usual_tags(self) -> NDArray[np.float64]:
        """Share of each tag in all events, smoothed, (tags,)."""
        usual = (self.takers @ self.tags).astype(np.float64) + 1
        return np.asarray(usual / usual.sum())

    @cached_property
    def spread(self) -> Mapping[str, float]:
        """Standard deviation of prices and of ages over all items; NaN where none is known."""
        return {name: _deviation(getattr(self, name)) for name in ("price", "made")}

    def tag_vectors(self, items: NDArray[np.int64]) -> Floats:
        """Vectors of unit length whose cosine says how much the tags of items are alike, (n, tags + 1).

        Items without any of these tags are alike.
        """
        shares = self.tags[items]
        none = ~shares.any(axis=1, keepdims=True)
        vectors = np.hstack([shares, none]).astype(np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    def extended(self, items: list[Item], now: float | None) -> ItemFacts:
        """These and those of further items, which nobody has taken yet."""
        zeros = np.zeros(len(items), np.float32)
        day = np.nan if now is None else now / DAY
        pairs = (
            (self.takers, zeros),
            (self.recent, zeros),
            (self.first, zeros + np.float32(day)),
            (self.rating, zeros + np.float32(np.median(self.rating))),
            (self.price, _prices(items)),
            (self.made, (_since(items) / _YEAR).astype(np.float32)),
            (self.tags, _tag_shares(items, self.tag_columns)),
        )
        return ItemFacts(*(np.concatenate(pair) for pair in pairs), tag_columns=self.tag_columns)


def _deviation(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.std()) if len(known) else float("nan")


def _shares(counts: Floats) -> NDArray[np.float64]:
    smoothed = counts.astype(np.float64) + _RARE
    return np.asarray(smoothed / smoothed.sum())


def _since(items: Iterable[Item]) -> NDArray[np.float64]:
    return np.array([np.nan if item.since is None else item.since for item in items], np.float64)


def _prices(items: Iterable[Item]) -> Floats:
    known = [np.nan if item.price is None else max(item.price, 0.0) for item in items]
    return np.log1p(np.array(known, np.float32))


def _common_tags(items: Iterable[Item]) -> dict[str, int]:
    """Columns of the tags that several items have, the most frequent ones."""
    counts = Counter(tag for item in items for tag in set(item.tags))
    common = [tag for tag, number in counts.most_common(_MOST_TAGS) if number > 1]
    return {tag: column for column, tag in enumerate(common)}


def _tag_shares(items: Iterable[Item], columns: Mapping[str, int]) -> Floats:
    listed = [[columns[tag] for tag in set(item.tags) if tag in columns] for item in items]
    found = np.zeros((len(listed), len(columns)), np.float32)
    for row, known in enumerate(listed):
        found[row, known] = 1 / max(len(known), 1)
    return found
