"""The parts transformers' Trainer needs: an order of texts, batches, an optimizer, figures, callbacks."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from statistics import fmean
from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.models.device import has_gpu
from scaffold.models.tokens import length_sorted_batches, padded
from scaffold.models.trainer_arguments import common_arguments
from scaffold.training.batches import LengthGroupedOrder, whole_batches
from scaffold.training.checkpoints import SCORE
from scaffold.training.learners.contrastive import ContrastiveLearner
from scaffold.training.pairing import PairedOrder
from scaffold.training.prepared import with_seconds
from scaffold.training.processes.group import group
from scaffold.training.sampling import SampledOrder
from scaffold.training.shortfall import shortfall

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.training.prepared import Prepared, Row
    from scaffold.training.processes.group import Group
    from scaffold.training.recipe import Recipe

# Larger than for prediction: nothing is kept of what is read.
EVALUATION_TOKENS = 4096


def length_grouped_trainer(module: Any, prepared: Prepared, recipe: Recipe, work: Path) -> Any:
    """A Trainer with our order of texts, short ones padded to their batch only, our optimizer and our figures."""
    torch, transformers = need("torch"), need("transformers")
    transformers.utils.logging.set_verbosity_error()
    collate = partial(_batch, prepared, group())

    class LengthGroupedTrainer(transformers.Trainer):  # type: ignore[misc, name-defined]
        """Trainer with three things of our own."""

        def _get_train_sampler(self, train_dataset: Any = None) -> Any:
            return _order(prepared, recipe)

        def get_train_dataloader(self) -> Any:
            # What Trainer would give each of several processes is batches of its own, and texts twice at the end.
            several = group().size > 1
            loader: Any = super().get_train_dataloader
            return whole_batches(prepared.train, self._get_train_sampler(), collate) if several else loader()

        def create_optimizer(self, model: Any = None) -> Any:
            groups = _parameter_groups(module, recipe)
            self.optimizer = torch.optim.AdamW(groups, lr=recipe.learning_rate, fused=True)
            return self.optimizer

        def evaluate(self, *given: Any, **named: Any) -> dict[str, float]:
            module.eval()
            with module.mean.applied() if module.mean else nullcontext():
                metrics = validation_figures(module, prepared)
            self.log(metrics)
            trainer: Any = self
            trainer.control = self.callback_handler.on_evaluate(self.args, self.state, trainer.control, metrics)
            return metrics

    trainer = LengthGroupedTrainer(
        module,
        _arguments(recipe, work, may_miss=len(prepared.learners) > 1 or prepared.split.path is None),
        data_collator=collate,
        train_dataset=prepared.train,
        eval_dataset=prepared.validation,
    )
    # Progress goes through our own stages; its printer would write dictionaries to standard output.
    trainer.remove_callback(transformers.PrinterCallback)
    return trainer


def _order(prepared: Prepared, recipe: Recipe) -> LengthGroupedOrder:
    """Texts of one label in twos where a head contrasts them; of several heads as often as the recipe says."""
    rows, learner = prepared.train, prepared.learners[0]
    lengths, pace = [row["length"] for row in rows], (recipe.batch_size, recipe.seed)
    if isinstance(learner, ContrastiveLearner):
        return PairedOrder(lengths, [row["targets"][learner.name] for row in rows], *pace)
    if len(prepared.learners) > 1 and recipe.sampling < 1:
        return SampledOrder(lengths, [tuple(row["targets"]) for row in rows], recipe.sampling, *pace)
    return LengthGroupedOrder(lengths, *pace)


def validation_figures(module: Any, prepared: Prepared) -> dict[str, float]:
    """The metric of the first head, to be shown, and what epochs are compared by: the mean shortfall of the heads."""
    rows, logits = prepared.validation, _validation_logits(module, prepared)
    judged = [
        learner.judge([logits[learner.name][n] for n, row in enumerate(rows) if learner.name in row["targets"]])
        for learner in prepared.learners
    ]
    names = [f"eval_{learner.metric}" for learner in prepared.learners]
    shown = dict(zip(reversed(names), (value for value, _ in reversed(judged)), strict=True))
    pairs = zip(prepared.learners, judged, strict=True)
    return shown | {f"eval_{SCORE}": -fmean(shortfall(learner.task.kind, *found) for learner, found in pairs)}


def _validation_logits(module: Any, prepared: Prepared) -> dict[str, dict[int, Any]]:
    """By name of the head and number of the row; several processes read different batches."""
    rows, processes = prepared.validation, group()
    logits: dict[str, dict[int, Any]] = {learner.name: {} for learner in prepared.learners}
    batches = list(length_sorted_batches([row["length"] for row in rows], EVALUATION_TOKENS))
    with need("torch").inference_mode():
        for numbers in batches[processes.rank :: processes.size]:
            read = module.read(**_tensors(prepared, [rows[number] for number in numbers], range(len(numbers))))
            for name, found in module.logits(read).items():
                logits[name] |= dict(zip(numbers, found.cpu().numpy(), strict=True))
    for each in processes.collect(logits):
        for name, found in each.items():
            logits[name] |= found
    return logits


def _batch(prepared: Prepared, processes: Group, rows: Sequence[Row]) -> dict[str, Any]:
    """A batch to train on: the truth of all rows, and this process's share of them as tensors."""
    rows = with_seconds(rows)
    targets = {}
    for learner in prepared.learners:
        own = [number for number, row in enumerate(rows) if learner.name in row["targets"]]
        truth = learner.tensor([rows[number]["targets"][learner.name] for number in own]) if own else None
        targets[learner.name] = (own, truth)
    return _tensors(prepared, rows, processes.share(len(rows))) | {"targets": targets, "count": len(rows)}


