"""Settings of the retrievers, chosen on validation data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from scaffold_recommendation.evaluation.metrics import user_figures
from scaffold_recommendation.learning.prepared import Asking
from scaffold_recommendation.retrieval.als import Als, AlsShape
from scaffold_recommendation.retrieval.candidates import retrieve
from scaffold_recommendation.retrieval.ease import Ease
from scaffold_recommendation.retrieval.popularity import Popularity

if TYPE_CHECKING:
    from scaffold_recommendation.data.interactions import Interactions
    from scaffold_recommendation.retrieval.query import Retriever
    from scaffold_recommendation.retrieval.retrievers import Retrievers
    from scaffold_recommendation.retrieval.shape import Shape

Choice = TypeVar("Choice")

EASE_L2 = (50.0, 150.0, 250.0, 500.0, 1000.0)
ALS = (AlsShape(64, 30.0, 4.0), AlsShape(32, 10.0, 2.0), AlsShape(16, 10.0, 2.0), AlsShape(64, 5.0, 10.0))
HALF_LIVES = (None, 3.0, 7.0, 14.0, 30.0, 90.0, 365.0)

_QUICK_ITEMS = 2500
_QUICK_EVENTS = 300_000
_MANY_EVENTS = 2_000_000
_USERS = 2000


def chosen_shape(shape: Shape, train: Interactions, validation: Interactions, limit: int) -> Shape:
    """The shape with what, fitted on `train`, does best on `validation`, by NDCG@10 of each retriever alone.

    Of what would take long on these data the given value stays.
    """
    asking = Asking.of(train, validation, limit, most=_USERS)
    if not len(asking):
        return shape
    taken = train.taken()

    def popularity(half_life: float | None) -> Retriever:
        return Popularity.fit(train, half_life)

    half_lives = HALF_LIVES if train.is_dated else (None,)
    shape = replace(shape, half_life=_best(half_lives, popularity, asking))
    if len(train) <= _MANY_EVENTS:
        # What is best for the most taken items is for all: time grows with the cube of their number.
        covered = min(shape.ease_items, _QUICK_ITEMS)
        l2 = _best(EASE_L2, lambda value: Ease.fit(taken, value, covered), asking)
        shape = replace(shape, ease_l2=l2)
    if len(train) <= _QUICK_EVENTS:
        als = _best(ALS, lambda value: Als.fit(taken, value, shape.seed), asking)
        shape = replace(shape, als=als)
    return shape


def best_retriever(retrievers: Retrievers, train: Interactions, validation: Interactions, limit: int) -> str:
    """The name of the one whose lists alone do best on `validation`, by NDCG@10; ALS where nobody can be asked."""
    asking = Asking.of(train, validation, limit, most=_USERS)
    if not len(asking):
        return retrievers.als.name
    return max(retrievers, key=lambda retriever: _found(retriever, asking)).name


def _best(choices: Iterable[Choice], fit: Callable[[Choice], Retriever], asking: Asking) -> Choice:
    """The choice whose retriever finds most; the first one of equals."""
    return max(choices, key=lambda choice: _found(fit(choice), asking))


def _found(retriever: Retriever, asking: Asking) -> float:
    """NDCG@10 of the lists of one retriever."""
    lists = retrieve({retriever.name: retriever.query(asking.histories)}, asking.seen, 10).items
    return float(user_figures(lists, asking.truth, (10,))["ndcg@10"].mean())
