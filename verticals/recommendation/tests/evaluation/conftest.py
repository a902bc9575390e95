"""Users who took things, as they are asked; and a recommender that was fitted on the shop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from scaffold_recommendation.data.ids import Ids
from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.learning.fitting import Fitted, Plan, fit
from scaffold_recommendation.learning.prepared import Asking


@dataclass(frozen=True)
class Case:
    """What is known, and who is asked."""

    known: Interactions
    asking: Asking
    catalogue: Catalogue


def _events(users: Ids, catalogue: Catalogue, taken: Sequence[Sequence[int]]) -> Interactions:
    user = np.repeat(np.arange(len(taken)), [len(each) for each in taken]).astype(np.int64)
    item = np.array([number for each in taken for number in each], np.int64)
    rows = len(item)
    return Interactions(
        users,
        catalogue.ids,
        user,
        item,
        np.ones(rows, np.float32),
        np.full(rows, np.nan, np.float32),
        np.arange(rows, dtype=np.float64),
        np.zeros(rows, np.int16),
    )


@pytest.fixture(scope="session")
def make_case() -> Callable[..., Case]:
    """From what each user took before, and what each took then; users without the latter are not asked."""

    def make(before: Sequence[Sequence[int]], then: Sequence[Sequence[int]], items: int, titles: Any = None) -> Case:
        catalogue = Catalogue(Item(f"i{at}", titles[at] if titles else "") for at in range(items))
        users = Ids(f"u{at}" for at in range(len(before)))
        known = _events(users, catalogue, before)
        return Case(known, Asking.of(known, _events(users, catalogue, then), 1000), catalogue)

    return make


@dataclass(frozen=True)
class Tried:
    """A recommender, and the users that its test asks."""

    fitted: Fitted
    train: Interactions
    asking: Asking
    catalogue: Catalogue
    texts: np.ndarray


@pytest.fixture(scope="session")
def tried(shop: tuple[Interactions, Catalogue], texts: np.ndarray) -> Tried:
    """Fitted on the first events of the shop, and asked about the last ones."""
    events, catalogue = shop
    first, second = np.quantile(events.time, [0.7, 0.85])
    train, test = events.select(events.time < first), events.select(events.time >= second)
    validation = events.select((events.time >= first) & (events.time < second))
    fitted = fit(train, validation, catalogue, texts, Plan(choose=False))
    return Tried(fitted, train, Asking.of(train, test, 1000, seen=train.seen() + validation.seen()), catalogue, texts)
