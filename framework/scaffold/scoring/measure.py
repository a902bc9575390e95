"""A head of any kind measured on labelled data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.decision.answer_model import AnswerModel
from scaffold.decision.embedding_model import EmbeddingModel
from scaffold.decision.head_model import HeadModel
from scaffold.decision.labels_model import LabelsModel
from scaffold.decision.number_model import NumberModel
from scaffold.decision.span_model import SpanModel
from scaffold.progress import SILENT, Progress
from scaffold.scoring.answers import measure_answers
from scaffold.scoring.classes import measure_classes
from scaffold.scoring.embedding import measure_embedding
from scaffold.scoring.labels import measure_labels
from scaffold.scoring.numbers import measure_numbers
from scaffold.scoring.spans import measure_spans
from scaffold.scoring.subgroups import WHOLE, Grouping

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.data.examples import Examples
    from scaffold.decision.head import Head
    from scaffold.evaluation.records import HeadReport


def has_labels(examples: Examples, head: str) -> bool:
    """Whether any of the examples has a label for `head`."""
    return any(label is not None for label in examples.iter_labels(head))


def measure(
    model: Head,
    splits: Mapping[str, Examples],
    *,
    metric: str = "",
    train_counts: Mapping[str, int] | None = None,
    progress: Progress = SILENT,
    groups: Grouping = WHOLE,
) -> HeadReport:
    """Everything the report says about a head, on the examples that carry a label for it.

    :param splits: examples by split name; at least one of them has such labels.
    :param metric: the figure candidates were chosen by.
    :param train_counts: training texts by label.
    :param groups: what results are shown apart by; heads that answer questions or embed texts show none.
    """
    if isinstance(model, HeadModel):
        return measure_classes(model, splits, metric, train_counts, progress, groups)
    if isinstance(model, LabelsModel):
        return measure_labels(model, splits, metric, train_counts, progress, groups)
    if isinstance(model, NumberModel):
        return measure_numbers(model, splits, metric, progress, groups)
    if isinstance(model, AnswerModel):
        return measure_answers(model, splits, metric, progress)
    if isinstance(model, EmbeddingModel):
        return measure_embedding(model, splits, metric, progress)
    assert isinstance(model, SpanModel), "there are these kinds of heads"
    return measure_spans(model, splits, train_counts, progress, groups)
