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
    from scaffold_recommendation.recommender import Recommender

_MOST_USERS = 1000
_CURVE_USERS = 500


@dataclass(frozen=True, eq=False)
class Judged:
    """What was found on the test split.

    :ivar curve: accuracy against diversity; None where items have no vectors.
    :ivar calibration: None without a ranker.
    """

    evaluation: Evaluation
    curve: DiversityCurve | None
    calibration: Calibration | None

    @classmethod
    def of(cls, built: Built) -> Judged:
        """Judge a recommender that has seen the training and the validation split only."""
        recommender, asking = built.fitted.recommender, built.asking
        catalogue = built.data.catalogue
        vectors = recommender.item_vectors(np.arange(len(catalogue), dtype=np.int64))
        evaluation = evaluate(built.lines, asking, built.split.train, catalogue, vectors)
        validation = Asking.of(built.split.train, built.split.validation, built.limit)
        before = _curve(recommender, validation, vectors) if len(validation) else None
        curve = _curve(recommender, asking, vectors, before.chosen if before else None)
        some = asking.some(_MOST_USERS)
        ranked = recommender.rank(some.histories, some.seen)
        there = ranked.items >= 0
        said = calibration(ranked.probability, hits(ranked.items, some.truth), there)
        return cls(evaluation, curve, said)

    def as_metrics(self, built: Built) -> dict[str, Any]:
        """The content of `metrics.json`."""
        ways = built.fitted.ways
        test: dict[str, Any] = self.evaluation.as_metrics()
        if self.calibration is not None:
            test["calibration"] = self.calibration.as_metrics()
        if self.curve is not None:
            test["diversity"] = self.curve.as_metrics()
        validation = {"ndcg@10": round(ways[0].validation, 6)}
        return {
            "heads": {LISTS: {"validation": validation, "test": test}},
            "seconds": dict(built.seconds),
            "chosen": ways[0].name,
            "candidates": [{"name": way.name, "validation": round(way.validation, 6)} for way in ways],
        }


def _curve(
    recommender: Recommender, asking: Asking, vectors: NDArray[np.float32], chosen: CurvePoint | None = None
) -> DiversityCurve:
    some = asking.some(_CURVE_USERS)
    ranked = recommender.rank(some.histories, some.seen)
    return diversity_curve(ranked.items, ranked.scores, some.truth, vectors, chosen=chosen)
