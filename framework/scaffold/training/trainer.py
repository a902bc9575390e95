"""The parts transformers' Trainer needs: a module with a loss, an order of texts, an optimizer, callbacks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.training.batches import LengthGroupedOrder
from scaffold.training.checkpoints import SCORE, exhausted, scores
from scaffold.training.score import Scorer
from scaffold.training.split import SplitEncoder, padded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.models.classifier import Matrix
    from scaffold.models.encoder import Encoder
    from scaffold.progress import Stage
    from scaffold.training.checkpoints import Checkpoints
    from scaffold.training.finetune import Recipe
    from scaffold.training.prepared import Prepared, Row


def sentence_classifier(encoder: Encoder, centroids: Matrix, recipe: Recipe) -> Any:
    """A module that gives loss and logits of a batch.

    :param centroids: one vector of unit length a class, (classes, dimension): where the head starts.
    """
    torch = need("torch")
    functional = torch.nn.functional

    class SentenceClassifier(torch.nn.Module):  # type: ignore[misc, name-defined]
        """Loss and logits of a batch, as Trainer wants them; logits are scaled cosines to one vector a class."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = encoder.model
            self.classes = torch.nn.Parameter(torch.tensor(centroids))

        def weight(self) -> Any:
            return recipe.scale * functional.normalize(self.classes, dim=-1)

        def forward(self, inputs: Any, mask: Any, labels: Any) -> dict[str, Any]:
            features = functional.normalize(encoder.pooled(inputs, mask), dim=-1)
            logits = features @ self.weight().T
            smoothing = recipe.label_smoothing if self.training else 0.0
            loss = functional.cross_entropy(logits, labels, label_smoothing=smoothing)
            return {"loss": loss, "logits": logits}

    return SentenceClassifier()


def length_grouped_trainer(module: Any, prepared: Prepared, recipe: Recipe, work: Path) -> Any:
    """A Trainer with our order of texts, short ones padded to their batch only, and our optimizer."""
    torch, transformers = need("torch"), need("transformers")
    transformers.utils.logging.set_verbosity_error()

    class LengthGroupedTrainer(transformers.Trainer):  # type: ignore[misc, name-defined]
        """Trainer with two things of our own."""

        def _get_train_sampler(self, train_dataset: Any = None) -> Any:
            return LengthGroupedOrder([row["length"] for row in prepared.train], recipe.batch_size, recipe.seed)

        def create_optimizer(self, model: Any = None) -> Any:
            groups = _parameter_groups(module, recipe)
            self.optimizer = torch.optim.AdamW(groups, lr=recipe.learning_rate, fused=True)
            return self.optimizer

    trainer = LengthGroupedTrainer(
        module,
        _arguments(recipe, work),
        data_collator=partial(_batch, prepared.split),
        train_dataset=prepared.train,
        eval_dataset=sorted(prepared.validation, key=lambda row: row["length"]),
        compute_metrics=partial(_evaluate, prepared.task.metric),
    )
    # Progress goes through our own stages; its printer would write dictionaries to standard output.
    trainer.remove_callback(transformers.PrinterCallback)
    return trainer


def _batch(split: SplitEncoder, rows: Sequence[Row]) -> dict[str, Any]:
    """Rows as tensors: `inputs` padded to the longest, `mask` 1 where a token stands, `labels`."""
    inputs = [row["inputs"] for row in rows]
    if isinstance(inputs[0], str):
        inputs = split.inputs(inputs)
    together, mask = padded(inputs, split.whole.pad_id)
    return {"inputs": together, "mask": mask, "labels": need("torch").tensor([row["labels"] for row in rows])}


def _parameter_groups(module: Any, recipe: Recipe) -> list[dict[str, Any]]:
    """No decay on embeddings, biases and norms; a pace of its own for the head."""
    body = {name: each for name, each in module.transformer.named_parameters() if each.requires_grad}
    decayed = [p for name, p in body.items() if p.ndim > 1 and "embeddings" not in name]
    kept = [p for name, p in body.items() if p.ndim <= 1 or "embeddings" in name]
    return [
        {"params": decayed, "weight_decay": recipe.weight_decay},
        {"params": kept, "weight_decay": 0.0},
        {"params": [module.classes], "weight_decay": 0.0, "lr": recipe.head_pace * recipe.learning_rate},
    ]


def _evaluate(metric: str, prediction: Any) -> dict[str, float]:
    """The metric, to be shown, and what epochs are compared by: the log-loss, which is less noisy."""
    scorer, logits = Scorer(metric, prediction.label_ids), prediction.predictions
    return {metric: scorer(logits), SCORE: -scorer.log_loss(logits)}


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
        metric_for_best_model=SCORE,
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


def watcher(stage: Stage, checkpoints: Checkpoints, metric: str, patience: int) -> Any:
    """The callback that shows progress, stops early, and marks a checkpoint once all of it is on disk.

    Whether to stop follows from the log alone, which a resumed run has too; the counter of Trainer's own early
    stopping would start anew.
    """
    transformers = need("transformers")

    class Watcher(transformers.TrainerCallback):  # type: ignore[misc, name-defined]
        """Watches one training."""

        def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            stage.advance(state.global_step)

        def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            stage.advance()

        def on_evaluate(self, args: Any, state: Any, control: Any, metrics: dict[str, float], **kwargs: Any) -> None:
            stage.note(f"validation {metric} {metrics[f'eval_{metric}']:.3f}")
            if exhausted(scores(state.log_history), patience):
                control.should_training_stop = True

        def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            checkpoints.mark(state.global_step)

    return Watcher()
