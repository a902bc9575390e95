"""What is trained in a trial, and what it is expected to cost."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.heads.plan import as_set
from scaffold.heads.tasks import ALONE
from scaffold.heads.tuning import split_for
from scaffold.models.cache import CachedEncoder
from scaffold.models.entity_marks import with_entity_marks
from scaffold.progress import SILENT
from scaffold.search.space import Space
from scaffold.training.augmented import augmented
from scaffold.training.budget import epochs_for, finetune_seconds, machine_speed, recipe_for, relative_cost
from scaffold.training.checkpoints import SCORE
from scaffold.training.finetune import finetune
from scaffold.training.joint import JointTraining, joined_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from scaffold.models.encoder import Encoder
    from scaffold.plugins.run import RunContext
    from scaffold.training.joint import AnyTask
    from scaffold.training.prepared import Prepared


@dataclass
class Trials:
    """Fine-tunes the tasks together with the values of each trial.

    :ivar work: folder of working files.
    """

    run: RunContext
    tasks: Sequence[AnyTask]
    encoder: Encoder
    work: Path
    _read: tuple[int | None, Prepared] | None = field(default=None, init=False)

    @cached_property
    def space(self) -> Space:
        """What is searched."""
        settings, rows = self.run.settings.training, max(len(task.train) for task in self.tasks)
        start = as_set(recipe_for(rows, epochs_for(rows), settings.seed), settings)
        split = split_for(self._base, settings, self.tasks)
        searched = settings.tuning == "full" and settings.layers is None and split.path is not None
        depth = int(self._base.model.config.num_hidden_layers)
        fixed = frozenset(settings.recipe.model_dump(exclude_none=True))
        classes = any(task.kind not in ("tagging", "regression", *ALONE[1:]) for task in self.tasks)
        return Space(start, fixed, depth - split.lower if searched else None, depth, classes)

    def seconds(self, values: Mapping[str, Any]) -> tuple[float, float]:
        """What a trial with these values is planned to take: before its first epoch, and for each."""
        train, validation = self._lengths
        layers = values.get("layers")
        share = layers / self.space.depth if layers else self._share
        return finetune_seconds(train, validation, self.space.recipe(values), speed=self._speed, share=share)

    def train(self, values: Mapping[str, Any], callback: Any) -> None:
        """Fine-tune with these values; `callback` is a transformers one that watches."""
        place = self.work / "trial"
        shutil.rmtree(place, ignore_errors=True)
        prepared = self._prepared(values.get("layers"))
        finetune(prepared, self.space.recipe(values), work=place, progress=self.run.progress, callbacks=[callback])
        shutil.rmtree(place, ignore_errors=True)

    def _prepared(self, layers: int | None) -> Prepared:
        """Read by the lower layers; only the last reading is kept, it may be large."""
        if self._read is None or self._read[0] != layers:
            self._read = None
            settings = self.run.settings.training
            settings = settings.model_copy(update={"layers": layers}) if layers else settings
            split = split_for(self._base, settings, self.tasks)
            vectors = CachedEncoder(split.whole)
            recipes = [self.space.start]
            training = JointTraining(self.tasks, recipes, split, vectors, self.work, "", SILENT, settings.augment)
            self._read = (layers, training.prepared)
        return self._read[1]

    @cached_property
    def _base(self) -> Encoder:
        return with_entity_marks(self.encoder) if self.tasks[0].kind == "relation" else self.encoder

    @cached_property
    def _lengths(self) -> tuple[list[int], list[int]]:
        settings = self.run.settings.training
        more = [augmented(task, settings.augment, settings.seed) for task in self.tasks]
        train, held = joined_rows(more, "train", self._base), joined_rows(self.tasks, "validation", self._base)
        return [row["length"] for row in train], [row["length"] for row in held]

    @cached_property
    def _share(self) -> float | None:
        return split_for(self._base, self.run.settings.training, self.tasks).share

    @cached_property
    def _speed(self) -> float:
        return (self.run.settings.training.speed or machine_speed()) / relative_cost(self._base)


def watcher(trial: Any) -> Any:
    """The callback that tells an optuna trial its loss after each epoch, and ends it when it is behind others.

    What is told is the mean shortfall of the heads on validation texts: the log-loss, and what spans lack. `stopped`
    says whether it was ended.
    """
    transformers = need("transformers")

    class TrialWatcher(transformers.TrainerCallback):  # type: ignore[misc, name-defined]
        """Watches one training."""

        def __init__(self) -> None:
            self.losses: list[float] = []
            self.figures: dict[str, float] = {}
            self.stopped = False

        def on_evaluate(self, args: Any, state: Any, control: Any, metrics: dict[str, float], **kwargs: Any) -> None:
            loss = -metrics[f"eval_{SCORE}"]
            if not self.losses or loss < min(self.losses):
                self.figures = {name.removeprefix("eval_"): value for name, value in metrics.items()}
                self.figures.pop(SCORE)
            self.losses.append(loss)
            trial.report(loss, len(self.losses))
            if trial.should_prune():
                self.stopped = control.should_training_stop = True

    return TrialWatcher()
