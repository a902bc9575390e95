"""A fitted recommender held against the test split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold_recommendation.evaluation.calibration import Calibration, calibration
from scaffold_recommendation.evaluation.curve import DiversityCurve, diversity_curve
from scaffold_recommendation.evaluation.evaluate import Evaluation, evaluate
from scaffold_recommendation.heads import LISTS
from scaffold_recommendation.retrieval.hits import hits

if TYPE_CHECKING:
    from scaffold_recommendation.learning.built import Built

_MOST_USERS = 1000


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
        few = min(len(asking), _MOST_USERS)
        users = np.sort(np.random.default_rng(0).permutation(len(asking))[:few])
        histories = asking.histories.of_users(users)
        ranked = recommender.rank(histories, asking.seen[users])
        truth, there = asking.truth[users], ranked.items >= 0
        curve = diversity_curve(ranked.items, ranked.scores, truth, vectors)
        said = calibration(ranked.probability, hits(ranked.items, truth), there)
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
