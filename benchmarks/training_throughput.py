"""Texts trained a second: our fine-tuning against Trainer with its defaults, grouped by length, and padded to 128."""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import transformers

from benchmarks.machine import datasets, heading, table
from scaffold.data.load import load_dataset
from scaffold.models.base import load_encoder
from scaffold.models.weights import find_embedded
from scaffold.settings import DataSettings
from scaffold.training.finetune import finetune
from scaffold.training.prepared import prepare
from scaffold.training.recipe import Recipe
from scaffold.training.task import Labelled, Task, labelled

ROUNDS = 3
TEXTS = 768
# What Trainer's own `num_train_epochs` is.
EPOCHS = 3
SEED = 1
WITH_VECTORS = "scaffold, with the vectors it starts from"
# Texts to train on, to choose an epoch by and to compare on, where accuracy is compared.
PARTS = (1500, 500, 3000)
COMMAND = "python -m benchmarks.training_throughput"


@dataclass(frozen=True)
class Trained:
    """Seconds of one training, and the accuracy of what came out on other texts.

    :ivar vectors: further seconds that the vectors took which the head starts from; the rung before has read them.
    """

    seconds: float
    accuracy: float
    vectors: float = 0.0


def run(folder: Path, rounds: int = ROUNDS, texts: int = TEXTS) -> str:
    """Every way in turn, `rounds` times, in one process; medians and ratios."""
    whole = _task(folder)
    train = _cut(whole.train, texts)
    few = _cut(train, 8)
    task = Task(whole.head, whole.labels, train, few)
    # Padded to 128 a text takes several times as long; a quarter of them tells its rate as well.
    fewer = Task(whole.head, whole.labels, _cut(train, texts // 4), task.validation)
    ways = {
        "Trainer, defaults": (texts, lambda: _trainer(task, few)),
        "Trainer, group_by_length": (texts, lambda: _trainer(task, few, train_sampling_strategy="group_by_length")),
        "Trainer, padding to 128": (len(fewer.train), lambda: _trainer(fewer, few, padding="max_length")),
        "scaffold": (texts, lambda: _ours(task, EPOCHS, few)),
    }
    speeds: dict[str, list[float]] = {name: [] for name in (*ways, WITH_VECTORS)}
    for _ in range(rounds):
        for name, (count, trained) in ways.items():
            gc.collect()
            one = trained()
            speeds[name].append(EPOCHS * count / one.seconds)
            if one.vectors:
                speeds[WITH_VECTORS].append(EPOCHS * count / (one.seconds + one.vectors))
            print(f"{name}: {speeds[name][-1]:.1f} texts/s", file=sys.stderr, flush=True)
    median = {name: statistics.median(values) for name, values in speeds.items()}
    ours = ("scaffold", WITH_VECTORS)
    rows = [[name, f"{m:.1f}", *(f"{median[each] / m:.2f}" for each in ours)] for name, m in median.items()]
    note = (
        f"{EPOCHS} epochs over {texts} BANKING77 training texts, median of {rounds} interleaved rounds, seed {SEED}. "
        "For Trainer, which trains all layers, the steps are timed; for scaffold, which trains the upper half of them, "
        "the whole call, with what the lower half reads before the first step; the vectors its head starts from are "
        "there from the rung before, and the last row and column count them too."
    )
    columns = ["way", "texts/s", "scaffold is faster by", "with the vectors"]
    return heading("Training throughput", COMMAND, note) + table(columns, rows)


def run_accuracy(folder: Path) -> str:
    """The same texts trained by Trainer's defaults and by ours, and what each has learned."""
    whole = _task(folder)
    order = _cut(whole.train, sum(PARTS))
    ends = np.cumsum(PARTS)
    train, validation, others = (
        Labelled(order.texts[end - size : end], order.truth[end - size : end])
        for size, end in zip(PARTS, ends, strict=True)
    )
    task = Task(whole.head, whole.labels, train, validation)
    ways = {
        f"Trainer, defaults, {EPOCHS} epochs": lambda: _trainer(task, others),
        f"scaffold, {EPOCHS} epochs": lambda: _ours(task, EPOCHS, others),
        "scaffold, 5 epochs": lambda: _ours(task, 5, others),
        "scaffold, 10 epochs": lambda: _ours(task, 10, others),
    }
    rows = []
    for name, train_one in ways.items():
        trained = train_one()
        rows.append([name, f"{trained.accuracy:.4f}", f"{trained.seconds + trained.vectors:.0f}"])
        print(rows[-1], file=sys.stderr, flush=True)
    note = (
        f"{PARTS[0]} BANKING77 training texts; accuracy on {PARTS[2]} others of them; scaffold chooses its epoch by "
        f"{PARTS[1]} further ones. Seed {SEED}."
    )
    title = "Accuracy of what was trained"
    return heading(title, f"{COMMAND} --accuracy", note) + table(["way", "accuracy", "seconds"], rows)


def _task(folder: Path) -> Task:
    splits = load_dataset(folder / "banking77", DataSettings(), ("intent",)).splits
    labels = tuple(sorted({label for label in splits["train"].labels("intent") if label}))
    train, validation = (labelled(splits[name], "intent", labels) for name in ("train", "validation"))
    return Task("intent", labels, _cut(train, len(train)), validation)


def _cut(part: Labelled, texts: int) -> Labelled:
    kept = np.random.default_rng(1).permutation(len(part))[:texts]
    return Labelled([part.texts[i] for i in kept], part.truth[kept])


def _ours(task: Task, epochs: int, others: Labelled) -> Trained:
    encoder = load_encoder()
    began = time.perf_counter()
    start = encoder.encode(task.train.texts)
    vectors = time.perf_counter() - began
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as work:
        recipe = Recipe(epochs=epochs, patience=0, seed=SEED)
        tuned = finetune(prepare(encoder, start, task), recipe, work=Path(work))[task.head]
    seconds = time.perf_counter() - began
    return Trained(seconds, _accuracy(tuned.outputs(others.texts).logits, others), vectors)


def _trainer(task: Task, others: Labelled, padding: str | bool = True, **arguments: Any) -> Trained:
    """transformers' Trainer on its own sequence classification model."""
    transformers.set_seed(SEED)
    tokenizer = transformers.AutoTokenizer.from_pretrained(find_embedded(), local_files_only=True)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(
        find_embedded(), num_labels=len(task.labels), local_files_only=True
    )
    train, compared = (
        [
            {**tokenizer(text, truncation=True, max_length=128), "labels": int(truth)}
            for text, truth in zip(part.texts, part.truth, strict=True)
        ]
        for part in (task.train, others)
    )
    clock = StepClock()
    with tempfile.TemporaryDirectory() as work:
        settings = transformers.TrainingArguments(
            work,
            num_train_epochs=EPOCHS,
            seed=SEED,
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
            use_cpu=True,
            **arguments,
        )
        collator = transformers.DataCollatorWithPadding(tokenizer, padding=padding, max_length=128)
        trainer = transformers.Trainer(model, settings, train_dataset=train, data_collator=collator, callbacks=[clock])
        trainer.remove_callback(transformers.PrinterCallback)
        trainer.train()
        return Trained(clock.seconds, _accuracy(trainer.predict(compared).predictions, others))


def _accuracy(logits: Any, part: Labelled) -> float:
    return float((logits.argmax(axis=1) == part.truth).mean())


class StepClock(transformers.TrainerCallback):
    """Seconds from the first step's start to the last step's end."""

    def __init__(self) -> None:
        self.started = 0.0
        self.seconds = 0.0

    def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.started = self.started or time.perf_counter()

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.seconds = time.perf_counter() - self.started


if __name__ == "__main__":
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accuracy", action="store_true", help="train on all texts and compare what was learned")
    print((run_accuracy if parser.parse_args().accuracy else run)(datasets()))
