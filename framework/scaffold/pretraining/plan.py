"""What a budget buys: phases and their steps, from counts alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.pretraining.denoising import DELETED
from scaffold.pretraining.gain import sampled
from scaffold.pretraining.phase import Phase, Trained
from scaffold.training.budget import relative_cost

if TYPE_CHECKING:
    from scaffold.models.encoder import Encoder
    from scaffold.settings import PretrainingSettings
    from scaffold.training.task import Task

# Measured on the reference machine (see training.budget): seconds a token through all layers of the embedded encoder,
# forth, and forth and back; and seconds for a million multiplications of hidden states with word embeddings.
_READ = 1 / 5000
_TRAIN = 1 / 1450
_MILLION_PRODUCTS = 3e-5
# AdamW reads and writes each weight a few times a step.
_MILLION_WEIGHTS_A_STEP = 1e-3
# Logistic regression at five strengths, a token of its texts.
_REGRESSION = 1e-4
# Of the budget, and in texts, whatever the budget.
_MEASURING, _FEWEST_MEASURED = 0.3, 600
_SAMPLE = 500
_HEAD_SHARE = 0.12
_CONTRASTIVE_SHARE = 0.2
# From scratch there is more to learn by each step than by each text.
_STEPS_WANTED, _SCRATCH_STEPS_WANTED = 150, 4000
_BATCHES = {"mlm": (32, 16, 8), "contrastive": (64, 32, 16), "denoising": (32, 16, 8)}
_FEWEST_STEPS = 4
_RATES = {"mlm": 1e-4, "contrastive": 2e-5, "denoising": 3e-5}
_SCRATCH_RATE = 1e-3
_HEAD_RATE = 1e-3
_SLACK = 0.9


@dataclass(frozen=True)
class Costs:
    """Seconds a token of a row takes.

    :ivar step: seconds of a step whatever its size.
    """

    head: float
    mlm: float
    contrastive: float
    denoising: float
    step: float

    @classmethod
    def of(cls, encoder: Encoder, settings: PretrainingSettings, speed: float) -> Costs:
        """For an encoder on a machine of this speed."""
        relative = relative_cost(encoder) / speed
        size, width = encoder.model.get_input_embeddings().weight.shape
        guess = 3 * settings.mask_rate * size * width / 1e6 * _MILLION_PRODUCTS / speed
        weights = sum(each.numel() for each in encoder.model.parameters())
        return cls(
            relative * _READ + guess,
            relative * _TRAIN + guess,
            2 * relative * _TRAIN,
            (1 - DELETED) * relative * _TRAIN + guess / settings.mask_rate,
            weights / 1e6 * _MILLION_WEIGHTS_A_STEP / speed,
        )


def affordable(encoder: Encoder, task: Task, encoders: int, budget: float, speed: float) -> tuple[Task, float]:
    """As much of a task as so many encoders like this one can be compared on within a part of the budget.

    :param budget: in seconds.
    :returns: the task, sampled if it is too large, and the seconds that the comparison takes.
    """
    texts = [*task.train.texts, *task.validation.texts]
    sample = texts[:: max(1, len(texts) // _SAMPLE)]
    tokens = sum(map(len, encoder.tokenise(sample))) / max(1, len(sample))
    text = encoders * tokens * (relative_cost(encoder) * _READ + _REGRESSION) / speed
    most = max(_FEWEST_MEASURED, int(budget * _MEASURING / text))
    return sampled(task, most), min(most, len(texts)) * text


def make_phases(
    settings: PretrainingSettings,
    costs: Costs,
    *,
    rows: int,
    row_tokens: float,
    seconds: float,
    scratch: bool,
    extended: bool,
) -> tuple[Phase, ...]:
    """The phases of a pretraining and how long each may be.

    Guessing words begins with its head alone, which would else spoil the encoder while it is random, together with the
    word embeddings where some are new. From scratch everything learns at once, and sentences come after words.

    :param rows: of the corpus, and `row_tokens` their mean length.
    :param seconds: for all of it.
    """
    share = settings.contrastive_share
    if share is None:
        share = _CONTRASTIVE_SHARE if scratch else 0.0
    plan = _Plan(settings, costs, rows, row_tokens, seconds * _SLACK, scratch)
    if settings.objective == "contrastive":
        return (plan.contrastive(1.0),)
    if settings.objective == "denoising":
        return (plan.denoising(),)
    head = 0.0 if scratch else _HEAD_SHARE
    phases = [] if scratch else [plan.head(head, extended)]
    phases.append(plan.mlm((1 - head) * (1 - share)))
    return (*phases, *([plan.contrastive((1 - head) * share)] if share else []))


@dataclass(frozen=True)
class _Plan:
    settings: PretrainingSettings
    costs: Costs
    rows: int
    row_tokens: float
    seconds: float
    scratch: bool

    def head(self, share: float, extended: bool) -> Phase:
        """The first phase of a base that has no head that guesses words."""
        # The way back to the word embeddings leads through every layer.
        steps, size = self._steps("mlm", self.costs.mlm if extended else self.costs.head, share)
        trained: Trained = "embeddings" if extended else "head"
        return Phase(
            trained, "mlm", trained, steps, size, _HEAD_RATE, evaluations=2, patience=0, seed=self.settings.seed
        )

    def mlm(self, share: float) -> Phase:
        """Everything learns to guess words."""
        steps, size = self._steps("mlm", self.costs.mlm, share)
        rate = self.settings.learning_rate or (_SCRATCH_RATE if self.scratch else _RATES["mlm"])
        return Phase("words", "mlm", "all", steps, size, rate, seed=self.settings.seed)

    def contrastive(self, share: float) -> Phase:
        """Everything learns to know a text again."""
        steps, size = self._steps("contrastive", self.costs.contrastive, share)
        given = self.settings.learning_rate if self.settings.objective == "contrastive" else None
        rate = given or _RATES["contrastive"]
        return Phase("sentences", "contrastive", "all", steps, size, rate, seed=self.settings.seed)

    def denoising(self) -> Phase:
        """Everything learns to give a text one vector that tells it."""
        steps, size = self._steps("denoising", self.costs.denoising, 1.0)
        rate = self.settings.learning_rate or (_SCRATCH_RATE if self.scratch else _RATES["denoising"])
        return Phase("sentences", "denoising", "all", steps, size, rate, seed=self.settings.seed)

    def _steps(self, objective: str, token: float, share: float) -> tuple[int, int]:
        """Steps and rows of each: the largest batch that leaves enough steps."""
        sizes = [self.settings.batch_size] if self.settings.batch_size else list(_BATCHES[objective])
        sizes = [min(size, self.rows) for size in sizes]
        found = [(self._within(size, token, share), size) for size in sizes]
        wanted = _SCRATCH_STEPS_WANTED if self.scratch else _STEPS_WANTED
        return next((pair for pair in found if pair[0] >= wanted), found[-1])

    def _within(self, size: int, token: float, share: float) -> int:
        one = size * self.row_tokens * token + self.costs.step
        most = self.settings.passes * math.ceil(self.rows / size)
        return max(_FEWEST_STEPS, min(most, int(self.seconds * share / one)))
