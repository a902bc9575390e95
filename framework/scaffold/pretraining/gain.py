"""What pretraining is worth on a labelled task, on its validation texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scaffold.models.cases import even_sample
from scaffold.progress import SILENT, Progress
from scaffold.training.frozen import fit_linear
from scaffold.training.score import Scorer
from scaffold.training.task import Labelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.classifier import Matrix
    from scaffold.models.encoder import Encoder
    from scaffold.training.task import Task


@dataclass(frozen=True)
class Candidate:
    """A way to join what the encoder was with what it became, and its figure.

    :ivar share: of what it became.
    :ivar value: the task's metric on validation texts, of a regression on the frozen encoder's vectors.
    """

    share: float
    value: float
    log_loss: float


@dataclass(frozen=True)
class Gain:
    """The comparison on a task.

    :ivar base: figure of the encoder to beat; its `share` is 0.
    :ivar best: the candidate to keep if one is.
    :ivar kept: whether it is better than the base beyond what the noise of so few texts makes.
    """

    head: str
    metric: str
    texts: int
    base: Candidate
    candidates: tuple[Candidate, ...]
    best: Candidate
    kept: bool

    @property
    def value(self) -> float:
        """What the best candidate adds to the base's figure."""
        return self.best.value - self.base.value

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "head": self.head,
            "metric": self.metric,
            "validation_texts": self.texts,
            "base": vars(self.base),
            "candidates": [vars(each) for each in self.candidates],
            "share": self.best.share,
            "gain": round(self.value, 6),
            "kept": self.kept,
        }

    def __str__(self) -> str:
        return (
            f"{self.head}: {self.metric} {self.best.value:.4f} with pretraining, {self.base.value:.4f} without "
            f"({self.value:+.4f}, {self.texts} validation texts, frozen encoder)"
        )


def measure_gain(
    base: Encoder, candidates: Sequence[tuple[float, Encoder]], task: Task, progress: Progress = SILENT
) -> Gain:
    """Fit a regression on the vectors of each encoder and compare them on the task's validation texts.

    A candidate is kept when its figure is higher and its log-loss lower by more than their noise (`Scorer.best`).

    :param candidates: each with the share of what was learned in it.
    """
    score = Scorer.of(task)
    with progress.stage("Measuring the gain", 1 + len(candidates)) as stage:
        logits: list[Matrix] = []
        for encoder in (base, *(encoder for _, encoder in candidates)):
            logits.append(_logits(encoder, task))
            stage.advance()
    shares = (0.0, *(share for share, _ in candidates))
    found = [Candidate(share, score(each), score.log_loss(each)) for share, each in zip(shares, logits, strict=True)]
    # The base costs nothing, so among equals it is taken.
    chosen = score.best(logits, [0.0, *(1.0 for _ in candidates)])
    kept = chosen > 0 and found[chosen].value > found[0].value
    best = found[chosen] if kept else found[1 + score.best(logits[1:])]
    return Gain(task.head, task.metric, len(task.validation), found[0], tuple(found[1:]), best, kept)


def sampled(task: Task, most: int) -> Task:
    """So many texts of a task with one label a text, two thirds of them to fit on, where each label is kept."""
    if task.kind not in ("classification", "ordinal") or len(task.train) + len(task.validation) <= most:
        return task
    kept = max(most // 3, most - len(task.train))
    held = np.sort(np.random.default_rng(0).permutation(len(task.validation))[:kept])
    train = even_sample(task.train.truth, most - len(held))
    return replace(task, train=_rows(task.train, train), validation=_rows(task.validation, held))


def _rows(part: Labelled, rows: npt.NDArray[np.int64]) -> Labelled:
    return Labelled([part.texts[row] for row in rows], part.truth[rows])


def _logits(encoder: Encoder, task: Task) -> Matrix:
    train, held = encoder.encode(task.train.texts), encoder.encode(task.validation.texts)
    fitted = fit_linear(encoder, train, held, task)
    return held @ fitted.weight.T + fitted.bias
