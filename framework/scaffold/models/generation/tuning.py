"""Teach a generator from pairs of a prompt and the text it should write."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.errors import BelowLevelError, DataError
from scaffold.extras import need
from scaffold.files import new_folder
from scaffold.models.trainer_arguments import common_arguments
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.models.generation.generator import Generator
    from scaffold.models.tokens import TokenIds
    from scaffold.progress import Stage

_NO_LOSS = -100
"""Label of a token that the loss leaves out."""


@dataclass(frozen=True)
class Pair:
    """What the model reads and what it should write.

    :ivar place: file and line, for messages.
    """

    prompt: str
    target: str
    place: str


@dataclass(frozen=True)
class TuningRecipe:
    """How to train; all weights are trained."""

    epochs: int = 3
    learning_rate: float = 5e-5
    batch_size: int = 8
    seed: int = 1


@dataclass(frozen=True)
class Tuned:
    """Mean loss of the held-out pairs, natural logarithm a token: before, and after each epoch."""

    before: float
    epochs: tuple[float, ...]

    @property
    def best(self) -> float:
        """The lowest after training; that epoch is the one that is kept."""
        return min(self.epochs)


def tune(
    generator: Generator,
    pairs: Sequence[Pair],
    held_out: Sequence[Pair],
    folder: Path,
    recipe: TuningRecipe | None = None,
    *,
    progress: Progress = SILENT,
) -> Tuned:
    """Train the model of `generator` on `pairs`, and write the epoch of the lowest held-out loss to `folder`.

    The model of `generator` itself changes. Any transformers model is trained, encoder-decoder on the target alone,
    decoder-only on the target after its prompt.

    :raises DataError: for a pair that is longer than the model takes, naming its line.
    :raises BelowLevelError: when no epoch has a lower held-out loss than the model had before; nothing is written.
    """
    recipe = recipe or TuningRecipe()
    rows, kept_out = ([_row(generator, pair) for pair in part] for part in (pairs, held_out))
    steps = recipe.epochs * -(-len(rows) // recipe.batch_size)
    with tempfile.TemporaryDirectory() as work, progress.stage("Tuning", steps) as stage:
        trainer = _trainer(generator, rows, kept_out, recipe, Path(work))
        trainer.add_callback(_watcher(stage))
        before = float(trainer.evaluate()["eval_loss"])
        trainer.train()
    losses = [float(entry["eval_loss"]) for entry in trainer.state.log_history if "eval_loss" in entry]
    tuned = Tuned(before, tuple(losses[-recipe.epochs :]))
    if tuned.best >= before:
        raise BelowLevelError(
            f"tuning did not help: the held-out loss was {before:.4f} before and {tuned.best:.4f} at best",
            hint="Nothing was written. Try a lower learning rate or more pairs.",
        )
    with new_folder(folder) as draft:
        generator.model.save_pretrained(draft, safe_serialization=True)
        generator.tokenizer.save_pretrained(draft)
    return tuned


def _row(generator: Generator, pair: Pair) -> dict[str, TokenIds]:
    """Token ids and labels of a pair.

    :raises DataError: when either side is longer than the model takes.
    """
    tokenizer, limit, room = generator.tokenizer, generator.input_limit, generator.settings.max_new_tokens
    (ids,) = generator.tokenise([pair.prompt])
    if generator.encoder_decoder:
        labels = list(tokenizer(text_target=pair.target)["input_ids"])
        row = {"input_ids": ids, "labels": labels}
    else:
        labels = [*tokenizer(pair.target, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
        row = {"input_ids": ids + labels, "labels": [_NO_LOSS] * len(ids) + labels}
    for name, length, most in (("prompt", len(ids), limit), ("target", len(labels), room)):
        if length > most:
            raise DataError(
                f"the {name} has {length} tokens, and the model takes {most}",
                where=pair.place,
                hint="Shorten it; for a target generation.max_new_tokens may be set higher.",
            )
    return row


def _batch(pad_id: int, rows: Sequence[dict[str, TokenIds]]) -> dict[str, Any]:
    """Rows as tensors, filled up on the right: `input_ids`, `attention_mask`, `labels`."""
    torch = need("torch")
    pad = partial(torch.nn.utils.rnn.pad_sequence, batch_first=True)
    ids = [torch.tensor(row["input_ids"]) for row in rows]
    return {
        "input_ids": pad(ids, padding_value=pad_id),
        "attention_mask": pad([torch.ones_like(each) for each in ids], padding_value=0),
        "labels": pad([torch.tensor(row["labels"]) for row in rows], padding_value=_NO_LOSS),
    }


def _trainer(
    generator: Generator,
    rows: list[dict[str, TokenIds]],
    held_out: list[dict[str, TokenIds]],
    recipe: TuningRecipe,
    work: Path,
) -> Any:
    transformers = need("transformers")
    transformers.set_seed(recipe.seed)
    arguments = transformers.TrainingArguments(
        **common_arguments(work, recipe.seed),
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch_size,
        # A held-out text a batch, so that the mean over batches is one over texts of any length.
        per_device_eval_batch_size=1,
        learning_rate=recipe.learning_rate,
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=1,
        save_only_model=True,
        metric_for_best_model="eval_loss",
        greater_is_better=False,
        prediction_loss_only=True,
        use_cpu=generator.settings.device == "cpu",
    )
    trainer = transformers.Trainer(
        generator.model,
        arguments,
        data_collator=partial(_batch, generator.tokenizer.pad_token_id),
        train_dataset=rows,
        eval_dataset=held_out,
    )
    # Progress goes through our own stages; its printer would write dictionaries to standard output.
    trainer.remove_callback(transformers.PrinterCallback)
    return trainer


def _watcher(stage: Stage) -> Any:
    """The callback that shows how far the training has come."""
    transformers = need("transformers")

    class Watcher(transformers.TrainerCallback):  # type: ignore[misc, name-defined]
        """Counts steps and shows the held-out loss."""

        def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            stage.advance()

        def on_evaluate(self, args: Any, state: Any, control: Any, metrics: dict[str, float], **kwargs: Any) -> None:
            stage.note(f"held-out loss {metrics['eval_loss']:.3f}")

    return Watcher()
