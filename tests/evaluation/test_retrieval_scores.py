"""Figures of what is found for a text."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.evaluation.retrieval import retrieval_metrics
from scaffold.models.pair_ranks import Ranks


def test_figures_of_a_split():
    ranks = np.array([1, 2, 5, 40])
    figures = retrieval_metrics(Ranks(np.arange(4), ranks, np.zeros(4), np.zeros(4, dtype=np.int64), 50))

    assert figures == {
        "mrr": pytest.approx((1 + 0.5 + 0.2 + 0.025) / 4),
        "recall_at_1": 0.25,
        "recall_at_10": 0.75,
        "median_rank": 3.5,
        "candidates": 50,
        "rows": 4,
    }
