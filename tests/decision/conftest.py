"""Classifiers of texts of one to five words, whose outputs a test knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from scaffold.decision.evidence import Evidence
from scaffold.models.classifier import Outputs
from scaffold.models.linear import LinearClassifier

WORDS = ("card", "pin", "fee", "order")


@pytest.fixture(scope="session")
def texts() -> Callable[[int, int], list[str]]:
    """`texts(rows, seed)`: some of the words each, with others between them."""

    def make(rows: int, seed: int) -> list[str]:
        rng = np.random.default_rng(seed)
        return [" ".join(["my", *rng.permutation(WORDS)[: rng.integers(0, 4)], "please"]) for _ in range(rows)]

    return make


@pytest.fixture(scope="session")
def fitted(tiny_encoder, texts) -> Callable[..., tuple[LinearClassifier, Evidence, Outputs, list[str]]]:
    """`fitted(truth_of, labels)`: a ridge regression on the tiny encoder, its cases, and 200 validation texts."""

    def make(truth_of: Callable[[Sequence[str]], Any], labels: Sequence[str], what: Callable[[Any], str]):
        train, held = texts(300, 1), texts(200, 2)
        features = tiny_encoder.encode(train)
        truth = np.asarray(truth_of(train), dtype=np.float64).reshape(len(train), -1)
        known = np.concatenate([features, np.ones((len(train), 1))], axis=1)
        weight = np.linalg.solve(known.T @ known + 1e-3 * np.eye(known.shape[1]), known.T @ truth).T
        classifier = LinearClassifier(tiny_encoder, labels, weight[:, :-1], weight[:, -1])
        evidence = Evidence.of(train, [what(row) for row in truth], features)
        return classifier, evidence, classifier.outputs(held), held

    return make
