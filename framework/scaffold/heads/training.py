"""Heads trained alone and, where they share their data, together; the better way is kept for each."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scaffold.errors import PluginError
from scaffold.heads.fitting import Chosen
from scaffold.heads.plan import least_recipe, plan_for
from scaffold.heads.tasks import ALONE
from scaffold.heads.tuning import split_for
from scaffold.models.cache import CachedEncoder
from scaffold.models.entity_marks import with_entity_marks
from scaffold.models.linear import LinearClassifier
from scaffold.models.pair_encoder import PairEncoder
from scaffold.models.voting import CaseVoting
from scaffold.training.combine import choose, combine
from scaffold.training.entry import TOGETHER, Entry
from scaffold.training.images.fusion import fuse
from scaffold.training.images.ladder import ImageLadder
from scaffold.training.joint import JointTraining, Trained
from scaffold.training.ladder import Ladder
from scaffold.training.learners.embedding import EmbeddingTask
from scaffold.training.learners.tagging import TaggingTask
from scaffold.training.rung import Rung
from scaffold.training.score import Scorer
from scaffold.training.task import Task

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from scaffold.models.encoder import Encoder
    from scaffold.plugins.run import RunContext
    from scaffold.training.budget import Plan
    from scaffold.training.joint import AnyTask
    from scaffold.training.recipe import Recipe
    from scaffold.training.split import SplitEncoder

# Of the budget, where the cheap models have read the texts that rules have labelled.
_LEFT = 0.7
_LIKE_CORRELATIONS = ("quadratic_kappa", "r2", "spearman")


@dataclass(frozen=True)
class HeadTraining:
    """Trains the tasks of one data set.

    :ivar encoder: what heads of texts start from; None where there are none.
    :ivar share: of the budget, for each training.
    """

    run: RunContext
    encoder: Encoder | None
    work: Path
    share: float

    def train(self, tasks: Sequence[AnyTask]) -> dict[str, Chosen]:
        """Every task alone, all that can be together, and of both ways the better one; by name of the head."""
        chosen = {task.head: self._alone(task) for task in tasks if task.kind != "fusion"}
        joinable = _joinable(tasks)
        if len(joinable) > 1 and self.run.settings.training.together != "never":
            chosen |= self._together(joinable, chosen)
        return chosen | {task.head: self._fused(task, chosen) for task in tasks if task.kind == "fusion"}

    def _image(self, task: Task) -> Chosen:
        work = self.work / task.head
        return Chosen(*ImageLadder(task, self.run.settings, work, self.share, self.run.progress).climb())

    def _fused(self, task: AnyTask, chosen: Mapping[str, Chosen]) -> Chosen:
        """:raises PluginError: when a part of it was not trained, or has other labels."""
        assert isinstance(task, Task), "a fusion gives one label"
        parts = {name: chosen[name].model for name in self.run.vertical.head(task.head).parts if name in chosen}
        same = {name: part for name, part in parts.items() if isinstance(part, CaseVoting)}
        if len(same) < 2 or any(part.labels != task.labels for part in same.values()):
            raise PluginError(
                f"the head {task.head!r} fuses heads of its loader that give the same labels; there are {len(same)}",
                where=f"{self.run.vertical.distribution} {self.run.vertical.version}",
                hint="Name them in the parts of its TaskHeadSpec.",
            )
        return Chosen(*fuse(task, same, self.run.progress))

    def _alone(self, task: AnyTask) -> Chosen:
        if isinstance(task, Task) and task.kind == "image":
            return self._image(task)
        base = self._base([task])
        vectors = CachedEncoder(base.whole)
        plan = plan_for(self.run, [task], base, self.work, task.head, share=self.share)
        if isinstance(task, EmbeddingTask):
            return self._embedding(task, plan, base, vectors)
        if not isinstance(task, Task):
            recipes = plan.recipes or least_recipe(len(task.train), self.run.settings.training)
            best, made = self._joint([task], recipes, base, vectors, task.head, "fine-tuned")
            return _of_tuned(task, best, made)
        settings, tuned = self.run.settings.training, None
        if task.train.soft is not None and len(task.train.sure) and not plan.recipes:
            # The texts that rules have labelled are too many to fine-tune on; those of people may not be.
            tuned = replace(task, train=task.train.sure)
            plan = plan_for(self.run, [tuned], base, self.work, f"{task.head} labelled", share=_LEFT * self.share)
        ladder = Ladder(
            task,
            plan,
            base,
            vectors,
            self.work / task.head,
            settings.seed,
            self.run.progress,
            settings.augment,
            settings.label_names,
            tuned=tuned,
        )
        classifier, table = ladder.climb()
        return Chosen(classifier, table)

    def _embedding(self, task: EmbeddingTask, plan: Plan, base: SplitEncoder, vectors: CachedEncoder) -> Chosen:
        """The fine-tuned encoder, unless the one it came from finds as much."""
        began = time.perf_counter()
        start = PairEncoder(base.whole)
        value, loss = task.judge(start, self.run.progress)
        seconds = time.perf_counter() - began
        frozen = Entry(name="frozen encoder", value=value, log_loss=loss, seconds=seconds, note="as it was")
        if not plan.recipes:
            return Chosen(start, [frozen])
        tuned = _of_tuned(task, *self._joint([task], plan.recipes, base, vectors, task.head, "fine-tuned"))
        if tuned.best.value > value:
            return Chosen(tuned.model, [frozen, *tuned.table])
        return Chosen(start, [*tuned.table, frozen])

    def _together(self, tasks: Sequence[AnyTask], alone: Mapping[str, Chosen]) -> dict[str, Chosen]:
        base = self._base(tasks)
        name = " and ".join(task.head for task in tasks)
        plan = plan_for(self.run, tasks, base, self.work, name, share=self.share)
        recipes = plan.recipes or least_recipe(max(len(task.train) for task in tasks), self.run.settings.training)
        best, made = self._joint(tasks, recipes, base, CachedEncoder(base.whole), name, TOGETHER)
        joint = {task.head: self._of_joint(task, best, made) for task in tasks}
        return {task.head: self._better(task, alone[task.head], joint[task.head]) for task in tasks}

    def _joint(
        self,
        tasks: Sequence[AnyTask],
        recipes: Sequence[Recipe],
        base: SplitEncoder,
        vectors: CachedEncoder,
        name: str,
        title: str,
    ) -> tuple[Trained, list[Trained]]:
        augment = self.run.settings.training.augment
        place = self.work / name
        return JointTraining(tasks, recipes, base, vectors, place, title, self.run.progress, augment).run()

    def _of_joint(self, task: AnyTask, best: Trained, made: Sequence[Trained]) -> Chosen:
        if not isinstance(task, Task):
            return _of_tuned(task, best, made)
        rungs = [self._rung(task, each) for each in made]
        others, rung = [each for each in rungs if each.name != best.name], rungs[made.index(best)]
        # Only the best one is looked at closely: all heads keep its encoder.
        pick = combine if task.is_of_classes else choose
        classifier, table = pick([rung], task, Scorer.of(task))
        return Chosen(classifier, [*others, *table])

    def _rung(self, task: Task, trained: Trained) -> Rung:
        entry, classifier = trained.entries[task.head], trained.heads[task.head]
        assert isinstance(classifier, LinearClassifier), "a text that is read as a whole gets a classifier"
        train, validation = (classifier.outputs(part.texts) for part in (task.known, task.validation))
        score = Scorer.of(task)
        return Rung.measured(entry.name, classifier, train, validation, score, seconds=entry.seconds, note=entry.note)

    def _better(self, task: AnyTask, alone: Chosen, joint: Chosen) -> Chosen:
        """The joint one, unless it loses by more than chance: then the head is named."""
        noise = _noise(task.metric, alone.best.value, len(task.validation))
        wins = joint.best.value >= alone.best.value - noise
        if wins or self.run.settings.training.together == "always":
            return Chosen(joint.model, [*alone.table, *joint.table])
        lost = alone.best.value - joint.best.value
        note = f"{task.head} is trained alone: together with the other heads it loses {lost:.4f} of its {task.metric}"
        self.run.progress.say(note)
        return Chosen(alone.model, [*joint.table, *alone.table], (note,))

    def _base(self, tasks: Sequence[AnyTask]) -> SplitEncoder:
        assert self.encoder is not None, "these heads read texts"
        marked = any(task.kind == "relation" for task in tasks)
        encoder = with_entity_marks(self.encoder) if marked else self.encoder
        return split_for(encoder, self.run.settings.training, tasks)


def _joinable(tasks: Sequence[AnyTask]) -> list[AnyTask]:
    """Those that can share an encoder; a head that tags words reads one text, so none beside it may read two."""
    free = [task for task in tasks if task.kind not in ALONE]
    if not any(isinstance(task, TaggingTask) for task in free):
        return free
    return [task for task in free if all(isinstance(text, str) for text in task.train.texts)]


def _of_tuned(task: AnyTask, best: Trained, made: Sequence[Trained]) -> Chosen:
    others = [each.entries[task.head] for each in made if each is not best]
    return Chosen(best.heads[task.head], [*others, best.entries[task.head]])


def _noise(metric: str, value: float, rows: int) -> float:
    """One standard error of a figure of so many rows: that of a share, or of a correlation and what is like one."""
    if metric in _LIKE_CORRELATIONS:
        return max(1 - value**2, 0.0) / math.sqrt(max(rows, 1))
    return math.sqrt(max(value * (1 - value), 0.0) / max(rows, 1))
