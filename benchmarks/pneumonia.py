"""PneumoniaMNIST through `scaffold train`: small residual nets from nothing on two cores.

Settings were chosen on validation images; each run scores the official test split once. Its images come from another
year of the same hospital than those of the other two splits, and are harder.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.heads import spread
from benchmarks.machine import datasets, heading, table
from benchmarks.recorded import asked, record, recorded
from benchmarks.verticals import install

SEEDS = (1, 2, 3)
COMMAND = "python -m benchmarks.pneumonia"
SECTION = "pneumonia"
VERTICAL = "pneumoniamnist"
ROOT = Path(__file__).parents[1]
WAYS = {"nets": ("three residual nets and pixels", "6m")}
# Figure, what has to be reached, and what is aimed at (MedMNIST v2: ResNet-18 at 28 pixels, and its AutoML record).
FIGURES = {
    "accuracy": (".854", ".946"),
    "auroc": (".944", ".991"),
    "ece": ("–", "–"),
    "conformal_coverage": ("–", "–"),
    "conformal_set_size": ("–", "–"),
}


def run(folder: Path, names: tuple[str, ...] = tuple(WAYS), seeds: tuple[int, ...] = SEEDS) -> str:
    """Train, once a seed, and give the table."""
    for name in names:
        for seed in seeds:
            record(SECTION, name, seed, train(folder / "pneumoniamnist" / "pneumoniamnist.npz", WAYS[name][1], seed))
    return tables(names)


def train(data: Path, budget: str, seed: int) -> dict[str, Any]:
    """Figures of one run."""
    with tempfile.TemporaryDirectory() as place:
        site, out = Path(place) / "site", Path(place) / "run"
        install(VERTICAL, site)
        program = str(Path(sysconfig.get_path("scripts")) / "scaffold")
        command = [program, "train", VERTICAL, "--data", data, "--out", out, "--budget", budget]
        command += ["--seed", seed, "--set", "training.speed=1"]
        path = os.pathsep.join(filter(None, (str(site), str(ROOT), os.environ.get("PYTHONPATH"))))
        subprocess.run(list(map(str, command)), check=True, stdout=sys.stderr, env={**os.environ, "PYTHONPATH": path})
        metrics = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    splits = metrics["heads"]["finding"]
    candidates = [{key: row[key] for key in ("name", "validation", "log_loss")} for row in metrics["candidates"]]
    figures = {split: {name: splits[split][name] for name in FIGURES} for split in ("validation", "test")}
    made = {"candidates": candidates, "chosen": metrics["chosen"], "seconds": metrics["seconds"], "budget": budget}
    return figures | made


def tables(names: Iterable[str] = tuple(WAYS)) -> str:
    """Figures of validation and test, mean and spread over seeds."""
    rows = [row for name in names if (runs := recorded(SECTION, name)) for row in _rows(WAYS[name][0], runs)]
    note = (
        "Official splits. Budgets are times of two quiet cores, minutes those of runs on one core of a machine that "
        "had other work, too. The test images are of other cases than those of validation, so no promise carries over."
    )
    columns = ["way", "figure", "must", "aim", "validation", "test, mean and sd over seeds", "seeds", "minutes a run"]
    return heading("PneumoniaMNIST", COMMAND, note) + table(columns, rows)


def _rows(title: str, runs: dict[int, dict[str, Any]]) -> list[list[str]]:
    minutes = statistics.mean(sum(one["seconds"].values()) for one in runs.values()) / 60
    seeds = ", ".join(map(str, runs))
    rows = []
    for name, (must, aim) in FIGURES.items():
        held, test = (spread([one[split][name] for one in runs.values()]) for split in ("validation", "test"))
        rows.append([title, name, must, aim, held, test, seeds, f"{minutes:.1f}"])
    return rows


if __name__ == "__main__":
    print(asked(__doc__, WAYS, SEEDS, tables, partial(run, datasets())))
