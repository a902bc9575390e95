"""From data to a model that can be served, and what is known of it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scaffold import __version__
from scaffold.errors import DataError
from scaffold_recommendation.data.leaks import check_no_future
from scaffold_recommendation.data.splits import split
from scaffold_recommendation.evaluation.lines import other_lines
from scaffold_recommendation.fitted_model import FittedModel
from scaffold_recommendation.known_users import KnownUsers
from scaffold_recommendation.learning.choosing import best_retriever
from scaffold_recommendation.learning.fitting import Fitted, Plan, fit, fit_all
from scaffold_recommendation.learning.prepared import Asking
from scaffold_recommendation.retrieval.als import AlsShape
from scaffold_recommendation.retrieval.shape import Shape
from scaffold_recommendation.texts import text_vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from scaffold.models.encoder import Embedder
    from scaffold.progress import Progress
    from scaffold.rules.language.rule_file import RuleSet
    from scaffold_recommendation.data.recommender_data import RecommenderData
    from scaffold_recommendation.data.splits import Split
    from scaffold_recommendation.settings import RecommendationSettings


OURS = "ours"
LENGTH = 20
"""Items of the lists that are judged."""


@dataclass(frozen=True, eq=False)
class Built:
    """A model to serve, fitted on all events, and how one that was fitted on the training split does on the test split.

    :ivar fitted: the one that is judged.
    :ivar asking: users of the test split.
    :ivar lines: lists of 20 for them, by name, ours first.
    """

    model: FittedModel
    fitted: Fitted
    data: RecommenderData
    split: Split
    asking: Asking
    lines: Mapping[str, NDArray[np.int64]]
    seconds: Mapping[str, float]
    settings: RecommendationSettings


def plan_of(settings: RecommendationSettings, seed: int) -> Plan:
    """How a recommender is fitted under these settings."""
    shape = Shape(
        ease_items=settings.ease_items,
        neighbours=settings.neighbours,
        als=AlsShape(factors=settings.factors),
        seed=seed,
    )
    return Plan(settings.protocol, shape, settings.history_limit, candidates=settings.candidates, seed=seed)


def build(
    data: RecommenderData,
    settings: RecommendationSettings,
    rules: RuleSet,
    encoder: Embedder | None,
    about: Mapping[str, Any],
    progress: Progress,
    *,
    seed: int = 0,
) -> Built:
    """Split, fit, list for the users of the test split, and fit again on everything.

    :param encoder: reads the texts of items; None to do without.
    :param about: what is to be known of the model, beside what is found here.
    :raises DataError: for data that nothing can be learnt from, or a test that looks into the future.
    """
    started = time.perf_counter()
    parts = split(data.interactions, settings.protocol, seed=seed)
    check_no_future(parts)
    texts = None
    if encoder is not None and data.catalogue.has_text:
        with progress.stage("Reading the texts of items"):
            texts = text_vectors(data.catalogue, encoder, progress)
    read = time.perf_counter()
    fitted = fit(parts.train, parts.validation, data.catalogue, texts, plan_of(settings, seed), progress)
    seen = parts.train.seen() + parts.validation.seen()
    asking = Asking.of(parts.train, parts.test, settings.history_limit, seen=seen)
    if not len(asking):
        raise DataError("nobody in the test split took anything new", hint="Give more events, or another protocol.")
    alone = best_retriever(fitted.recommender.retrievers, parts.train, parts.validation, settings.history_limit)
    judged = time.perf_counter()
    with progress.stage("Lists for the users of the test split"):
        ours = fitted.recommender.lists(asking.histories, asking.seen, LENGTH)
        others = other_lines(fitted.recommender.retrievers, asking.histories, asking.seen, LENGTH)
        lines = {OURS: ours, **others}
    served = time.perf_counter()
    with progress.stage("Fitting again on everything"):
        recommender = fit_all(fitted, data.interactions, texts)
    users = KnownUsers.of(data.interactions, data.people, settings.history_limit)
    ended = time.perf_counter()
    seconds = {"texts": read - started, **fitted.seconds, "lists": served - judged, "all": ended - served}
    made = {
        "scaffold": __version__,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "protocol": settings.protocol,
        "seed": seed,
        "retriever": alone,
        "events": len(data.interactions),
        "users": len(users.ids),
        "items": len(data.catalogue),
        "files": [{"name": file.path, "sha256": file.sha256, "rows": file.rows} for file in data.files],
        **about,
    }
    model = FittedModel(recommender, users, rules, made)
    rounded = {name: round(value, 2) for name, value in seconds.items()}
    return Built(model, fitted, data, parts, asking, lines, rounded, settings)