def _tensors(prepared: Prepared, rows: Sequence[Row], share: Sequence[int]) -> dict[str, Any]:
    """A share of rows: `inputs` padded to the longest, `mask` 1 where a token stands, and what the heads need."""
    torch = need("torch")
    inputs = [rows[number]["inputs"] for number in share]
    if isinstance(inputs[0], list):
        inputs = prepared.split.inputs(inputs)
    together, mask = padded(inputs, prepared.split.whole.pad_id)
    # As wide as those of all rows: every process gives as many logits a row.
    words = [torch.from_numpy(row["words"]) for row in rows if "words" in row]
    return {
        "inputs": together,
        "mask": mask,
        "anchors": [rows[number]["anchors"] for number in share],
        "words": torch.nn.utils.rnn.pad_sequence(words, batch_first=True)[list(share)] if words else None,
    }


def _parameter_groups(module: Any, recipe: Recipe) -> list[dict[str, Any]]:
    """No decay on embeddings, biases and norms; a pace of its own for the heads."""
    body = {name: each for name, each in module.transformer.named_parameters() if each.requires_grad}
    decayed = [p for name, p in body.items() if p.ndim > 1 and "embeddings" not in name]
    kept = [p for name, p in body.items() if p.ndim <= 1 or "embeddings" in name]
    heads = [p for p in (*module.layers.parameters(), module.uncertainty) if p.requires_grad]
    return [
        {"params": decayed, "weight_decay": recipe.weight_decay},
        {"params": kept, "weight_decay": 0.0},
        {"params": heads, "weight_decay": 0.0, "lr": recipe.head_pace * recipe.learning_rate},
    ]


def _arguments(recipe: Recipe, work: Path, *, may_miss: bool) -> Any:
    """Trainer's settings.

    :param may_miss: whether a batch may leave weights without a gradient.
    """
    gpu = has_gpu()
    return need("transformers").TrainingArguments(
        **common_arguments(work, recipe.seed),
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=-(-recipe.batch_size // group().size),
        gradient_accumulation_steps=recipe.accumulate,
        learning_rate=recipe.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=recipe.warmup,
        max_grad_norm=1.0,
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=2,
        metric_for_best_model=SCORE,
        greater_is_better=True,
        use_cpu=not gpu,
        bf16=gpu and need("torch").cuda.is_bf16_supported(),
        ddp_find_unused_parameters=may_miss,
    )
