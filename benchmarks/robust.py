"""Each switch of a fine-tuning against none of them: does it pay?"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from benchmarks.machine import datasets, heading, table
from scaffold.data.load import load_dataset
from scaffold.models.base import load_encoder
from scaffold.settings import DataSettings
from scaffold.training.augmented import Augment, augmented
from scaffold.training.finetune import finetune
from scaffold.training.prepared import prepare
from scaffold.training.recipe import Recipe
from scaffold.training.split import SplitEncoder
from scaffold.training.task import Labelled, Task

COMMAND = "python -m benchmarks.robust"
SEEDS = (1, 2, 3)
# Training texts a class, others to choose the epoch by, and others again to judge by: all of the training file.
SHOTS, HELD_OUT, JUDGES = 10, 10, 20


@dataclass(frozen=True)
class Way:
    """What differs from a fine-tuning without switches."""

    switches: dict[str, float] = field(default_factory=dict)
    augment: Augment = "none"


WAYS = {
    "none": Way(),
    "R-Drop 1": Way({"rdrop": 1.0}),
    "FGM 0.3": Way({"fgm": 0.3}),
    "FGM 1": Way({"fgm": 1.0}),
    "EMA 0.99": Way({"ema": 0.99}),
    "label smoothing 0.1": Way({"label_smoothing": 0.1}),
    "AEDA": Way(augment="aeda"),
    "EDA": Way(augment="eda"),
}


def run(folder: Path, seeds: tuple[int, ...] = SEEDS, classes: int | None = None) -> str:
    """A table of all ways, each seed with the same texts for every way."""
    found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for seed in seeds:
        task, judges = _draw(folder, seed, classes)
        for name, way in WAYS.items():
            found[name].append(_train(way, task, judges, seed))
            print(f"seed {seed}, {name}: {found[name][-1]}", file=sys.stderr, flush=True)
    note = (
        f"{SHOTS} BANKING77 training texts a class drawn with seeds {', '.join(map(str, seeds))}, {HELD_OUT} others to "
        f"choose the epoch by, {JUDGES} others to judge by; the test split is not looked at."
    )
    if classes:
        note += f" The first {classes} classes only."
    columns = ["switch", "accuracy", "against none, each seed", "log-loss", "seconds"]
    return heading("Switches of a fine-tuning", COMMAND, note) + table(columns, [_row(n, found) for n in found])


def _row(name: str, found: dict[str, list[tuple[float, float, float]]]) -> list[str]:
    accuracies, losses, seconds = zip(*found[name], strict=True)
    gains = [f"{own - plain[0]:+.3f}" for own, plain in zip(accuracies, found["none"], strict=True)]
    spread = f" +- {statistics.stdev(accuracies):.4f}" if len(accuracies) > 1 else ""
    mean = f"{statistics.mean(accuracies):.4f}{spread}"
    return [name, mean, ", ".join(gains), f"{statistics.mean(losses):.3f}", f"{statistics.median(seconds):.0f}"]


def _train(way: Way, task: Task, judges: Labelled, seed: int) -> tuple[float, float, float]:
    """Accuracy and log-loss on the judges, and the seconds it took."""
    base = load_encoder()
    began = time.perf_counter()
    more = augmented(task, way.augment, seed)
    assert isinstance(more, Task), "copies of texts are of the same task"
    prepared = prepare(base, base.encode(task.train.texts), task, split=SplitEncoder.of(base), more=more)
    recipe = replace(Recipe(epochs=12, batch_size=16, patience=6, seed=seed), **way.switches)
    with tempfile.TemporaryDirectory() as work:
        model = finetune(prepared, recipe, work=Path(work))[task.head]
    seconds = time.perf_counter() - began
    logits = model.outputs(judges.texts).logits
    accuracy = float((logits.argmax(axis=1) == judges.truth).mean())
    scores = prepared.learners[0].task.objective.losses(logits, judges.truth)
    return accuracy, float(scores.mean()), seconds


def _draw(folder: Path, seed: int, classes: int | None) -> tuple[Task, Labelled]:
    splits = load_dataset(folder / "banking77", DataSettings(split="given"), ("intent",), resplit=False).splits
    texts, names = splits["train"].texts(), splits["train"].labels("intent")
    labels = tuple(sorted({str(name) for name in names})[:classes])
    random = np.random.default_rng(seed)
    orders = [random.permutation([row for row, name in enumerate(names) if name == label]) for label in labels]

    def part(first: int, last: int) -> Labelled:
        rows = [(texts[row], number) for number, order in enumerate(orders) for row in order[first:last]]
        return Labelled([text for text, _ in rows], np.array([number for _, number in rows], dtype=np.int64))

    edge = SHOTS + HELD_OUT
    return Task("intent", labels, part(0, SHOTS), part(SHOTS, edge)), part(edge, edge + JUDGES)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--classes", type=int, help="the first classes only, to be quick")
    given = parser.parse_args()
    print(run(datasets(), tuple(given.seeds), given.classes))


if __name__ == "__main__":
    main()
