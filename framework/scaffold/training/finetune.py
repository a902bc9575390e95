"""Fine-tuning an encoder and a classification head with transformers' Trainer."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold.models.encoder import Encoder
from scaffold.models.linear import LinearClassifier
from scaffold.progress import SILENT, Progress
from scaffold.training.checkpoints import Checkpoints
from scaffold.training.trainer import length_grouped_trainer, rows, sentence_classifier, watcher
from scaffold.training.vocabulary import CompactVocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.models.classifier import Matrix
    from scaffold.training.task import Task


@dataclass(frozen=True)
class Recipe:
    """Settings of one fine-tuning.

    :ivar scale: logits are `scale` times the cosine to a vector a class, which starts at the class centroid
        (Gidaris & Komodakis 2018, section 3.2).
    :ivar head_pace: how much faster the head learns than the encoder under it, as it starts from centroids.
    :ivar patience: epochs without a better validation score before it stops.
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
    encoder: Encoder,
    start: Matrix,
    task: Task,
    recipe: Recipe,
    *,
    work: Path,
    progress: Progress = SILENT,
    callbacks: Sequence[Any] = (),
) -> LinearClassifier:
    """Fine-tune a copy of `encoder` with a linear head on unit-length sentence vectors.

    :param start: the frozen encoder's features of the training texts, (n, dimension), unit length: the head
        starts from their class centroids.
    :param work: folder for checkpoints; what an interrupted call left there is continued, to the same end.
    :param callbacks: further transformers `TrainerCallback`s.
    :returns: the classifier of the epoch that is best on validation data.
    """
    torch, transformers = need("torch"), need("transformers")
    transformers.set_seed(recipe.seed)
    model = copy.deepcopy(encoder.model)
    tuned = Encoder(model, encoder.tokenizer, pooling=encoder.pooling, max_length=encoder.max_length)
    sequences = [tuned.tokenise(part.texts) for part in (task.train, task.validation)]
    vocabulary = CompactVocabulary(model, [ids for part in sequences for ids in part], tuned.pad_id)
    train, validation = (
        rows(vocabulary.translate(ids), part.truth)
        for ids, part in zip(sequences, (task.train, task.validation), strict=True)
    )
    module = sentence_classifier(tuned, _centroids(start, task), recipe)
    trainer = length_grouped_trainer(module, train, validation, pad_id=vocabulary.pad_id, recipe=recipe, work=work)
    _run(trainer, recipe, Checkpoints(work.absolute()), progress, callbacks)
    vocabulary.restore()
    with torch.no_grad():
        weight = module.weight().numpy().copy()
    model.eval()
    return LinearClassifier(tuned, task.labels, weight, np.zeros(len(task.labels), dtype=np.float32))


def _run(trainer: Any, recipe: Recipe, checkpoints: Checkpoints, progress: Progress, callbacks: Sequence[Any]) -> None:
    """Train to the end, from the last whole checkpoint where there is one."""
    last = checkpoints.last()
    if last:
        trainer.args.num_train_epochs = checkpoints.epochs(last, recipe.epochs, recipe.patience)
    steps = recipe.epochs * -(-len(trainer.train_dataset) // (recipe.batch_size * recipe.accumulate))
    with progress.stage(f"Fine-tuning, seed {recipe.seed}", steps) as stage:
        for callback in (watcher(stage, checkpoints, recipe.patience), *callbacks):
            trainer.add_callback(callback)
        trainer.train(resume_from_checkpoint=str(last) if last else None)


def _centroids(start: Matrix, task: Task) -> Matrix:
    rows = np.stack([start[task.train.truth == c].mean(axis=0) for c in range(len(task.labels))])
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)
