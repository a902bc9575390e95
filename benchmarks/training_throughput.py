"""Texts trained a second: our fine-tuning against Trainer with its defaults, grouped by length, and padded to 128."""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers

from benchmarks.machine import datasets, heading, table
from scaffold.data.load import load_dataset
from scaffold.models.base import load_encoder
from scaffold.models.weights import find_embedded
from scaffold.settings import DataSettings
from scaffold.training.finetune import Recipe, finetune
from scaffold.training.task import Labelled, Task, labelled

ROUNDS = 3
TEXTS = 768
COMMAND = "python -m benchmarks.training_throughput"


def run(folder: Path, rounds: int = ROUNDS, texts: int = TEXTS) -> str:
    """Every way in turn, `rounds` times, in one process; medians and ratios."""
    task = _task(folder, texts)
    # Padded to 128 a text takes several times as long; a quarter of them tells its rate as well.
    fewer = _cut(task, texts // 4)
    ways = {
        "Trainer, defaults": (texts, lambda: _trainer(task)),
        "Trainer, group_by_length": (texts, lambda: _trainer(task, train_sampling_strategy="group_by_length")),
        "Trainer, padding to 128": (len(fewer.train), lambda: _trainer(fewer, padding="max_length")),
        "scaffold": (texts, lambda: _ours(task)),
    }
    speeds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, (count, seconds) in ways.items():
            gc.collect()
            speeds[name].append(count / seconds())
            print(f"{name}: {speeds[name][-1]:.1f} texts/s", file=sys.stderr, flush=True)
    median = {name: statistics.median(values) for name, values in speeds.items()}
    rows = [[name, f"{m:.1f}", f"{median['scaffold'] / m:.2f}"] for name, m in median.items()]
    note = f"One epoch over {texts} BANKING77 training texts, median of {rounds} interleaved rounds, seed 1."
    return heading("Training throughput", COMMAND, note) + table(["way", "texts/s", "scaffold is faster by"], rows)


def _task(folder: Path, texts: int) -> Task:
    examples = load_dataset(folder / "banking77", DataSettings(), ("intent",)).splits["train"]
    labels = tuple(sorted({label for label in examples.labels("intent") if label}))
    whole = labelled(examples, "intent", labels)
    kept = np.random.default_rng(1).permutation(len(whole))[:texts]
    train = Labelled([whole.texts[i] for i in kept], whole.truth[kept])
    return Task("intent", labels, train, Labelled(train.texts[:8], train.truth[:8]))


def _cut(task: Task, texts: int) -> Task:
    return Task(task.head, task.labels, Labelled(task.train.texts[:texts], task.train.truth[:texts]), task.validation)


def _ours(task: Task) -> float:
    """Seconds of one epoch of our own fine-tuning, without what comes before the first step."""
    encoder = load_encoder()
    start = np.random.default_rng(0).standard_normal((len(task.train), encoder.dimension)).astype(np.float32)
    clock = StepClock()
    with tempfile.TemporaryDirectory() as work:
        finetune(encoder, start, task, Recipe(epochs=1, patience=0), work=Path(work), callbacks=[clock])
    return clock.seconds


def _trainer(task: Task, padding: str | bool = True, **arguments: Any) -> float:
    """Seconds of one epoch of transformers' Trainer on its own sequence classification model."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(find_embedded(), local_files_only=True)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(
        find_embedded(), num_labels=len(task.labels), local_files_only=True
    )
    rows = [
        {**tokenizer(text, truncation=True, max_length=128), "labels": int(truth)}
        for text, truth in zip(task.train.texts, task.train.truth, strict=True)
    ]
    clock = StepClock()
    with tempfile.TemporaryDirectory() as work:
        settings = transformers.TrainingArguments(
            work, num_train_epochs=1, save_strategy="no", report_to="none", disable_tqdm=True, use_cpu=True, **arguments
        )
        collator = transformers.DataCollatorWithPadding(tokenizer, padding=padding, max_length=128)
        trainer = transformers.Trainer(model, settings, train_dataset=rows, data_collator=collator, callbacks=[clock])
        trainer.remove_callback(transformers.PrinterCallback)
        trainer.train()
    return clock.seconds


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
    torch.manual_seed(1)
    print(run(datasets()))
