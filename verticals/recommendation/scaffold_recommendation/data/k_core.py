"""The part of the interactions in which every user and every item has at least k events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold.errors import DataError
from scaffold_recommendation.data.settings import setting

if TYPE_CHECKING:
    from scaffold_recommendation.data.interactions import Interactions


def k_core(interactions: Interactions, k: int) -> tuple[Interactions, tuple[str, ...]]:
    """Leave out users and items with fewer than k events, again and again until none is left (Seidman 1983).

    Users and items keep their numbers, and the catalogue its items.

    :return: the rest, and what was left out.
    :raises DataError: if nothing is left.
    """
    user, item = interactions.user, interactions.item
    rows = np.arange(len(interactions))
    rounds = 0
    while len(rows):
        of_user, of_item = np.bincount(user[rows]), np.bincount(item[rows])
        kept = (of_user[user[rows]] >= k) & (of_item[item[rows]] >= k)
        if kept.all():
            break
        rows = rows[kept]
        rounds += 1
    if not len(rows) and len(interactions):
        raise DataError(
            f"no users and items have {k} events each with one another, so nothing is left of"
            f" {len(interactions):,} events",
            where=f"k_core={k}",
            hint=f"Ask for fewer, such as {setting('k_core', str(max(k // 2, 0)))}.",
        )
    rest = interactions.select(rows)
    if not rounds:
        return rest, (f"k-core: every user and item has {k} events or more; nothing was left out",)
    parts = (("users", interactions.user, rest.user), ("items", interactions.item, rest.item))
    told = [
        f"{_different(before) - _different(after):,} of {_different(before):,} {what}" for what, before, after in parts
    ]
    lost = f"{len(interactions) - len(rest):,} of {len(interactions):,} events"
    return rest, (f"k-core: left out {lost}, {' and '.join(told)} with fewer than {k} events, in {rounds} rounds",)


def _different(numbers: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> int:
    return len(np.unique(numbers))
