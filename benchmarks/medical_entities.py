"""Disease names in sentences of abstracts (NCBI disease): what pretraining and rules earn.

Official split; strict spans, micro-F1 as seqeval counts it. Each run goes through `scaffold train medical`, chooses its
epoch on the development sentences, and scores the test sentences once.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.command import scaffold
from benchmarks.machine import datasets, heading, spread, table
from benchmarks.medicine.encoder import pretrain
from benchmarks.recorded import asked, record, recorded

SEEDS = (1, 2, 3)
COMMAND = "python -m benchmarks.medical_entities"
SECTION = "medical_entities"
HEAD = "entities"
MUST, AIM = 0.840, 0.859
_SETTINGS = ("training.speed=1", "privacy.deidentify=off")
_NO_RULES = ("rules.decide=false", "rules.train=false")


@dataclass(frozen=True)
class Way:
    """One way to learn.

    :ivar read: whether to start from the encoder that has read medical texts.
    """

    title: str
    budget: str = "20m"
    read: bool = False
    settings: tuple[str, ...] = ()


WAYS = {
    "plain": Way("fine-tuned encoder", settings=_NO_RULES),
    "read": Way("after pretraining on medical texts", read=True, settings=_NO_RULES),
    "rules": Way("with the terms of the vertical as rules"),
    "all": Way("pretraining and rules", read=True),
    "three": Way("pretraining, rules, the mean of three models", "60m", read=True),
}


def run(folder: Path, names: tuple[str, ...] = tuple(WAYS), seeds: tuple[int, ...] = SEEDS) -> str:
    """Train, once a way and seed, and give the table of these ways."""
    for seed in seeds:
        for name in names:
            record(SECTION, name, seed, train(WAYS[name], folder, seed))
    return tables(names)


def train(way: Way, folder: Path, seed: int) -> dict[str, Any]:
    """Figures of one run."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "run"
        given = [word for each in (*_SETTINGS, *way.settings) for word in ("--set", each)]
        base = ["--base", pretrain(folder)] if way.read else []
        words = ["--data", folder / "ncbi_disease_ner", "--out", out, "--budget", way.budget, "--seed", seed, *base]
        scaffold("train", "medical", *words, *given)
        metrics = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    return {
        "test": metrics["heads"][HEAD]["test"],
        "validation": metrics["heads"][HEAD]["validation"],
        "candidates": [{key: row[key] for key in ("name", "validation", "seconds")} for row in metrics["candidates"]],
        "chosen": metrics["chosen"],
        "seconds": metrics["seconds"],
    }


def tables(names: Iterable[str] = tuple(WAYS)) -> str:
    """F1, precision and recall of each way."""
    note = f"940 test sentences, 960 spans; at least {MUST}, aim {AIM}. BERT-base .859, BioBERT .891."
    made = [(WAYS[name], list(runs.values())) for name in names if (runs := recorded(SECTION, name))]
    rows = [
        [
            way.title,
            spread([one["validation"]["span_f1"] for one in runs]),
            *(spread([one["test"][f"span_{name}"] for one in runs]) for name in ("f1", "precision", "recall")),
            str(len(runs)),
            f"{statistics.mean(sum(one['seconds'].values()) for one in runs) / 60:.0f}",
        ]
        for way, runs in made
    ]
    columns = ["way", "development F1", "test F1", "precision", "recall", "seeds", "minutes a run"]
    return heading("Diseases in abstracts (NCBI disease)", COMMAND, note) + table(columns, rows)


if __name__ == "__main__":
    print(asked(__doc__, WAYS, SEEDS, tables, partial(run, datasets())))
