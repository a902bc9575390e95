"""Fine-tuning an encoder and a classification head with transformers' Trainer."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.extras import need
from scaffold.models.encoder import Encoder
from scaffold.models.linear import LinearClassifier
from scaffold.progress import SILENT, Progress, Stage
from scaffold.training.batches import LengthGroupedOrder
from scaffold.training.checkpoints import Checkpoints, exhausted, scores
from scaffold.training.vocabulary import CompactVocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.models.classifier import Matrix
    from scaffold.models.tokens import TokenIds
    from scaffold.training.task import Task

# The head starts from centroids and may move faster than the encoder under it.
_HEAD_PACE = 5.0


@dataclass(frozen=True)
class Recipe:
    """Settings of one fine-tuning.

    :ivar scale: logits are `scale` times the cosine to a vector a class, which starts at the class centroid
        (Gidaris & Komodakis 2018, section 3.2).
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
    train_ids, validation_ids = tuned.tokenise(task.train.texts), tuned.tokenise(task.validation.texts)
    vocabulary = CompactVocabulary(model, [*train_ids, *validation_ids], tuned.pad_id)
    module = _module(tuned, _centroids(start, task), recipe)
    trainer = _trainer(
        module,
        _rows(vocabulary.translate(train_ids), task.train.truth),
        _rows(vocabulary.translate(validation_ids), task.validation.truth, by_length=True),
        pad_id=vocabulary.pad_id,
        recipe=recipe,
        work=work,
    )
    checkpoints = Checkpoints(work.absolute())
    steps = recipe.epochs * -(-len(train_ids) // (recipe.batch_size * recipe.accumulate))
    with progress.stage(f"Fine-tuning, seed {recipe.seed}", steps) as stage:
        for callback in (_watcher(stage, checkpoints, recipe.patience), *callbacks):
            trainer.add_callback(callback)
        last = checkpoints.last()
        if last:
            trainer.args.num_train_epochs = checkpoints.epochs(last, recipe.epochs, recipe.patience)
        trainer.train(resume_from_checkpoint=str(last) if last else None)
    vocabulary.restore()
    with torch.no_grad():
        weight = module.weight().numpy().copy()
    model.eval()
    return LinearClassifier(tuned, task.labels, weight, np.zeros(len(task.labels), dtype=np.float32))


def _centroids(start: Matrix, task: Task) -> Matrix:
    rows = np.stack([start[task.train.truth == c].mean(axis=0) for c in range(len(task.labels))])
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _rows(sequences: Sequence[TokenIds], truth: Any, *, by_length: bool = False) -> list[dict[str, Any]]:
    order = sorted(range(len(sequences)), key=lambda i: len(sequences[i])) if by_length else range(len(sequences))
    return [{"input_ids": sequences[i], "labels": int(truth[i])} for i in order]


def _module(encoder: Encoder, centroids: Matrix, recipe: Recipe) -> Any:
    torch = need("torch")
    functional = torch.nn.functional

    class SentenceClassifier(torch.nn.Module):  # type: ignore[misc, name-defined]
        """Loss and logits of a batch, as Trainer wants them; logits are scaled cosines to one vector a class."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = encoder.model
            self.classes = torch.nn.Parameter(torch.from_numpy(centroids))

        def weight(self) -> Any:
            return recipe.scale * functional.normalize(self.classes, dim=-1)

        def forward(self, input_ids: Any, attention_mask: Any, labels: Any) -> dict[str, Any]:
            features = functional.normalize(encoder.pooled(input_ids, attention_mask), dim=-1)
            logits = features @ self.weight().T
            smoothing = recipe.label_smoothing if self.training else 0.0
            loss = functional.cross_entropy(logits, labels, label_smoothing=smoothing)
            return {"loss": loss, "logits": logits}

    return SentenceClassifier()


def _trainer(
    module: Any,
    train: list[dict[str, Any]],
    validation: list[dict[str, Any]],
    *,
    pad_id: int,
    recipe: Recipe,
    work: Path,
) -> Any:
    torch, transformers = need("torch"), need("transformers")
    transformers.utils.logging.set_verbosity_error()

    def collate(rows: list[dict[str, Any]]) -> dict[str, Any]:
        from scaffold.models.tokens import pad

        ids, mask = pad([row["input_ids"] for row in rows], pad_id)
        labels = torch.tensor([row["labels"] for row in rows])
        return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask), "labels": labels}

    class LengthGroupedTrainer(transformers.Trainer):  # type: ignore[misc, name-defined]
        """Trainer with our order of texts and no decay on embeddings, biases and norms."""

        def _get_train_sampler(self, train_dataset: Any = None) -> Any:
            lengths = [len(row["input_ids"]) for row in train]
            return LengthGroupedOrder(lengths, recipe.batch_size, recipe.seed)

        def create_optimizer(self, model: Any = None) -> Any:
            body = dict(module.transformer.named_parameters())
            decayed = [p for name, p in body.items() if p.ndim > 1 and "embeddings" not in name]
            kept = [p for name, p in body.items() if p.ndim <= 1 or "embeddings" in name]
            groups = [
                {"params": decayed, "weight_decay": recipe.weight_decay},
                {"params": kept, "weight_decay": 0.0},
                {"params": [module.classes], "weight_decay": 0.0, "lr": _HEAD_PACE * recipe.learning_rate},
            ]
            self.optimizer = torch.optim.AdamW(groups, lr=recipe.learning_rate, fused=True)
            return self.optimizer

    trainer = LengthGroupedTrainer(
        module,
        _arguments(recipe, work),
        data_collator=collate,
        train_dataset=train,
        eval_dataset=validation,
        compute_metrics=_accuracy,
    )
    # Progress goes through our own stages; its printer would write dictionaries to standard output.
    trainer.remove_callback(transformers.PrinterCallback)
    return trainer


def _accuracy(prediction: Any) -> dict[str, float]:
    return {"accuracy": float((prediction.predictions.argmax(axis=1) == prediction.label_ids).mean())}


def _arguments(recipe: Recipe, work: Path) -> Any:
    return need("transformers").TrainingArguments(
        output_dir=str(work.absolute()),
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch_size,
        per_device_eval_batch_size=64,
        gradient_accumulation_steps=recipe.accumulate,
        learning_rate=recipe.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=recipe.warmup,
        max_grad_norm=1.0,
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model="accuracy",
        greater_is_better=True,
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
        remove_unused_columns=False,
        label_names=["labels"],
        dataloader_pin_memory=False,
        seed=recipe.seed,
        use_cpu=True,
    )


def _watcher(stage: Stage, checkpoints: Checkpoints, patience: int) -> Any:
    transformers = need("transformers")

    class Watcher(transformers.TrainerCallback):  # type: ignore[misc, name-defined]
        """Shows progress, stops early, and marks a checkpoint once all of it is on disk.

        Whether to stop follows from the log alone, which a resumed run has too; the counter of Trainer's own
        early stopping would start anew.
        """

        def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            stage.advance(state.global_step)

        def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            stage.advance()

        def on_evaluate(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            accuracies = scores(state.log_history)
            stage.note(f"validation accuracy {accuracies[-1]:.3f}")
            if exhausted(accuracies, patience):
                control.should_training_stop = True

        def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            checkpoints.mark(state.global_step)

    return Watcher()
