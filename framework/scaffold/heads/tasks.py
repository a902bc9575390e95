"""What a head of each kind learns from a data set."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from scaffold.data.entity_marks import check_marks
from scaffold.data.targets import answers_of, as_number
from scaffold.errors import DataError, PluginError
from scaffold.models.pair_ranks import FIGURES
from scaffold.models.tokens import flat
from scaffold.text import words
from scaffold.training.learners.answers import METRICS, Answered, AnswerTask
from scaffold.training.learners.embedding import EmbeddingTask, Pairs
from scaffold.training.learners.tagging import Tagged, TaggingTask
from scaffold.training.objectives.kinds import OBJECTIVES
from scaffold.training.task import Labelled, Task, labelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from scaffold.data.dataset import Dataset
    from scaffold.data.example import Example
    from scaffold.data.examples import Examples
    from scaffold.plugins.specs import TaskHeadSpec
    from scaffold.training.joint import AnyTask

_PARTS = ("train", "validation")


def make_task(spec: TaskHeadSpec, dataset: Dataset) -> AnyTask:
    """The labelled texts of one head, to fit and to choose on; the labels are those of the training split.

    :raises DataError: when fewer than two labels are there, or no text to learn them from.
    :raises PluginError: for a metric that heads of this kind are not chosen by.
    """
    task = MAKERS[spec.kind](spec, dataset)
    if spec.kind != "image" and not any(words(flat(text)) for text in task.train.texts):
        first = flat(task.train.texts[0])[:40] if len(task.train) else ""
        raise DataError(
            f"no training text holds a word, such as {first!r}",
            where=_where(dataset),
            hint="Check which column holds the texts: --set data.text=COLUMN",
        )
    return task


def _one_label(spec: TaskHeadSpec, dataset: Dataset) -> Task:
    names = sorted({label for label in dataset.splits["train"].labels(spec.name) if label is not None})
    return _of_names(spec, dataset, tuple(names))


def _of_names(spec: TaskHeadSpec, dataset: Dataset, names: tuple[str, ...]) -> Task:
    _check_number(len(names), 2, "labels", spec, dataset)
    train, validation = (labelled(dataset.splits[name], spec.name, names) for name in _PARTS)
    return Task(spec.name, names, train, validation, _metric(spec), spec.kind)


def _ordered(spec: TaskHeadSpec, dataset: Dataset) -> Task:
    """Labels in the order the vertical gives, or in that of their numbers."""
    found = {label for label in dataset.splits["train"].labels(spec.name) if label is not None}
    numbers = {label: as_number(label) for label in found}
    if spec.labels:
        strange = sorted(found - set(spec.labels))
        if strange:
            raise DataError(
                f"the label {strange[0]!r} is none of {', '.join(spec.labels)}, the steps of {spec.name}",
                where=_where(dataset),
                hint="Mend the label, or name the column of the labels: --set data.label=COLUMN",
            )
        return _of_names(spec, dataset, tuple(label for label in spec.labels if label in found))
    if None in numbers.values():
        raise DataError(
            f"the order of {', '.join(sorted(found)[:5])} is not known, and {spec.name} needs it",
            where=_where(dataset),
            hint="Give numbers as labels, or let the vertical give the order (TaskHeadSpec.labels).",
        )
    return _of_names(spec, dataset, tuple(sorted(found, key=lambda label: numbers[label] or 0.0)))


def _entities(spec: TaskHeadSpec, dataset: Dataset) -> Task:
    for name in _PARTS:
        for example in dataset.splits[name]:
            problem = check_marks(example.text)
            if problem:
                raise DataError(
                    problem,
                    where=str(example.origin) if example.origin else _where(dataset),
                    hint="Mark the two entities as <e1>...</e1> and <e2>...</e2>.",
                )
    return _one_label(spec, dataset)


def _several_labels(spec: TaskHeadSpec, dataset: Dataset) -> Task:
    sets = (found for found in dataset.splits["train"].iter_label_sets(spec.name) if found)
    names = tuple(sorted(set().union(*sets)))
    _check_number(len(names), 1, "labels", spec, dataset)
    train, validation = (_label_sets(dataset.splits[name], spec.name, names) for name in _PARTS)
    return Task(spec.name, names, train, validation, _metric(spec), spec.kind)


def _label_sets(examples: Examples, head: str, names: tuple[str, ...]) -> Labelled:
    columns = {name: column for column, name in enumerate(names)}
    pairs = zip(examples.iter_inputs(), examples.iter_label_sets(head), strict=True)
    known = [(text, labels) for text, labels in pairs if labels is not None]
    truth = np.zeros((len(known), len(names)), dtype=np.float32)
    for row, (_, labels) in enumerate(known):
        truth[row, [columns[label] for label in labels if label in columns]] = 1
    return Labelled([text for text, _ in known], truth)


def _numbers(spec: TaskHeadSpec, dataset: Dataset) -> Task:
    parts = []
    for name in _PARTS:
        examples = dataset.splits[name]
        pairs = zip(examples.iter_inputs(), examples.iter_numbers(spec.name), strict=True)
        known = [(text, number) for text, number in pairs if number is not None]
        parts.append(Labelled([text for text, _ in known], np.array([number for _, number in known])))
    _check_number(len(np.unique(parts[0].truth)), 2, "different numbers", spec, dataset)
    mean, spread = float(parts[0].truth.mean()), float(parts[0].truth.std())
    train, validation = (Labelled(p.texts, ((p.truth - mean) / spread).astype(np.float32)) for p in parts)
    return Task(spec.name, (spec.name,), train, validation, _metric(spec), spec.kind, mean, spread)


def _tags(spec: TaskHeadSpec, dataset: Dataset) -> TaggingTask:
    parts = []
    for name in _PARTS:
        pairs = dataset.splits[name].iter_spans(spec.name)
        known = [(text, spans) for text, spans in pairs if spans is not None]
        parts.append(Tagged([text for text, _ in known], [spans for _, spans in known]))
    train, validation = parts
    types = tuple(sorted({span.label for spans in train.spans for span in spans}))
    _check_number(len(types), 1, "types of spans", spec, dataset)
    return TaggingTask(spec.name, types, train, validation)


def _answers(spec: TaskHeadSpec, dataset: Dataset) -> AnswerTask:
    parts = []
    for name in _PARTS:
        read = ((example, answers_of(example, spec.name)) for example in dataset.splits[name])
        known = [(_both(example, spec, dataset), answers) for example, answers in read if answers is not None]
        parts.append(Answered([texts for texts, _ in known], [answers for _, answers in known]))
    train, validation = parts
    _check_number(sum(map(bool, train.answers)), 1, "answers", spec, dataset)
    return AnswerTask(spec.name, train, validation, _metric(spec, METRICS))


def _pairs(spec: TaskHeadSpec, dataset: Dataset) -> EmbeddingTask:
    train, validation = (
        Pairs([_both(each, spec, dataset) for each in dataset.splits[name] if spec.name in each.labels])
        for name in _PARTS
    )
    _check_number(len(set(train.texts)), 2, "different pairs of texts", spec, dataset)
    return EmbeddingTask(spec.name, train, validation, _metric(spec, FIGURES))


def _both(example: Example, spec: TaskHeadSpec, dataset: Dataset) -> tuple[str, str]:
    """Both texts of an example."""
    if not (example.text_pair and example.text_pair.strip()):
        raise DataError(
            f"there is no second text, which {spec.name} needs",
            where=str(example.origin) if example.origin else _where(dataset),
            hint="Fill it, or name its column with --set data.text_pair=COLUMN.",
        )
    return example.text, example.text_pair


ALONE = ("relation", "question_answering", "embedding", "image", "fusion")
"""Kinds of heads that read in a way of their own, and share no encoder with others while they learn."""

MAKERS: Mapping[str, Callable[[TaskHeadSpec, Dataset], AnyTask]] = {
    "classification": _one_label,
    "relation": _entities,
    "ordinal": _ordered,
    "multilabel": _several_labels,
    "regression": _numbers,
    "tagging": _tags,
    "question_answering": _answers,
    "embedding": _pairs,
    "image": _one_label,
    "fusion": _one_label,
}


def train_counts(task: AnyTask) -> dict[str, int]:
    """Training texts by label; of a tagging head, spans; of numbers, answers and pairs nothing."""
    if isinstance(task, TaggingTask):
        return dict(Counter(span.label for spans in task.train.spans for span in spans))
    if not isinstance(task, Task) or task.kind == "regression":
        return {}
    if task.kind == "multilabel":
        return dict(zip(task.labels, task.train.truth.sum(axis=0).astype(int).tolist(), strict=True))
    return dict(Counter(task.labels[i] for i in task.known.truth))


def _metric(spec: TaskHeadSpec, own: Iterable[str] = ()) -> str:
    """What the head is chosen by: one of its `own`, or of those of its objective; the first where it names none."""
    known = tuple(own) or OBJECTIVES[spec.kind].metrics
    if spec.metric and spec.metric not in known:
        raise PluginError(
            f"a head of kind {spec.kind} is not chosen by {spec.metric!r} (but by {', '.join(known)})",
            where=f"head {spec.name!r}",
            hint="Mend the metric of its TaskHeadSpec, or leave it out.",
        )
    return spec.metric or known[0]


def _check_number(found: int, needed: int, what: str, spec: TaskHeadSpec, dataset: Dataset) -> None:
    if found < needed:
        raise DataError(
            f"the training split has {found} of the {needed} or more {what} that {spec.name} needs",
            where=_where(dataset),
            hint="Check which column holds the labels: --set data.label=COLUMN",
        )


def _where(dataset: Dataset) -> str | None:
    return dataset.files[0].path if dataset.files else None
