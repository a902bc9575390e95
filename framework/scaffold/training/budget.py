"""How far up the ladder a budget reaches: decided before training, from counts, never from a noisy clock."""

from __future__ import annotations

import math
import os
import re
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold.models.device import has_gpu
from scaffold.models.precision import has_native_bfloat16
from scaffold.training.prepared import are_kept
from scaffold.training.recipe import Recipe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.encoder import Encoder

# Measured on the reference machine, two cores of a 2023 server CPU that multiplies with 16 bits, with the embedded
# encoder: tokens a second through all its layers, and through the half that is trained, forth and back.
_READ_TOKENS = 5000.0
_TRAINED_TOKENS = 7200.0
# The same for a model that is trained whole.
_WHOLE_TOKENS = 3600.0
# How much longer a training takes that multiplies with 32 bits.
_EXACT_COST = 1.9
# Its weights without the word embeddings.
_REFERENCE_WEIGHTS = 10_844_928
_TFIDF_COST = 1e-4
_REGRESSION_COST = 1e-4
# Padding and Python cost about as much a text as three tokens.
_TEXT_OVERHEAD = 3
# Processor seconds of one core for the product that `machine_speed` times.
_REFERENCE_PROBE = 0.0255
_REFERENCE_CORES = 2
_SLACK = 0.95
MOST_MEMBERS = 3
_PLAIN = Recipe()


@dataclass(frozen=True)
class Plan:
    """What will be trained.

    :ivar frozen: whether rung b fits; rung a always does.
    :ivar recipes: one for every fine-tuned member.
    :ivar seconds: the estimate for all of it.
    :ivar speed: of this machine with its encoder against the reference machine with the embedded one.
    :ivar distil: whether one more model learns what the members say.
    """

    frozen: bool
    recipes: tuple[Recipe, ...]
    seconds: float
    speed: float
    distil: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Plan:
        """Read back what `as_dict` wrote."""
        return cls(**values | {"recipes": tuple(Recipe(**recipe) for recipe in values["recipes"])})


