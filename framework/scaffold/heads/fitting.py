"""From the classifier that was chosen to a head whose numbers can be acted on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.decision.answer_model import AnswerModel
from scaffold.decision.embedding_model import EmbeddingModel
from scaffold.decision.evidence import Evidence
from scaffold.decision.head_model import HeadModel
from scaffold.decision.labels_model import LabelsModel
from scaffold.decision.number_model import NumberModel
from scaffold.decision.rules.span_rules import weigh_spans
from scaffold.decision.rules.weighing import HeldOut, weigh, weigh_labels
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
from scaffold.training.task import UNKNOWN, Task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.decision.head import Head
    from scaffold.heads.guidance import Guidance
    from scaffold.models.classifier import Classifier
    from scaffold.rules.firing.rule_reader import RuleReader
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


def fit_head(
    task: AnyTask,
    chosen: Chosen,
    settings: DecisionSettings,
    guidance: Guidance | None = None,
    reader: RuleReader | None = None,
) -> Head:
    """Calibrate the chosen model on the validation texts, by the kind of its task.

    :param guidance: rules that may take part in its decisions, fired by `reader`.
    """
    if not isinstance(task, Task):
        head = _fit_tuned(task, chosen.model, settings)
        if (
            isinstance(head, SpanModel)
            and isinstance(task, TaggingTask)
            and guidance is not None
            and reader is not None
        ):
            return _with_rules(head, task, guidance, reader)
        return head
    best, truth = chosen.best, task.validation.truth
    assert isinstance(best, Rung), "any other task gives a classifier with its outputs"
    if isinstance(chosen.model, CaseVoting):
        validation, rules = best.validation, None
        if guidance is not None and reader is not None:
            judged = truth if guidance.proven else np.full_like(truth, UNKNOWN)
            held = HeldOut(guidance.held, validation.logits, judged)
            rules = weigh(guidance, reader, task.labels, held)
            validation = rules.shifted(validation, guidance.held)
        return HeadModel.fit(task.head, chosen.model, validation, truth, settings, task.kind, rules)
    assert not isinstance(chosen.model, Tagger | Answerer | PairEncoder), "these are of other tasks"
    evidence = _evidence(task, best)
    if task.kind == "multilabel":
        validation, rules = best.validation, None
        if guidance is not None and reader is not None:
            rules = weigh_labels(guidance, reader, task.labels, HeldOut(guidance.held, validation.logits, truth))
            validation = rules.shifted(validation, guidance.held)
        return LabelsModel.fit(task.head, chosen.model, evidence, validation, truth, settings, rules)
    numbers = task.mean + task.spread * truth
    return NumberModel.fit(
        task.head, chosen.model, evidence, best.validation, numbers, settings, mean=task.mean, spread=task.spread
    )


def _with_rules(head: SpanModel, task: TaggingTask, guidance: Guidance, reader: RuleReader) -> SpanModel:
    """A tagging head whose rules are measured on the validation texts."""
    texts = task.validation.texts
    found = [decision.spans for decision in head.decisions(head.predict(texts))]
    truth = task.validation.spans
    return replace(
        head, rules=weigh_spans(guidance.rules, reader, task.labels, texts, reader.read(texts), truth, found)
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
