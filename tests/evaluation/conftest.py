from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from scaffold.evaluation.evaluate import SplitOutputs, evaluate_head
from scaffold.evaluation.records import HeadReport
from scaffold.models.cases import NearCase


def outputs(labels: list[str], rows: int, *, skill: float = 2.0, seed: int = 0, text: str = "text {}") -> SplitOutputs:
    """Made-up outputs of a classifier that is better the higher its skill; well calibrated."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, skill, (rows, len(labels)))
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truth = (rng.random(rows)[:, None] > p.cumsum(axis=1)).sum(axis=1).clip(max=len(labels) - 1)
    return SplitOutputs([text.format(i) for i in range(rows)], [labels[i] for i in truth], p, sets=p > 0.1)


@pytest.fixture
def make_outputs() -> Callable[..., SplitOutputs]:
    return outputs


@pytest.fixture
def make_head() -> Callable[..., HeadReport]:
    def make(name: str = "intent", classes: int = 6, rows: int = 300, **options: object) -> HeadReport:
        labels = [f"label_{i}" for i in range(classes)]
        return evaluate_head(
            name,
            labels,
            {"validation": outputs(labels, rows, seed=1), "test": outputs(labels, rows, **options)},
            neighbours=lambda at: [[NearCase(f"near {i}", labels[0], 0.9)] for i in at],
            train_counts=dict.fromkeys(labels, 30),
            error_rate=0.05,
        )

    return make
