"""Heads of every kind on published data, each through `scaffold train`; the test split is scored by each run once.

The figures of each run are kept in `benchmarks/results/heads`; the table is made of all that are there.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import measuring, preparing
from benchmarks.machine import datasets, heading, table
from benchmarks.recorded import asked, record, recorded
from benchmarks.verticals import install

SEEDS = (1, 2, 3)
COMMAND = "python -m benchmarks.heads"
SECTION = "heads"
LOWER_IS_BETTER = ("oos_fpr95",)
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Published:
    """A data set with the figures it has to reach.

    :ivar must: `head figure` to the level; None for a figure that is only reported.
    :ivar prepare: writes the files anew where no reader takes them as they are: from a folder into another.
    :ivar data: name of the data and of the vertical that reads them, where it is not that of the set.
    :ivar measure: further figures of the first head, from the bundle and the published files.
    """

    title: str
    budget: str
    must: dict[str, float | None]
    settings: tuple[str, ...] = ()
    prepare: Callable[[Path, Path], None] | None = None
    measure: Callable[[Path, Path], dict[str, float]] | None = None
    data: str = ""


SETS = {
    "snips": Published(
        "SNIPS",
        "18m",
        {"intent accuracy": 0.980, "slots span_f1": 0.945},
        ("training.layers=6", "training.recipe.epochs=5"),
    ),
    # The same layers for both heads alone and together, so that what each way costs can be compared.
    "snips_upper_half": Published(
        "SNIPS, upper half of the layers",
        "24m",
        {"intent accuracy": None, "slots span_f1": None},
        ("training.layers=3",),
        data="snips",
    ),
    "multidogo": Published(
        "MultiDoGO, airline",
        "10m",
        {"intent accuracy": None, "slots span_f1": None},
        ("training.layers=3", "training.recipe.epochs=6"),
        prepare=preparing.multidogo,
    ),
    "goemotions": Published(
        "GoEmotions", "30m", {"emotion macro_f1": 0.460, "emotion micro_f1": None}, ("training.recipe.epochs=4",)
    ),
    "sst2": Published("SST-2, 6,920 sentences", "10m", {"sentiment accuracy": 0.860}),
    "ncbi_disease_ner": Published("NCBI disease", "20m", {"tags span_f1": 0.820}),
    "wnut17_ner": Published("WNUT17", "10m", {"tags span_f1": None}),
    "semeval2010_task8": Published(
        "SemEval-2010 task 8",
        "30m",
        {"relation official_f1": 0.830, "relation accuracy": None},
        ("training.layers=6",),
        measure=measuring.official_f1,
    ),
    "clinc150": Published(
        "CLINC150, no out-of-scope text in training",
        "20m",
        {"intent accuracy": 0.960, "intent oos_auroc": 0.976, "intent oos_fpr95": 0.093},
        prepare=preparing.clinc150,
        measure=measuring.out_of_scope,
    ),
}


def run(folder: Path, names: tuple[str, ...] = tuple(SETS), seeds: tuple[int, ...] = SEEDS) -> str:
    """Train, once a set and seed, and give the table of these sets."""
    for name in names:
        for seed in seeds:
            data = SETS[name].data or name
            made = kept(train(data, SETS[name], folder / data, seed)) | {"budget": SETS[name].budget}
            record(SECTION, name, seed, made)
    return tables(names)


def tables(names: Iterable[str] = tuple(SETS)) -> str:
    """One table for all sets that were run, and one of heads together and alone."""
    made = {name: runs for name in names if (runs := recorded(SECTION, name))}
    rows = [row for name, runs in made.items() for row in _figures(SETS[name], runs)]
    note = (
        "Official splits; a head is chosen on validation texts. Budgets are times of two quiet cores, minutes those of "
        "runs that shared them with other work."
    )
    columns = ["set", "figure", "must", "test, mean and sd over seeds", "seeds", "budget", "minutes a run"]
    together = [row for name, runs in made.items() for row in _together(SETS[name].title, list(runs.values()))]
    text = heading("Heads of every kind", COMMAND, note) + table(columns, rows)
    if together:
        text += "\n" + table(["set", "head", "way", "validation", "seconds"], together)
    return text


def kept(metrics: dict[str, Any]) -> dict[str, Any]:
    """Of a run what the tables are made of."""
    candidates = [{key: row[key] for key in ("head", "name", "validation", "seconds")} for row in metrics["candidates"]]
    tests = {head: splits["test"] for head, splits in metrics["heads"].items()}
    heads = {head: {"test": {k: v for k, v in test.items() if isinstance(v, float)}} for head, test in tests.items()}
    return {"heads": heads, "candidates": candidates, "seconds": metrics["seconds"], "chosen": metrics["chosen"]}


def train(name: str, published: Published, data: Path, seed: int) -> dict[str, Any]:
    """The metrics of `scaffold train` with the benchmark's vertical of that name."""
    with tempfile.TemporaryDirectory() as place:
        site, out = Path(place) / "site", Path(place) / "run"
        install(name, site)
        source = data
        if published.prepare:
            data = Path(place) / "data"
            published.prepare(source, data)
        program = str(Path(sysconfig.get_path("scripts")) / "scaffold")
        command = [program, "train", name, "--data", str(data), "--out", str(out), "--budget", published.budget]
        command += ["--seed", str(seed), "--set", "training.speed=1"]
        command += [word for each in published.settings for word in ("--set", each)]
        path = os.pathsep.join(filter(None, (str(site), str(ROOT), os.environ.get("PYTHONPATH"))))
        subprocess.run(command, check=True, stdout=sys.stderr, env={**os.environ, "PYTHONPATH": path})
        metrics: dict[str, Any] = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
        if published.measure:
            first = next(iter(metrics["heads"].values()))
            first["test"] |= published.measure(out / "bundle", source)
    return metrics


