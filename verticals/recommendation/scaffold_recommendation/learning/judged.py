"""A fitted recommender held against the test split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold_recommendation.evaluation.calibration import Calibration, calibration
from scaffold_recommendation.evaluation.curve import CurvePoint, DiversityCurve, diversity_curve
from scaffold_recommendation.evaluation.evaluate import Evaluation, evaluate
from scaffold_recommendation.heads import LISTS
from scaffold_recommendation.learning.prepared import Asking
from scaffold_recommendation.retrieval.hits import hits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.learning.built import Built
    from scaffold_recommendation.recommender import Likeness, Recommender

_MOST_USERS = 1000
_CURVE_USERS = 500


@dataclass(frozen=True, eq=False)
class Judged:
    """What was found on the test split.

    :ivar curve: accuracy against diversity.
    :ivar calibration: None without a ranker.
    :ivar varied_by: what makes items alike, in `curve` and wherever diversity is told.
    """

    evaluation: Evaluation
    curve: DiversityCurve
    calibration: Calibration | None
    varied_by: Likeness

    @classmethod
    def of(cls, built: Built) -> Judged:
        """Judge a recommender that has seen the training and the validation split only."""
        recommender, asking = built.fitted.recommender, built.asking
        catalogue = built.data.catalogue
        vary_by = built.settings.ordering.vary_by
        vectors = recommender.item_vectors(np.arange(len(catalogue), dtype=np.int64), vary_by)
        evaluation = evaluate(built.lines, asking, built.split.train, catalogue, vectors)
        validation = Asking.of(built.split.train, built.split.validation, built.settings.history_limit)
        curve = variety_curve(recommender, validation, asking, vectors)
        some = asking.some(_MOST_USERS)
        ranked = recommender.rank(some.histories, some.seen)
        there = ranked.items >= 0
        said = calibration(ranked.probability, hits(ranked.items, some.truth), there)
        return cls(evaluation, curve, said, recommender.varied_by(vary_by))

    def as_metrics(self, built: Built) -> dict[str, Any]:
        """The content of `metrics.json`."""
        ways = built.fitted.ways
        test: dict[str, Any] = self.evaluation.as_metrics()
        if self.calibration is not None:
            test["calibration"] = self.calibration.as_metrics()
        test["diversity"] = self.curve.as_metrics() | {"varied_by": self.varied_by}
        validation = {"ndcg@10": round(ways[0].validation, 6)}
        return {
            "heads": {LISTS: {"validation": validation, "test": test}},
            "seconds": dict(built.seconds),
            "chosen": ways[0].name,
            "candidates": [{"name": way.name, "validation": round(way.validation, 6)} for way in ways],
        }


def variety_curve(
    recommender: Recommender, validation: Asking, test: Asking, vectors: NDArray[np.float32]
) -> DiversityCurve:
    """What varied lists cost on test data, where validation data chose how varied they are.

    :param vectors: of items, of length 1 or 0, (items, d).
    """
    before = _curve(recommender, validation, vectors) if len(validation) else None
    return _curve(recommender, test, vectors, before.chosen if before else None)


def _curve(
    recommender: Recommender, asking: Asking, vectors: NDArray[np.float32], chosen: CurvePoint | None = None
) -> DiversityCurve:
    some = asking.some(_CURVE_USERS)
    ranked = recommender.rank(some.histories, some.seen)
    return diversity_curve(ranked.items, ranked.scores, some.truth, vectors, chosen=chosen)
