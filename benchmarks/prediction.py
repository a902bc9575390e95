"""Texts decided a second, and milliseconds for one text: a classifier of ours against transformers' pipeline."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
import transformers

from benchmarks.machine import datasets, heading, table
from scaffold.data.load import load_dataset
from scaffold.models.base import load_encoder
from scaffold.models.linear import LinearClassifier
from scaffold.models.weights import find_embedded
from scaffold.settings import DataSettings

ROUNDS = 3
CLASSES = 77
SINGLE = 60
COMMAND = "python -m benchmarks.prediction"


def run(folder: Path, rounds: int = ROUNDS) -> str:
    """Both ways in turn, `rounds` times, in one process: all test texts at once, then one text at a time."""
    texts = load_dataset(folder / "banking77", DataSettings(), ("intent",)).splits["test"].texts()
    ways = {"transformers pipeline, batch 32": _pipeline(), "scaffold": _ours()}
    batch: dict[str, list[float]] = {name: [] for name in ways}
    single: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way(texts[:64])
    for _ in range(rounds):
        for name, way in ways.items():
            batch[name].append(len(texts) / _seconds(way, texts))
            single[name].append(1000 * statistics.median(_seconds(way, [text]) for text in texts[:SINGLE]))
            print(f"{name}: {batch[name][-1]:.0f} texts/s, {single[name][-1]:.1f} ms", file=sys.stderr, flush=True)
    speed = {name: statistics.median(values) for name, values in batch.items()}
    wait = {name: statistics.median(values) for name, values in single.items()}
    ours = "scaffold"
    rows = [
        [
            name,
            f"{speed[name]:.0f}",
            f"{speed[ours] / speed[name]:.2f}",
            f"{wait[name]:.1f}",
            f"{wait[name] / wait[ours]:.2f}",
        ]
        for name in ways
    ]
    columns = ["way", "texts/s", "scaffold is faster by", "ms for one text", "scaffold is faster by"]
    note = f"{len(texts)} BANKING77 test texts, {CLASSES} classes, fp32, median of {rounds} interleaved rounds."
    return heading("Prediction", COMMAND, note) + table(columns, rows)


def _seconds(way: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    start = time.perf_counter()
    way(texts)
    return time.perf_counter() - start


def _pipeline() -> Callable[[Sequence[str]], object]:
    model = transformers.AutoModelForSequenceClassification.from_pretrained(
        find_embedded(), num_labels=CLASSES, local_files_only=True
    )
    tokenizer = transformers.AutoTokenizer.from_pretrained(find_embedded(), local_files_only=True)
    classify = transformers.pipeline("text-classification", model=model, tokenizer=tokenizer, device="cpu")
    return lambda texts: classify(list(texts), batch_size=32)


def _ours() -> Callable[[Sequence[str]], object]:
    encoder = load_encoder()
    weight = np.random.default_rng(1).standard_normal((CLASSES, encoder.dimension)).astype(np.float32)
    labels = [f"class {number}" for number in range(CLASSES)]
    classifier = LinearClassifier(encoder, labels, weight, np.zeros(CLASSES, dtype=np.float32))
    return classifier.outputs


if __name__ == "__main__":
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    torch.manual_seed(1)
    print(run(datasets()))
