"""A small shop whose users have tastes that can be learnt."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scaffold_recommendation.data.ids import Ids
from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.data.items import Catalogue, Item

DAY = 86_400.0
START = 1_700_000_000.0
GROUPS = 4


def make_events(rows: list[tuple[str, str, float]], catalogue: Catalogue, **columns: Any) -> Interactions:
    """Events of (user, item, time), in this order, each of weight 1 unless `columns` say else."""
    users = Ids(dict.fromkeys(user for user, _, _ in rows))
    number = len(rows)
    usual: dict[str, Any] = {
        "weight": np.ones(number, np.float32),
        "rating": np.full(number, np.nan, np.float32),
        "kind": np.zeros(number, np.int16),
    }
    return Interactions(
        users,
        catalogue.ids,
        users.numbers(user for user, _, _ in rows),
        catalogue.ids.numbers(item for _, item, _ in rows),
        time=np.array([time for _, _, time in rows], np.float64),
        **{**usual, **columns},
    )


@pytest.fixture(scope="session")
def shop() -> tuple[Interactions, Catalogue]:
    """400 users and 60 items in four groups: users mostly take items of their own group, and some items more."""
    rng = np.random.default_rng(7)
    words = ("harbour sea ship", "snow mountain ice", "robot star engine", "kitchen bread soup")
    catalogue = Catalogue(
        Item(
            f"i{number}",
            title=f"Book {number} of {words[number % GROUPS].split()[number % 3]}",
            description=words[number % GROUPS],
            tags=(f"group {number % GROUPS}",),
            price=5.0 + number % 7,
            since=START - DAY * 100,
        )
        for number in range(60)
    )
    rows = []
    for user in range(400):
        own = user % GROUPS
        liking = np.array([(12.0 if number % GROUPS == own else 1.0) / (1 + number // GROUPS) for number in range(60)])
        taken = rng.choice(60, size=int(rng.integers(4, 14)), replace=False, p=liking / liking.sum())
        first = rng.uniform(0, 150)
        rows += [(f"u{user}", f"i{item}", START + DAY * (first + at * 4)) for at, item in enumerate(taken)]
    return make_events(rows, catalogue), catalogue


@pytest.fixture(scope="session")
def texts(shop: tuple[Interactions, Catalogue]) -> np.ndarray:
    """Text vectors of unit length that tell the groups apart, (60, 16)."""
    rng = np.random.default_rng(1)
    centres = rng.normal(size=(GROUPS, 16))
    found = np.stack([centres[number % GROUPS] + 0.4 * rng.normal(size=16) for number in range(len(shop[1]))])
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)
