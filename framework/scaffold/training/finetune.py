"""Fine-tuning an encoder and a classification head with transformers' Trainer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold.models.linear import LinearClassifier
from scaffold.progress import SILENT, Progress
from scaffold.training.checkpoints import Checkpoints
from scaffold.training.trainer import length_grouped_trainer, sentence_classifier, watcher

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.training.prepared import Prepared


@dataclass(frozen=True)
class Recipe:
    """Settings of one fine-tuning.

    :ivar scale: logits are `scale` times the cosine to a vector a class, which starts at the class centroid
        (Gidaris & Komodakis 2018, section 3.2).
    :ivar head_pace: how much faster the head learns than the encoder under it, as it starts from centroids.
    :ivar patience: epochs without a lower log-loss on validation data before it stops; 0 never stops.
    """

    epochs: int = 8
    batch_size: int = 32
    accumulate: int = 1
    learning_rate: float = 2e-4
    weight_decay: float = 0.01
    warmup: float = 0.1
    label_smoothing: float = 0.0
    scale: float = 16.0
    head_pace: float = 5.0
    patience: int = 3
    seed: int = 1


def finetune(
    prepared: Prepared,
    recipe: Recipe,
    *,
    work: Path,
    progress: Progress = SILENT,
    callbacks: Sequence[Any] = (),
) -> LinearClassifier:
    """Fine-tune a copy of the upper layers with a linear head on unit-length sentence vectors.

    :param work: folder for checkpoints; what an interrupted call left there is continued, to the same end.
    :param callbacks: further transformers `TrainerCallback`s.
    :returns: the classifier of the epoch with the lowest log-loss on validation data.
    """
    torch, transformers = need("torch"), need("transformers")
    transformers.set_seed(recipe.seed)
    upper, labels = prepared.split.upper(), prepared.task.labels
    module = sentence_classifier(upper, prepared.centroids, recipe)
    trainer = length_grouped_trainer(module, prepared, recipe, work)
    _run(trainer, recipe, prepared.task.metric, Checkpoints(work.absolute()), progress, callbacks)
    with torch.no_grad():
        weight = module.weight().numpy().copy()
    return LinearClassifier(prepared.split.join(upper), labels, weight, np.zeros(len(labels), dtype=np.float32))


def _run(
    trainer: Any, recipe: Recipe, metric: str, checkpoints: Checkpoints, progress: Progress, callbacks: Sequence[Any]
) -> None:
    """Train to the end, from the last whole checkpoint where there is one."""
    last = checkpoints.last()
    if last:
        trainer.args.num_train_epochs = checkpoints.epochs(last, recipe.epochs, recipe.patience)
    steps = recipe.epochs * -(-len(trainer.train_dataset) // (recipe.batch_size * recipe.accumulate))
    with progress.stage(f"Fine-tuning, seed {recipe.seed}", steps) as stage:
        for callback in (watcher(stage, checkpoints, metric, recipe.patience), *callbacks):
            trainer.add_callback(callback)
        trainer.train(resume_from_checkpoint=str(last) if last else None)
