"""The model in use against one that is fitted anew, on what users took after the first was fitted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from scaffold.errors import DataError
from scaffold_recommendation.data.items import Catalogue
from scaffold_recommendation.evaluation.metrics import user_figures
from scaffold_recommendation.feedback.logged_places import LoggedPlaces, same_places
from scaffold_recommendation.feedback.off_policy import estimate
from scaffold_recommendation.learning.fitting import Plan, fit
from scaffold_recommendation.learning.prepared import Asking
from scaffold_recommendation.retrieval.histories import Histories

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from scaffold.progress import Progress
    from scaffold_recommendation.data.interactions import Interactions
    from scaffold_recommendation.data.recommender_data import RecommenderData
    from scaffold_recommendation.feedback.estimate import Estimate
    from scaffold_recommendation.feedback.shown_list import ShownList
    from scaffold_recommendation.recommender import Recommender

    Floats = NDArray[np.float64]

_KNOWN = 0.5
"""Share of what came since that both models know of when they are asked; the rest judges them."""

_CHOOSING = 0.1
_FEW_ITEMS = 5
_TOP = 10


@dataclass(frozen=True, eq=False)
class Compared:
    """NDCG@10 of both models for the same users.

    :ivar new: (n,), and `old` of the same users.
    :ivar slices: masks of users, by name.
    :ivar candidate: the new model as it was compared, and `known` what it was fitted on.
    :ivar catalogue: items as both count them.
    """

    new: Floats
    old: Floats
    slices: dict[str, NDArray[np.bool_]]
    candidate: Recommender
    known: Interactions
    catalogue: Catalogue


def compare(
    old: Recommender, data: RecommenderData, texts: NDArray[np.float32] | None, plan: Plan, progress: Progress
) -> Compared:
    """Ask both models for lists in the middle of what came since the old one was fitted, and judge by the later half.

    The old model is asked as it would be in use: with histories up to that time, and items that are new by then.

    :param texts: text vectors of the items of `data`, (items, d).
    :raises DataError: where nothing came since, or events have no times.
    """
    events = data.interactions
    if old.now is None or not events.is_dated:
        raise DataError("models are compared by what came later, and these events have no times")
    since = events.time > old.now
    if not since.any():
        raise DataError("nothing came since the model was fitted", hint="Give newer --data, or --feedback.")
    catalogue, events, texts = _as_counted_by(old, data, texts)
    cut = float(np.quantile(events.time[since], _KNOWN))
    known, asked = events.select(events.time <= cut), events.select(events.time > cut)
    asking = Asking.of(known, asked, plan.limit)
    if not len(asking):
        raise DataError("nobody took anything new since the model was fitted", hint="Wait for more events.")
    last = known.time > np.quantile(known.time, 1 - _CHOOSING)
    with progress.stage("Fitting the new model on what came before"):
        candidate = fit(known.select(~last), known.select(last), catalogue, texts, plan, progress).recommender
    added = len(catalogue) - len(old.catalogue)
    in_use = old.with_items(catalogue, texts[len(catalogue) - added :] if texts is not None else np.zeros((added, 0)))
    figures = [
        user_figures(model.lists(asking.histories, asking.seen, _TOP), asking.truth, (_TOP,))[f"ndcg@{_TOP}"]
        for model in (candidate, in_use)
    ]
    lengths = asking.histories.lengths
    slices = {f"users with up to {_FEW_ITEMS} items": lengths <= _FEW_ITEMS, "other users": lengths > _FEW_ITEMS}
    return Compared(figures[0], figures[1], slices, candidate, known, catalogue)


def worth_by_logs(compared: Compared, lists: Iterable[ShownList], limit: int) -> Estimate | None:
    """What the new model's places would have been worth, told from lists with chances; None where there are none.

    :param lists: as they were shown; those without any chance tell nothing of another model, and are left out.
    """
    logged = [each for each in lists if any(place.propensity < 1 for place in each.places)]
    if not logged:
        return None
    return estimate(LoggedPlaces.compare(logged, lambda shown: same_places(shown, _ranking(compared, shown, limit))))


def _ranking(compared: Compared, shown: ShownList, limit: int) -> list[str]:
    """Ids of what the new model would have shown then."""
    events = compared.known
    user = events.users.number(shown.user)
    if user is None:
        history = Histories.of_one([], [], [])
    else:
        before = events.select((events.user == user) & (events.time < shown.time))
        history = Histories.of(before, np.array([user]), limit)
    seen = compared.candidate.none_seen(history)
    found = compared.candidate.lists(history, seen, len(shown.places))[0]
    return [compared.catalogue.ids[int(item)] for item in found if item >= 0]


def _as_counted_by(
    old: Recommender, data: RecommenderData, texts: NDArray[np.float32] | None
) -> tuple[Catalogue, Interactions, NDArray[np.float32] | None]:
    """Catalogue, events and texts with the numbers of the old model, and items that it does not know behind them."""
    catalogue = Catalogue(old.catalogue)
    numbers = np.array([catalogue.put(item) for item in data.catalogue], np.int64)
    events = replace(data.interactions, items=catalogue.ids, item=numbers[data.interactions.item])
    if texts is None:
        return catalogue, events, None
    moved = np.zeros((len(catalogue), texts.shape[1]), np.float32)
    known = old.retrievers.text
    if known is not None and known.vectors.shape[1] == texts.shape[1]:
        moved[: len(known.vectors)] = known.vectors
    moved[numbers] = texts
    return catalogue, events, moved
