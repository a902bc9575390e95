"""From the classifier that was chosen to a head whose numbers can be acted on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.decision.answer_model import AnswerModel
from scaffold.decision.embedding_model import EmbeddingModel
from scaffold.decision.evidence import Evidence
from scaffold.decision.head_model import HeadModel
from scaffold.decision.labels_model import LabelsModel
from scaffold.decision.number_model import NumberModel
from scaffold.decision.span_model import SpanModel
from scaffold.models.answerer import Answerer
from scaffold.models.cases import even_sample
from scaffold.models.pair_encoder import PairEncoder
from scaffold.models.tagger import Tagger
from scaffold.models.tokens import flat
from scaffold.models.voting import CaseVoting
from scaffold.training.combine import MOST_CASES
from scaffold.training.learners.answers import AnswerTask
from scaffold.training.learners.tagging import TaggingTask
from scaffold.training.rung import Rung
from scaffold.training.task import Task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.decision.head import Head
    from scaffold.models.classifier import Classifier
    from scaffold.settings import DecisionSettings
    from scaffold.training.entry import Entry
    from scaffold.training.joint import AnyTask
    from scaffold.training.learners.embedding import EmbeddingTask


@dataclass(frozen=True, eq=False)
class Chosen:
    """The model that was chosen for a head.

    :ivar table: every candidate, the chosen one last.
    :ivar notes: what the report has to say about the choice.
    """

    model: Classifier | Tagger | Answerer | PairEncoder
    table: Sequence[Entry]
    notes: tuple[str, ...] = ()

    @property
    def best(self) -> Entry:
        """The chosen one's line."""
        return self.table[-1]


def fit_head(task: AnyTask, chosen: Chosen, settings: DecisionSettings) -> Head:
    """Calibrate the chosen model on the validation texts, by the kind of its task."""
    if not isinstance(task, Task):
        return _fit_tuned(task, chosen.model, settings)
    best, truth = chosen.best, task.validation.truth
    assert isinstance(best, Rung), "any other task gives a classifier with its outputs"
    if isinstance(chosen.model, CaseVoting):
        return HeadModel.fit(task.head, chosen.model, best.validation, truth, settings, task.kind)
    assert not isinstance(chosen.model, Tagger | Answerer | PairEncoder), "these are of other tasks"
    evidence = _evidence(task, best)
    if task.kind == "multilabel":
        return LabelsModel.fit(task.head, chosen.model, evidence, best.validation, truth, settings)
    numbers = task.mean + task.spread * truth
    return NumberModel.fit(
        task.head, chosen.model, evidence, best.validation, numbers, settings, mean=task.mean, spread=task.spread
    )


def _fit_tuned(task: TaggingTask | AnswerTask | EmbeddingTask, model: Any, settings: DecisionSettings) -> Head:
    """Heads that have more than one output a text, or none."""
    if isinstance(task, TaggingTask):
        return SpanModel.fit(task.head, model, task.validation.texts, task.validation.spans)
    if isinstance(task, AnswerTask):
        return AnswerModel.fit(task.head, model, task.validation.texts, task.validation.answers)
    return EmbeddingModel.fit(task.head, model, task.train.texts, task.validation.firsts, settings, most=MOST_CASES)


def _evidence(task: Task, rung: Rung) -> Evidence:
    """The training texts with their labels side by side, or their number."""
    if task.kind == "multilabel":
        what = [", ".join(task.labels[i] for i in np.flatnonzero(row)) or "none" for row in task.train.truth]
    else:
        what = [f"{task.mean + task.spread * value:.4g}" for value in task.train.truth]
    kept = even_sample(np.array(what), MOST_CASES)
    texts = [flat(task.train.texts[row]) for row in kept]
    return Evidence.of(texts, [what[row] for row in kept], rung.train.features[kept])
