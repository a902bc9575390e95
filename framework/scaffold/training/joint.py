"""Several heads, or one that tags words, fine-tuned on one encoder."""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import fmean
from typing import TYPE_CHECKING, Any

from scaffold.files import write_text
from scaffold.models.answerer import Answerer
from scaffold.models.linear import LinearClassifier
from scaffold.models.pair_encoder import PairEncoder
from scaffold.models.store import EncoderStore
from scaffold.models.tagger import Tagger
from scaffold.progress import SILENT, Progress
from scaffold.training.augmented import augmented
from scaffold.training.averaging import average_heads
from scaffold.training.entry import Entry
from scaffold.training.finetune import finetune
from scaffold.training.learners.answers import AnswerLearner, AnswerTask
from scaffold.training.learners.crf import CrfTaggingLearner
from scaffold.training.learners.embedding import EmbeddingLearner, EmbeddingTask
from scaffold.training.learners.tagging import TaggingLearner, TaggingTask, tag_rows
from scaffold.training.learners.whole_text import sequence_learner
from scaffold.training.objectives.semantic import within
from scaffold.training.prepared import Prepared, Row, prepare_rows, text_rows, word_rows
from scaffold.training.score import Scorer
from scaffold.training.shortfall import shortfall
from scaffold.training.task import Task

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from scaffold.models.cache import CachedEncoder
    from scaffold.models.encoder import Encoder
    from scaffold.models.tokens import Text
    from scaffold.training.augmented import Augment
    from scaffold.training.learners.learner import Learner
    from scaffold.training.recipe import Recipe
    from scaffold.training.split import SplitEncoder

AnyHead = LinearClassifier | Tagger | Answerer | PairEncoder
Heads = dict[str, AnyHead]
AnyTask = Task | TaggingTask | AnswerTask | EmbeddingTask

_HEADS: dict[type[AnyTask], type[AnyHead]] = {
    Task: LinearClassifier,
    TaggingTask: Tagger,
    AnswerTask: Answerer,
    EmbeddingTask: PairEncoder,
}


@dataclass(frozen=True, eq=False)
class Trained:
    """Heads on one encoder, and how each did; `entries` by name of the head."""

    name: str
    heads: Heads
    entries: Mapping[str, Entry]

    def shortfall(self, kinds: Mapping[str, str]) -> float:
        """Mean over the heads, whose kinds are given by name."""
        return fmean(shortfall(kinds[head], each.value, each.log_loss or 0.0) for head, each in self.entries.items())


