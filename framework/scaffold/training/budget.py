"""How far up the ladder a budget reaches: decided before training, from counts, never from a noisy clock."""

from __future__ import annotations

import math
import re
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.training.finetune import Recipe

if TYPE_CHECKING:
    from collections.abc import Sequence

# Measured on the reference machine, two cores of a 2023 server CPU: tokens a second through the 22M encoder.
_TRAINED_TOKENS = 1700.0
_READ_TOKENS = 9000.0
_TEXT_OVERHEAD = 3
_REFERENCE_PROBE = 0.0125
_SLACK = 0.95
MOST_MEMBERS = 3


@dataclass(frozen=True)
class Plan:
    """What will be trained.

    :ivar frozen: whether rung b fits; rung a always does.
    :ivar recipes: one for every fine-tuned member.
    :ivar seconds: the estimate for all of it.
    :ivar speed: of this machine against the reference machine, a power of two.
    """

    frozen: bool
    recipes: tuple[Recipe, ...]
    seconds: float
    speed: float

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Plan:
        """Read back what `as_dict` wrote."""
        return cls(values["frozen"], tuple(Recipe(**r) for r in values["recipes"]), values["seconds"], values["speed"])


def parse_budget(text: str) -> float:
    """Seconds of `90s`, `10m` or `2h`."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(s|m|h)", text)
    assert match, "the settings model checks the form"
    return float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]]


def make_plan(train: Sequence[int], validation: Sequence[int], budget: float, *, seed: int, speed: float) -> Plan:
    """Choose the rungs whose estimated time fits into `budget`.

    :param train: length of each training text, in tokens; `validation` likewise.
    :param budget: in seconds.
    :param speed: of this machine against the reference machine.
    """
    tokens = sum(train) + _TEXT_OVERHEAD * len(train)
    held = sum(validation) + _TEXT_OVERHEAD * len(validation)
    left = budget * _SLACK - 3e-4 * tokens / speed
    read = (tokens + held) / _READ_TOKENS / speed
    # Besides reading, logistic regression is fitted at three strengths.
    frozen_cost = read + 2e-4 * tokens / speed
    if frozen_cost > left:
        return Plan(False, (), 3e-4 * tokens / speed, speed)
    left -= frozen_cost
    epochs = epochs_for(len(train))
    member = (epochs * (tokens / _TRAINED_TOKENS + held / _READ_TOKENS) + tokens / _READ_TOKENS) / speed
    members = min(int(left / member), MOST_MEMBERS)
    if members == 0:
        # One member with as many epochs as fit, if that is at least a third of what it should have.
        epochs = int(epochs * left / member)
        members = 1 if epochs >= max(2, epochs_for(len(train)) // 3) else 0
    recipes = tuple(recipe_for(len(train), epochs, seed + 1000 * n) for n in range(members))
    spent = budget * _SLACK - left + member * len(recipes)
    return Plan(True, recipes, spent, speed)


def epochs_for(rows: int) -> int:
    """Epochs that fine-tuning needs: many for few texts, few for many."""
    return max(2, min(20, round(80_000 / (rows + 1500))))


def recipe_for(rows: int, epochs: int, seed: int) -> Recipe:
    """The settings of a fine-tuning on `rows` texts; the larger the set, the larger the batch."""
    return Recipe(epochs=epochs, batch_size=16 if rows < 2000 else 32, seed=seed)


def machine_speed() -> float:
    """Speed of this machine against the reference machine, rounded to a power of two.

    Rounded, because the same command has to give the same plan on a machine whose speed is a little up or down.
    """
    random = np.random.default_rng(0)
    a, b = (random.standard_normal(shape, dtype=np.float32) for shape in ((1024, 1536), (1536, 1536)))
    a @ b
    fastest = math.inf
    for _ in range(12):
        start = time.perf_counter()
        a @ b
        fastest = min(fastest, time.perf_counter() - start)
    return float(2.0 ** round(math.log2(_REFERENCE_PROBE / fastest)))
