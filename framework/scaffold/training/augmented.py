"""A task with altered copies of its training texts, for its fine-tuning."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from scaffold.training.augment import augment_spans, augment_texts
from scaffold.training.learners.tagging import Tagged, TaggingTask
from scaffold.training.task import Task

if TYPE_CHECKING:
    from scaffold.training.joint import AnyTask

Augment = Literal["none", "aeda", "eda"]

# Of each text; the papers found more to help only where there are very few texts.
COPIES = 2
# Neither the marks of two entities nor a number survive every change of the words.
_KINDS = ("classification", "ordinal", "multilabel")


def augmented(task: AnyTask, method: Augment, seed: int) -> AnyTask:
    """The task with copies after its training texts: of texts with labels by `method`, of tagged ones by putting other
    mentions of the same type in; other tasks, pairs of texts, and texts that rules have labelled, as they are."""
    if method == "none":
        return task
    if isinstance(task, TaggingTask):
        texts, spans = augment_spans(task.train.texts, task.train.spans, copies=COPIES, seed=seed)
        return replace(task, train=Tagged([*task.train.texts, *texts], [*task.train.spans, *spans]))
    if not isinstance(task, Task) or task.kind not in _KINDS:
        return task
    single = [text for text in task.train.texts if isinstance(text, str)]
    if len(single) < len(task.train) or task.train.soft is not None:
        return task
    more, truth = augment_texts(single, task.train.truth, method=method, copies=COPIES, seed=seed)
    return replace(task, train=task.train.plus(more, truth))
