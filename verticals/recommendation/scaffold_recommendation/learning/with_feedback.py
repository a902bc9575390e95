"""Data and the feedback that came since, as one record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.data.ids import Ids
from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.data.items import Catalogue, Item

if TYPE_CHECKING:
    from scaffold_recommendation.data.recommender_data import RecommenderData
    from scaffold_recommendation.feedback.event import Event


def with_feedback(data: RecommenderData, events: Iterable[Event]) -> RecommenderData:
    """The record with further events behind its own; items that only events know are added without a text.

    An event that the data hold already, of the same user, item and time, counts once.
    """
    before = data.interactions
    users, catalogue = Ids(before.users), Catalogue(data.catalogue)
    kinds = list(before.kinds)
    known = set(zip(before.user.tolist(), before.item.tolist(), before.time.tolist(), strict=True))
    rows: list[tuple[int, int, float, float, float, int]] = []
    for event in events:
        user, item = users.add(event.user), catalogue.ids.number(event.item)
        if item is None:
            item = catalogue.put(Item(event.item))
        if (user, item, event.time) in known:
            continue
        if event.kind not in kinds:
            kinds.append(event.kind)
        rating = np.nan if event.rating is None else event.rating
        rows.append((user, item, event.weight, rating, event.time, kinds.index(event.kind)))
    if not rows:
        return data
    columns = zip(*rows, strict=True)
    names = ("user", "item", "weight", "rating", "time", "kind")
    joined = {
        name: np.concatenate([getattr(before, name), np.array(column, getattr(before, name).dtype)])
        for name, column in zip(names, columns, strict=True)
    }
    interactions = Interactions(users, catalogue.ids, kinds=tuple(kinds), **joined)
    note = f"{len(rows):,} events of feedback came behind those of the files"
    return replace(data, interactions=interactions, catalogue=catalogue, notes=(*data.notes, note))