@dataclass(frozen=True)
class JointTraining:
    """Fine-tunes all tasks together, once a recipe; what was finished in `work` is not trained again.

    :ivar base: the encoder taken apart, and `vectors` the same one behind its cache.
    :ivar title: what the table calls these candidates.
    """

    tasks: Sequence[AnyTask]
    recipes: Sequence[Recipe]
    base: SplitEncoder
    vectors: CachedEncoder
    work: Path
    title: str = "fine-tuned"
    progress: Progress = SILENT
    augment: Augment = "none"

    def run(self) -> tuple[Trained, list[Trained]]:
        """Train every recipe and average them.

        :returns: the candidate of the lowest mean shortfall on validation data, and all of them.
        """
        made = [self._member(number, recipe) for number, recipe in enumerate(self.recipes, 1)]
        if len(made) > 1:
            members = [each.heads for each in made]
            spent = sum(next(iter(each.entries.values())).seconds for each in made)
            note = f"mean of the weights of {len(made)} models"
            made.append(self._trained(f"{self.title}, averaged", lambda: average_heads(members), note, spent=spent))
        kinds = {task.head: task.kind for task in self.tasks}
        return min(made, key=lambda each: each.shortfall(kinds)), made

    def _member(self, number: int, recipe: Recipe) -> Trained:
        folder = self.work / f"checkpoints {number}"

        def tune() -> Heads:
            return finetune(self.prepared, recipe, work=folder, progress=self.progress)

        copies = "" if self.augment == "none" else ", with copies of training texts"
        trained = self._trained(f"{self.title} {number}", tune, f"{recipe.note}{self.base.note}{copies}")
        shutil.rmtree(folder, ignore_errors=True)
        return trained

    def _trained(self, name: str, fit: Callable[[], Heads], note: str, *, spent: float = 0.0) -> Trained:
        began = time.perf_counter()
        folder = self.work / name
        done = folder / "done.json"
        if done.exists():
            heads = self._read(folder)
            seconds = float(json.loads(done.read_text(encoding="utf-8"))["seconds"])
        else:
            with self.progress.stage(f"Training {name}"):
                heads = fit()
            seconds = spent + time.perf_counter() - began
            for head, each in heads.items():
                each.save(folder / head, self._encoders)
            write_text(done, json.dumps({"seconds": seconds}))
        entries = {task.head: self._entry(name, task, heads[task.head], seconds, note) for task in self.tasks}
        for head, entry in entries.items():
            self.progress.say(f"{name}: {head} {entry.value:.4f} on validation data, {seconds:.0f} s")
        return Trained(name, heads, entries)

    def _entry(self, name: str, task: AnyTask, head: Any, seconds: float, note: str) -> Entry:
        if isinstance(task, Task):
            score = Scorer.of(task)
            logits = head.outputs(task.validation.texts, progress=self.progress).logits
            value, loss = score(logits), score.log_loss(logits)
        else:
            value, loss = task.judge(head, self.progress)
        return Entry(name=name, value=value, log_loss=loss, seconds=seconds, note=note)

    def _read(self, folder: Path) -> Heads:
        return {task.head: _HEADS[type(task)].read(folder / task.head, self._encoders) for task in self.tasks}

    @cached_property
    def _encoders(self) -> EncoderStore:
        return EncoderStore(self.work / "encoders")

    @cached_property
    def prepared(self) -> Prepared:
        """What every member starts from."""
        encoder = self.base.whole
        more = [augmented(task, self.augment, self.recipes[0].seed) for task in self.tasks]
        train, validation = joined_rows(more, "train", encoder), joined_rows(self.tasks, "validation", encoder)
        learners = [self._learner(task, validation) for task in self.tasks]
        prepared = prepare_rows(learners, self.base, train, validation, progress=self.progress)
        return replace(prepared, constraints=within(self.tasks))

    def _learner(self, task: AnyTask, validation: Sequence[Row]) -> Learner:
        width = self.base.whole.width
        if isinstance(task, TaggingTask):
            kind = CrfTaggingLearner if self.recipes[0].crf else TaggingLearner
            return kind(task, validation, width)
        if isinstance(task, AnswerTask):
            return AnswerLearner(task, validation, width)
        if isinstance(task, EmbeddingTask):
            return EmbeddingLearner(task)
        start = self.vectors.encode(task.train.texts, progress=self.progress)
        return sequence_learner(task, start, self.recipes[0].contrastive if len(self.tasks) == 1 else 0.0)


def joined_rows(tasks: Sequence[AnyTask], part: str, encoder: Encoder) -> list[Row]:
    """One row a text, with the targets of every task that has it.

    A text that a task has twice is two rows, each shared with the other tasks' first and second.

    :param tasks: several share texts; one that reads two texts in a way of its own stands alone.
    :param part: `train` or `validation`.
    """
    first = tasks[0]
    if isinstance(first, AnswerTask | EmbeddingTask):
        return first.rows(part, encoder)
    numbers: dict[tuple[Text, int], int] = {}
    places: list[list[int]] = []
    for task in tasks:
        seen: Counter[Text] = Counter()
        own = []
        for text in getattr(task, part).texts:
            own.append(numbers.setdefault((text, seen[text]), len(numbers)))
            seen[text] += 1
        places.append(own)
    texts = [text for text, _ in numbers]
    tagging = any(isinstance(task, TaggingTask) for task in tasks)
    rows = word_rows([_first(text) for text in texts], encoder) if tagging else text_rows(texts, encoder)
    for task, own in zip(tasks, places, strict=True):
        _enter(task, part, [rows[number] for number in own])
    return rows


def _enter(task: Any, part: str, rows: Sequence[Row]) -> None:
    if isinstance(task, TaggingTask):
        tag_rows(rows, task.head, getattr(task, part).spans, task.labels)
    else:
        for row, truth in zip(rows, getattr(task, part).targets(), strict=True):
            row["targets"][task.head] = truth


def _first(text: Text) -> str:
    return text if isinstance(text, str) else text[0]
