"""Names of people by a linear model of the words around, added to what rules and lists find.

The model is a logistic regression over hashed traits: feature hashing (Weinberger et al., "Feature Hashing for Large
Scale Multitask Learning", ICML 2009), eight bits a weight. `scaffold.privacy.names.learning` makes the file.
"""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.privacy.names.traits import is_candidate, traits

if TYPE_CHECKING:
    from scaffold.privacy.names.found import Names
    from scaffold.privacy.names.runs import Runs

FILE = Path(__file__).with_name("learned.npz")
"""`weights` (int8 of shape (BUCKETS,)), `step` (what 1 of them is worth), `inputs` (SHA-256 of what made it)."""
BUCKETS = 1 << 16
"""How many weights there are."""
# Log odds from which on a word is a name; more in a longer text that names nobody, or says neither he nor she.
_LEAST, _LEAST_ELSEWHERE = 1.3, 4.0
# From so many words on a text is longer.
_LONG = 60


def learn(names: Names) -> None:
    """Add the words that the model takes for names and nothing else has found; those beside one another as one."""
    runs, taken = names.runs, names.indices()
    first = last = -2
    about_somebody = (taken and runs.personal) or len(runs.tokens) < _LONG
    least = _LEAST if about_somebody else _LEAST_ELSEWHERE
    for index in range(len(runs.tokens)):
        if index in taken or not is_candidate(runs, index) or log_odds(runs, index) < least:
            continue
        first = first if last == index - 1 and runs.tokens[index].joined else index
        last = index
        names.add(first, last)


def log_odds(runs: Runs, index: int) -> float:
    """How likely the model holds it that a word is part of a name: the logarithm of p / (1 - p)."""
    weights, step = _model()
    return step * sum(weights[bucket(trait)] for trait in traits(runs, index))


def bucket(trait: str) -> int:
    """Which weight a trait has; two traits may share one."""
    return zlib.crc32(trait.encode()) % BUCKETS


@cache
def _model() -> tuple[list[int], float]:
    import numpy as np

    with np.load(FILE, allow_pickle=False) as stored:
        return stored["weights"].tolist(), float(stored["step"])
