"""How much an event says for its item."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.data.settings import SECTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scaffold_recommendation.data.event_log import EventArrays
    from scaffold_recommendation.data.settings import ReadingSettings

_SHOWN = 8


def weigh(
    events: EventArrays, kinds: Sequence[str], settings: ReadingSettings
) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """Weight of each event, (events,), and what was assumed.

    It is the weight of its kind. Where an amount is known, it is multiplied by log(1 + amount), divided by the mean of
    that over the events of the kind, so that a kind weighs the same with amounts as without, and ten times the hours
    count a little more and not ten times as much. Ratings below 0 or below `min_rating`, and amounts of 0 and below,
    weigh 0.
    """
    known = [settings.weight_of(kind) for kind in kinds]
    weights = np.array([1.0 if weight is None else weight for weight in known], np.float32)[events.kind]
    notes = [_about_kinds(events, kinds, known)] if len(kinds) else []
    unknown = [kind for kind, weight in zip(kinds, known, strict=True) if weight is None]
    if unknown:
        shown = ", ".join(unknown[:_SHOWN])
        notes.append(f"kinds of events without a known weight count 1: {shown} (set {SECTION}.weights.KIND)")
    return weights, (*notes, *_by_amount(weights, events, len(kinds)), *_by_rating(weights, events, settings))


def _about_kinds(events: EventArrays, kinds: Sequence[str], known: Sequence[float | None]) -> str:
    counts = np.bincount(events.kind, minlength=len(kinds))
    order = np.argsort(-counts, kind="stable")[:_SHOWN]
    told = [
        f"{kinds[kind]} {counts[kind]:,} (weight {1.0 if known[kind] is None else known[kind]:g})" for kind in order
    ]
    return f"events by kind: {', '.join(told)}" + (f" and {len(kinds) - _SHOWN} more" if len(kinds) > _SHOWN else "")


def _by_amount(weights: NDArray[np.float32], events: EventArrays, kinds: int) -> list[str]:
    """Multiply by amounts, in place."""
    rows = np.flatnonzero(~np.isnan(events.amount))
    if not len(rows):
        return []
    kind = events.kind[rows]
    size = np.log1p(np.maximum(events.amount[rows], 0))
    counted = size > 0
    total = np.bincount(kind[counted], size[counted], minlength=kinds)
    mean = total / np.maximum(np.bincount(kind[counted], minlength=kinds), 1)
    weights[rows] *= np.divide(size, mean[kind], out=np.zeros_like(size), where=counted)
    none = len(rows) - int(counted.sum())
    return [f"{none:,} events with an amount of 0 or below weigh 0"] if none else []


def _by_rating(weights: NDArray[np.float32], events: EventArrays, settings: ReadingSettings) -> list[str]:
    """Take ratings that say nothing for an item to 0, in place."""
    notes = []
    negative = events.rating < 0
    if negative.any():
        notes.append(f"{int(negative.sum()):,} ratings below 0 are read as dislike and weigh 0")
    low = negative
    if settings.min_rating is not None:
        low = events.rating < settings.min_rating
        notes.append(f"{int(low.sum()):,} ratings below {settings.min_rating:g} ({SECTION}.min_rating) weigh 0")
        low = low | negative
    weights[low] = 0
    return notes