def parse_budget(text: str) -> float:
    """Seconds of `90s`, `10m` or `2h`."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(s|m|h)", text)
    assert match, "the settings model checks the form"
    return float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]]


def make_plan(
    train: Sequence[int],
    validation: Sequence[int],
    budget: float,
    *,
    seed: int,
    speed: float,
    dimension: int = 384,
    share: float | None = 0.5,
    recipe: Recipe = _PLAIN,
    distil: bool = False,
    cheap: bool = True,
) -> Plan:
    """Choose the rungs whose estimated time fits into `budget`.

    :param train: length of each training text, in tokens; `validation` likewise.
    :param budget: in seconds.
    :param dimension: of the encoder's token states.
    :param share: as for `finetune_seconds`.
    :param speed: of this machine with this encoder against the reference machine with the embedded one.
    :param recipe: whose switches make a step cost more.
    :param distil: whether the members, where there are several, are to be distilled into one more model.
    :param cheap: whether a model on words and one on the encoder as it is come first; a head that embeds has none.
    """
    tokens = sum(train) + _TEXT_OVERHEAD * len(train)
    held = sum(validation) + _TEXT_OVERHEAD * len(validation)
    words = _TFIDF_COST * tokens / speed if cheap else 0.0
    # Besides reading, logistic regression is fitted at five strengths.
    frozen = (
        ((tokens + held) / _READ_TOKENS + _REGRESSION_COST * tokens) / speed if cheap else held / _READ_TOKENS / speed
    )
    left = budget * _SLACK - words - frozen
    if left < 0:
        return Plan(False, (), words, speed)
    # The lower layers read all texts once, the upper ones those held out in every epoch.
    lower, epoch = finetune_seconds(train, validation, recipe, speed=speed, share=share)
    if share is not None and not are_kept(sum(train) + sum(validation), dimension):
        lower, epoch = 0.0, epoch + lower
    reading = (tokens * cheap + held) / _READ_TOKENS / speed
    # Without validation texts there is nothing to choose the best epoch by.
    most = MOST_MEMBERS + distil
    trainings, epochs = members_for(left - lower, epoch, reading, epochs_for(len(train)), most) if held else (0, 0)
    # One member has nothing to say together with others.
    distil = distil and trainings > 2
    members = trainings - distil
    recipes = tuple(recipe_for(len(train), epochs, seed + 1000 * number) for number in range(members))
    # Several members have an average, which reads the texts as well.
    readings = trainings + (members > 1)
    tuned = lower + trainings * epochs * epoch + readings * reading if members else 0.0
    return Plan(True, recipes, words + frozen + tuned, speed, distil)


def finetune_seconds(
    train: Sequence[int], validation: Sequence[int], recipe: Recipe, *, speed: float, share: float | None = 0.5
) -> tuple[float, float]:
    """What a fine-tuning is expected to take: before its first epoch, and for each.

    :param train: length of each training text, in tokens; `validation` likewise.
    :param share: of the layers, that is trained; None where the model cannot be taken apart.
    :param speed: as for `make_plan`.
    """
    tokens = sum(train) + _TEXT_OVERHEAD * len(train)
    held = sum(validation) + _TEXT_OVERHEAD * len(validation)
    cost = recipe.cost * (_EXACT_COST if recipe.exact else 1.0)
    if share is None:
        return 0.0, (cost * tokens / _WHOLE_TOKENS + held / _READ_TOKENS) / speed
    lower = (1 - share) * (tokens + held) / _READ_TOKENS / speed
    return lower, share * (2 * cost * tokens / _TRAINED_TOKENS + held / _READ_TOKENS) / speed


def members_for(left: float, epoch: float, reading: float, wanted: int, most: int) -> tuple[int, int]:
    """How many models are fine-tuned for how many epochs: as many as can have three quarters of what is wanted.

    A single one is worth it from a third on.
    """
    for members in range(most, 0, -1):
        epochs = min(wanted, int((left - (members + (members > 1)) * reading) / members / epoch))
        if epochs >= max(2, math.ceil(wanted * (0.75 if members > 1 else 0.34))):
            return members, epochs
    return 0, 0


def epochs_for(rows: int) -> int:
    """Epochs that fine-tuning wants: many for few texts, few for many."""
    return max(2, min(12, round(50_000 / (rows + 1000))))


def recipe_for(rows: int, epochs: int, seed: int) -> Recipe:
    """The settings of a fine-tuning on `rows` texts; the larger the set, the larger the batch."""
    # The rate falls to nothing at the end, which is worth waiting for.
    patience = max(3, epochs // 2)
    return Recipe(epochs=epochs, batch_size=16 if rows < 2000 else 32, patience=patience, seed=seed)


def relative_cost(encoder: Encoder) -> float:
    """Time a text takes through `encoder` against the embedded one, from their weights; a tenth at least."""
    weights = sum(each.numel() for each in encoder.model.parameters())
    weights -= encoder.model.get_input_embeddings().weight.numel()
    # ALBERT goes through the same weights several times.
    depth = encoder.model.config.num_hidden_layers
    weights *= depth / getattr(encoder.model.config, "num_hidden_groups", depth)
    return float(max(weights / _REFERENCE_WEIGHTS, 0.1))


def machine_speed() -> float:
    """Speed of this machine against the reference machine, rounded to a power of two.

    One core's processor time for a matrix product, so that other work on the machine does not show, times the
    cores this process may use. Rounded, because the same command has to give the same plan on the same machine.
    """
    random = np.random.default_rng(0)
    a, b = (random.standard_normal(shape, dtype=np.float32) for shape in ((512, 1536), (1536, 1536)))
    fastest = math.inf
    with need("threadpoolctl").threadpool_limits(1):
        for _ in range(20):
            start = time.process_time()
            a @ b
            fastest = min(fastest, time.process_time() - start)
    # Reading is not slower without 16 bits; a budget is kept rather than used up.
    fastest *= 1.0 if has_gpu() or has_native_bfloat16() else _EXACT_COST
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return float(2.0 ** round(math.log2(_REFERENCE_PROBE / fastest * cores / _REFERENCE_CORES)))