def _figures(published: Published, made: dict[int, dict[str, Any]]) -> list[list[str]]:
    runs = list(made.values())
    rows = []
    for figure, level in published.must.items():
        head, name = figure.rsplit(" ", 1)
        values = [one["heads"][head]["test"][name] for one in runs]
        minutes = statistics.mean(sum(one["seconds"].values()) for one in runs) / 60
        bound = "≤" if name in LOWER_IS_BETTER else "≥"
        must = "–" if level is None else f"{bound} {level:.3f}"
        seeds, budgets = ", ".join(map(str, made)), ", ".join(dict.fromkeys(one["budget"] for one in runs))
        rows.append([published.title, figure, must, spread(values), seeds, budgets, f"{minutes:.1f}"])
    return rows


def _together(title: str, runs: list[dict[str, Any]]) -> list[list[str]]:
    """The best single model of each head alone, and the one of all heads together."""
    if len(runs[0]["heads"]) < 2:
        return []
    rows = []
    for head in runs[0]["heads"]:
        for way in ("fine-tuned", "together"):
            best = [_best([row for row in one["candidates"] if row["head"] == head], way) for one in runs]
            if not all(best):
                continue
            seconds = statistics.mean(row["seconds"] for row in best)
            rows.append([title, head, way, spread([row["validation"] for row in best]), f"{seconds:.0f}"])
    return rows


def _best(rows: list[dict[str, Any]], way: str) -> dict[str, Any]:
    """Empty where the budget allowed none."""
    own = [row for row in rows if re.fullmatch(rf"{way}( \d+|, averaged)", row["name"])]
    return max(own, key=lambda row: (row["validation"], -row["seconds"]), default={})


def spread(values: list[float]) -> str:
    """Mean and standard deviation; of a single value just that."""
    mean = f"{statistics.mean(values):.4f}"
    return f"{mean} ± {statistics.stdev(values):.4f}" if len(values) > 1 else mean


if __name__ == "__main__":
    print(asked(__doc__, SETS, SEEDS, tables, partial(run, datasets())))
