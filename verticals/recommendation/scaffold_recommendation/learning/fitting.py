"""Fit a recommender: choose settings, teach the ranker on an earlier time, choose the order on validation data."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression

from scaffold.errors import DataError
from scaffold.progress import SILENT, Progress
from scaffold_recommendation.evaluation.metrics import user_figures
from scaffold_recommendation.learning.choosing import chosen_shape
from scaffold_recommendation.learning.prepared import Asking, Prepared
from scaffold_recommendation.ranking.item_facts import ItemFacts
from scaffold_recommendation.ranking.lessons import lessons
from scaffold_recommendation.ranking.ranker import OBJECTIVES, Ranker, Rows
from scaffold_recommendation.ranking.ranking import FUSED, POPULAR, WAYS, Ranking, ordered
from scaffold_recommendation.recommender import CANDIDATES, Recommender
from scaffold_recommendation.retrieval.retrievers import Retrievers
from scaffold_recommendation.retrieval.shape import Shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.data.interactions import Interactions
    from scaffold_recommendation.data.items import Catalogue
    from scaffold_recommendation.ranking.ranker import Objective

    Floats = NDArray[np.float32]

_FEW_LISTS = 30
_FEW_NEW = 30
_MOST_LISTS = 5000
_MOST_VALIDATED = 5000


@dataclass(frozen=True)
class Way:
    """One order of the candidates, and its NDCG@10 on validation data."""

    name: str
    validation: float


@dataclass(frozen=True, eq=False)
class Fitted:
    """A recommender and how it came about.

    :ivar ways: the orders that were compared, best first; the first one was taken.
    :ivar seconds: by stage.
    """

    recommender: Recommender
    ways: tuple[Way, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """How a recommender is fitted.

    :ivar protocol: how its data were split: `time`, `last` or `random`.
    :ivar limit: items of a history that are read at most.
    :ivar choose: whether settings of the retrievers are chosen on the data; else those of `shape` hold.
    :ivar candidates: items that are ranked for each history.
    """

    protocol: str = "time"
    shape: Shape = field(default_factory=Shape)
    limit: int = 1000
    choose: bool = True
    candidates: int = CANDIDATES
    seed: int = 0


def fit(
    train: Interactions,
    validation: Interactions,
    catalogue: Catalogue,
    texts: Floats | None = None,
    plan: Plan | None = None,
    progress: Progress = SILENT,
) -> Fitted:
    """Fit on `train`; `validation` chooses the order of candidates and calibrates probabilities.

    :param texts: text vectors of unit length, (items, d), zeros for an item without text.
    :raises DataError: for a catalogue or events that nothing can be learnt from.
    """
    plan = plan or Plan()
    _check(train, catalogue)
    seconds: dict[str, float] = {}
    started = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal started
        now = time.perf_counter()
        seconds[name], started = round(now - started, 2), now

    shape = plan.shape
    if plan.choose:
        with progress.stage("Choosing settings of the retrievers"):
            shape = chosen_shape(shape, train, validation, plan.limit)
    lap("choose")
    rows: list[Rows] = []
    names: tuple[str, ...] = ()
    for lesson in lessons(train, plan.protocol, plan.seed):
        with progress.stage("Asking for lists of an earlier time"):
            retrievers = Retrievers.fit(lesson.known, shape, texts, lesson.now)
            facts = ItemFacts.of(lesson.known, catalogue, retrievers.popularity.counts)
            asking = Asking.of(lesson.known, lesson.asked, plan.limit, most=_MOST_LISTS, seed=plan.seed)
            prepared = Prepared.of(asking, retrievers, facts, lesson.now, plan.candidates)
            rows.append(prepared.rows)
            names = prepared.names
    lap("lessons")
    rankers = _rankers(rows, names, plan.seed, progress)
    lap("rank")
    now = float(train.time.max()) if train.is_dated else None
    with progress.stage("Fitting the retrievers"):
        retrievers = Retrievers.fit(train, shape, texts, now)
        facts = ItemFacts.of(train, catalogue, retrievers.popularity.counts)
    lap("retrieve")
    ranking, ways = _chosen_way(rankers, train, validation, retrievers, facts, now, plan)
    lap("validate")
    recommender = Recommender(catalogue, retrievers, facts, ranking, shape, now, plan.candidates)
    return Fitted(recommender, ways, seconds)


def fit_all(fitted: Fitted, events: Interactions, texts: Floats | None = None) -> Recommender:
    """The recommender to serve: retrievers of all events, with the settings and the ranker that were chosen."""
    recommender = fitted.recommender
    now = float(events.time.max()) if events.is_dated else None
    retrievers = Retrievers.fit(events, recommender.shape, texts, now)
    facts = ItemFacts.of(events, recommender.catalogue, retrievers.popularity.counts)
    return Recommender(
        recommender.catalogue, retrievers, facts, recommender.ranking, recommender.shape, now, recommender.candidates
    )


def _check(train: Interactions, catalogue: Catalogue) -> None:
    if len(catalogue) < 2:
        raise DataError(
            f"the catalogue has {len(catalogue)} item, and recommending is choosing",
            hint="Give the interactions or the items of the whole catalogue.",
        )
    if not (train.weight > 0).any():
        raise DataError(
            "no event of the training split says something for an item",
            hint="Check the weights of the kinds of events and the lowest rating that counts.",
        )


def _rankers(rows: list[Rows], names: tuple[str, ...], seed: int, progress: Progress) -> dict[Objective, Ranker]:
    if sum(len(part.lists) for part in rows) < _FEW_LISTS:
        return {}
    joined = Rows.joined(rows)
    found: dict[Objective, Ranker] = {}
    for objective in OBJECTIVES:
        with progress.stage(f"Teaching the ranker ({objective})"):
            found[objective] = Ranker.fit(joined, names, objective, seed)
    return found


def _chosen_way(
    rankers: Mapping[Objective, Ranker],
    train: Interactions,
    validation: Interactions,
    retrievers: Retrievers,
    facts: ItemFacts,
    now: float | None,
    plan: Plan,
) -> tuple[Ranking, tuple[Way, ...]]:
    """The order with the highest NDCG@10 on validation data, and probabilities calibrated on them."""
    asking = Asking.of(train, validation, plan.limit, most=_MOST_VALIDATED, seed=plan.seed)
    if not len(asking):
        return Ranking(rankers, FUSED), (Way(FUSED, 0.0),)
    prepared = Prepared.of(asking, retrievers, facts, now, plan.candidates)
    said = {name: ranker.scores(prepared.columns, prepared.there) for name, ranker in rankers.items()}

    def found(name: str) -> Floats:
        """NDCG@10 of each user."""
        scores = ordered(said, name, prepared.there, prepared.popularity)
        lists = np.take_along_axis(prepared.items, np.argsort(-scores, axis=1, kind="stable"), axis=1)
        return user_figures(lists, asking.truth, (10,))["ndcg@10"]

    can = [name for name, needs in WAYS.items() if all(objective in said for objective in needs)]
    figures = {name: found(name) for name in (*can, POPULAR)}
    ways = sorted((Way(name, float(figures[name].mean())) for name in can), key=lambda way: -way.validation)
    new = asking.histories.lengths == 0
    way_of_new = POPULAR
    if new.sum() >= _FEW_NEW:
        way_of_new = max((POPULAR, *can), key=lambda name: float(figures[name][new].mean()))
    slope, offset = _platt(said["binary"], prepared) if "binary" in said else (1.0, 0.0)
    return Ranking(rankers, ways[0].name, way_of_new, slope, offset), tuple(ways)


def _platt(odds: Floats, prepared: Prepared) -> tuple[float, float]:
    """Slope and offset that make log-odds of candidates calibrated (Platt 1999)."""
    there = prepared.there
    taken = prepared.taken[there]
    if not taken.any() or taken.all():
        return 1.0, 0.0
    model = LogisticRegression(C=1e6).fit(odds[there][:, None], taken)
    return float(model.coef_[0, 0]), float(model.intercept_[0])
