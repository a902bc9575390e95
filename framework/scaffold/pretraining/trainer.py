"""The parts transformers' Trainer needs to pretrain: an order of rows, an optimizer, an evaluation, a callback."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.models.trainer_arguments import common_arguments
from scaffold.pretraining.order import Passes
from scaffold.training.checkpoints import SCORE

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.pretraining.objective import Objective
    from scaffold.pretraining.phase import Phase


class _Numbers:
    """As many numbers as there are rows to see; an objective knows which row a number means."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> int:
        return number


def pretrainer(objective: Objective, phase: Phase, work: Path) -> Any:
    """A Trainer for one phase, which keeps checkpoints in `work` and ends with the best of them."""
    torch, transformers = need("torch"), need("transformers")
    transformers.utils.logging.set_verbosity_error()
    order = Passes(objective.lengths(), phase.batch_size, phase.steps, phase.seed)

    class Pretrainer(transformers.Trainer):  # type: ignore[misc, name-defined]
        """Trainer with an order, an optimizer and an evaluation of our own."""

        def _get_train_sampler(self, train_dataset: Any = None) -> Any:
            return order

        def create_optimizer(self, model: Any = None) -> Any:
            groups = _parameter_groups(objective.module, phase.weight_decay)
            self.optimizer = torch.optim.AdamW(groups, lr=phase.learning_rate, betas=(0.9, 0.98), fused=True)
            return self.optimizer

        def evaluate(self, *args: Any, **kwargs: Any) -> dict[str, float]:
            metrics = {f"eval_{SCORE}": -objective.held_out()}
            self.log(metrics)
            self.control: Any = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
            return metrics

    numbers = _Numbers(len(order))
    trainer = Pretrainer(
        objective.module,
        _arguments(phase, work),
        data_collator=objective.batch,
        train_dataset=numbers,
        eval_dataset=numbers,
    )
    # Progress goes through our own stages; its printer would write dictionaries to standard output.
    trainer.remove_callback(transformers.PrinterCallback)
    return trainer


def _parameter_groups(module: Any, decay: float) -> list[dict[str, Any]]:
    """No decay on embeddings, biases and norms."""
    learning = [(name, each) for name, each in module.named_parameters() if each.requires_grad]
    decayed = [p for name, p in learning if p.ndim > 1 and "embeddings" not in name]
    kept = [p for name, p in learning if p.ndim <= 1 or "embeddings" in name]
    return [{"params": decayed, "weight_decay": decay}, {"params": kept, "weight_decay": 0.0}]


def _arguments(phase: Phase, work: Path) -> Any:
    every = max(1, math.ceil(phase.steps / phase.evaluations))
    return need("transformers").TrainingArguments(
        **common_arguments(work, phase.seed),
        max_steps=phase.steps,
        per_device_train_batch_size=phase.batch_size,
        learning_rate=phase.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=phase.warmup,
        max_grad_norm=1.0,
        eval_strategy="steps",
        eval_steps=every,
        save_strategy="steps",
        save_steps=every,
        save_total_limit=2,
        metric_for_best_model=SCORE,
        greater_is_better=True,
        use_cpu=True,
    )
