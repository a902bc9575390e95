"""BANKING77 through `scaffold train`: the ladder on all training texts, and on ten or five a class."""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import datasets, heading, table
from scaffold.data.load import load_dataset
from scaffold.settings import DataSettings

SEEDS = (1, 2, 3)
BUDGET = "20m"
SHOTS = (10, 5)
HELD_OUT = 20
COMMAND = "python -m benchmarks.banking77"


def run(folder: Path, seeds: tuple[int, ...] = SEEDS, budget: str = BUDGET) -> str:
    """Train on the published files as they are, once a seed; the test split is scored by each run once."""
    with tempfile.TemporaryDirectory() as out:
        runs = [_train(folder / "banking77", Path(out) / str(seed), seed, budget) for seed in seeds]
    note = (
        f"Budget {budget}, seeds {_words(seeds)}, 10% of the training texts held out for choosing. Test: 3,080 texts."
    )
    return heading("BANKING77, all training texts", COMMAND, note) + _ladder(runs) + "\n" + _test(runs)


def run_few(folder: Path, seeds: tuple[int, ...] = SEEDS, budget: str = "5m", shots: int = SHOTS[0]) -> str:
    """Few training texts a class, drawn by seed, twenty others a class for choosing; tested on the whole test split."""
    runs = []
    for seed in seeds:
        with tempfile.TemporaryDirectory() as out:
            data = Path(out) / "data"
            _draw(folder / "banking77", data, seed, shots)
            runs.append(_train(data, Path(out) / "run", seed, budget))
    note = (
        f"{shots} training texts a class drawn with seeds {_words(seeds)}, {HELD_OUT} others a class for choosing, "
        f"budget {budget}. Test: 3,080 texts."
    )
    return (
        heading(f"BANKING77, {shots} texts a class", f"{COMMAND} --few {shots}", note)
        + _ladder(runs)
        + "\n"
        + _test(runs)
    )


def _train(data: Path, out: Path, seed: int, budget: str) -> dict[str, Any]:
    program = str(Path(sysconfig.get_path("scripts")) / "scaffold")
    command = [program, "train", "customer-service", "--data", str(data), "--out", str(out)]
    command += ["--budget", budget, "--seed", str(seed), "--set", "training.speed=1"]
    subprocess.run(command, check=True, stdout=sys.stderr)
    metrics: dict[str, Any] = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    return metrics


def _draw(source: Path, target: Path, seed: int, shots: int) -> None:
    settings = DataSettings(split="given")
    splits = load_dataset(source, settings, ("intent",), resplit=False).splits
    rows = defaultdict(list)
    for text, label in zip(splits["train"].texts(), splits["train"].labels("intent"), strict=True):
        rows[str(label)].append(text)
    random = np.random.default_rng(seed)
    drawn: dict[str, list[tuple[str, str]]] = {"train": [], "validation": []}
    for label, texts in sorted(rows.items()):
        order = [texts[i] for i in random.permutation(len(texts))]
        drawn["train"] += [(text, label) for text in order[:shots]]
        drawn["validation"] += [(text, label) for text in order[shots : shots + HELD_OUT]]
    test = splits["test"]
    drawn["test"] = [(t, str(y)) for t, y in zip(test.texts(), test.labels("intent"), strict=True)]
    target.mkdir()
    for name, pairs in drawn.items():
        with (target / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([("text", "category"), *pairs])


def _ladder(runs: list[dict[str, Any]]) -> str:
    """Mean validation figure of every candidate that all runs have."""
    values: dict[str, list[float]] = defaultdict(list)
    seconds: dict[str, list[float]] = defaultdict(list)
    for one in runs:
        for row in one["candidates"]:
            values[row["name"]].append(row["validation"])
            seconds[row["name"]].append(row["seconds"])
    rows = [
        [name, _spread(found), f"{statistics.mean(seconds[name]):.0f}", str(sum(r["chosen"] == name for r in runs))]
        for name, found in values.items()
        if len(found) == len(runs)
    ]
    return table(["candidate", "validation accuracy", "seconds", "times chosen"], rows)


def _test(runs: list[dict[str, Any]]) -> str:
    names = ("accuracy", "macro_f1", "ece", "conformal_coverage", "conformal_set_size", "false_reject_rate")
    tests = [one["heads"]["intent"]["test"] for one in runs]
    rows = [[name, _spread([test[name] for test in tests])] for name in names if name in tests[0]]
    return table(["test split", "mean and sd over seeds"], rows)


def _spread(values: list[float]) -> str:
    spread = statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{statistics.mean(values):.4f} ± {spread:.4f}"


def _words(seeds: tuple[int, ...]) -> str:
    return ", ".join(map(str, seeds))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, choices=SHOTS, help="so many texts a class")
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--budget")
    given = parser.parse_args()
    options: dict[str, Any] = {"budget": given.budget} if given.budget else {}
    if given.few:
        print(run_few(datasets(), tuple(given.seeds), shots=given.few, **options))
    else:
        print(run(datasets(), tuple(given.seeds), **options))
