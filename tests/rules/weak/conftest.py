from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from scaffold.rules.weak.votes import Votes


def one_label(fired: NDArray[np.bool_], said: list[int], k: int) -> Votes:
    """Votes of rules that name one label each, given by its number."""
    targets = np.eye(k, dtype=np.float32)[said].reshape(len(said), k)
    rules = tuple(f"r{at}" for at in range(len(said)))
    labels = tuple("abcdefghij"[:k])
    return Votes(np.asarray(fired, dtype=np.bool_), targets, np.ones(len(said), dtype=np.float32), rules, labels)


@dataclass
class Drawn:
    """Texts of known class, and rules of known accuracy."""

    votes: Votes
    truth: NDArray[np.int64]
    accuracies: NDArray[np.float64]


def draw(n: int, accuracies: list[float], k: int = 3, share: float = 0.6, seed: int = 0) -> Drawn:
    """From the model: voters that speak on a share of the texts; what each says of one label is a rule."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, k, n)
    columns, said = [], []
    for accuracy in accuracies:
        wrong = (truth + rng.integers(1, max(k, 2), n)) % k
        vote = np.where(rng.random(n) < accuracy, truth, wrong)
        speaks = rng.random(n) < share
        columns += [speaks & (vote == label) for label in range(k)]
        said += list(range(k))
    return Drawn(one_label(np.array(columns).T, said, k), truth, np.repeat(accuracies, k))


@pytest.fixture
def rules_of() -> Callable[..., Votes]:
    return one_label


@pytest.fixture
def drawn() -> Callable[..., Drawn]:
    return draw
