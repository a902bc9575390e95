"""What written rules are worth: against labels, beside labels, and when some of them are wrong.

Each run goes through `scaffold train`; the test split is scored by each run once. Figures of single runs are kept in
`benchmarks/results/rules`; the tables are made of all that are there.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.heads import spread
from benchmarks.machine import datasets, heading, table
from benchmarks.recorded import asked, record, recorded
from benchmarks.verticals import install
from scaffold.data.load import load_dataset
from scaffold.settings import DataSettings

SEEDS = (1, 2, 3)
COMMAND = "python -m benchmarks.knowledge_rules"
SECTION = "rules"
ROOT = Path(__file__).parents[1]
RULES = Path(__file__).parent / "rules"
BUDGET = "2m"
CORRUPTED = 0.3
HELD_OUT = 20
NAMED = ("wrong", "weaker than the model", "hurts")


@dataclass(frozen=True)
class Way:
    """One way to teach a head.

    :ivar data: name of the published set and of the vertical that reads it.
    :ivar shots: labelled texts a class; a fifth of them for choosing, unless others are `held_out` for that.
    :ivar settings: of rules; None where there are none.
    """

    title: str
    data: str
    head: str
    shots: int
    settings: tuple[str, ...] | None = ()
    held_out: int = 0
    corrupted: bool = False


_ONLY_DECIDE = ("rules.train=false",)
_ONLY_RULES = ("rules.without_labels=true",)
WAYS = {
    f"{data}_{name}": Way(title, data, head, shots, settings)
    for data, head in (("banking77", "intent"), ("ohsumed_23", "disease"))
    for name, title, shots, settings in (
        ("rules", "rules, no label", 0, _ONLY_RULES),
        ("labels", "10 labels a class, no rules", 10, None),
        ("both", "10 labels a class and rules", 10, ()),
    )
} | {
    "five_labels": Way("no rules", "banking77", "intent", 5, None, HELD_OUT),
    "five_decide": Way("rules in decisions only", "banking77", "intent", 5, _ONLY_DECIDE, HELD_OUT),
    "five_train": Way("rules in training and decisions", "banking77", "intent", 5, (), HELD_OUT),
    "five_corrupted": Way("the same, 30% of the rules wrong", "banking77", "intent", 5, (), HELD_OUT, corrupted=True),
}


def run(folder: Path, names: tuple[str, ...] = tuple(WAYS), seeds: tuple[int, ...] = SEEDS) -> str:
    """Train, once a way and seed, and give the tables of these ways."""
    for seed in seeds:
        for name in names:
            record(SECTION, name, seed, train(WAYS[name], folder / WAYS[name].data, seed))
    return tables(names)


def train(way: Way, source: Path, seed: int) -> dict[str, Any]:
    """Figures of one run."""
    with tempfile.TemporaryDirectory() as place:
        site, data, out = (Path(place) / name for name in ("site", "data", "run"))
        install(way.data, site)
        draw(way, source, data, seed)
        changed = corrupt(RULES / f"{way.data}.yaml", Path(place) / "rules.yaml", seed if way.corrupted else None)
        given = ["training.speed=1", f"data.label={way.head}", f"data.validation_share={0.2 if way.shots else 0.1}"]
        if way.settings is not None:
            given += [f'rules.files=["{Path(place) / "rules.yaml"}"]', *way.settings]
        options = [word for each in given for word in ("--set", each)]
        _scaffold(site, "train", way.data, "--data", data, "--out", out, "--budget", BUDGET, "--seed", seed, *options)
        metrics = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
        made = {
            "test": metrics["heads"][way.head]["test"],
            "chosen": metrics["chosen"],
            "seconds": metrics["seconds"],
            "budget": BUDGET,
        }
        if way.corrupted:
            said = _scaffold(site, "rules", "audit", out / "bundle", "--data", data / "test.jsonl", "--json")
            made |= _named(json.loads(said), changed)
        return made


def draw(way: Way, source: Path, target: Path, seed: int) -> None:
    """Labels for some texts a class, none for the other training texts, and the test split as it is."""
    splits = load_dataset(source, DataSettings(split="given"), (way.head,), resplit=False).splits
    rows = defaultdict(list)
    for text, label in zip(splits["train"].texts(), splits["train"].labels(way.head), strict=True):
        rows[str(label)].append(text)
    random = np.random.default_rng(seed)
    train, held = [], []
    for label, texts in sorted(rows.items()):
        order = [texts[i] for i in random.permutation(len(texts))]
        known, rest = order[: way.shots], order[way.shots :]
        held += [{"text": text, way.head: label} for text in rest[: way.held_out]]
        train += [{"text": text, way.head: label} for text in known]
        train += [{"text": text, way.head: None} for text in rest[way.held_out :]]
    test = zip(splits["test"].texts(), splits["test"].labels(way.head), strict=True)
    _write(target / "train.jsonl", train)
    _write(target / "test.jsonl", ({"text": text, way.head: label} for text, label in test))
    if held:
        _write(target / "validation.jsonl", held)


def corrupt(source: Path, target: Path, seed: int | None) -> list[str]:
    """Write the rules anew, with another label in some of them where a seed is given; ids of these."""
    document = yaml.safe_load(source.read_text(encoding="utf-8"))
    rules, changed = document["rules"], []
    labels = sorted({rule["then"]["label"] for rule in rules if "label" in rule["then"]})
    if seed is not None:
        random = np.random.default_rng(seed)
        for number in sorted(random.choice(len(rules), int(CORRUPTED * len(rules)), replace=False).tolist()):
            label = rules[number]["then"]["label"]
            others = [each for each in labels if each != label]
            rules[number]["then"] = {"label": others[random.integers(len(others))]}
            changed.append(rules[number]["id"])
    target.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return changed


def tables(names: Iterable[str] = tuple(WAYS)) -> str:
    """Labels against rules on both sets, and rules as a training signal, sound and corrupted."""
    made = {name: runs for name in names if (runs := recorded(SECTION, name))}
    columns = ["set", "way", "test accuracy, mean and sd over seeds", "seeds", "minutes a run"]
    note = (
        "Rules: `benchmarks/rules`, written from the names of the labels and from texts without labels. Training texts "
        f"without a label are there in every run. Budget {BUDGET}; of 10 labels a class two are for choosing."
    )
    text = heading("Rules, labels, and both", COMMAND, note)
    text += table(columns, [_row(WAYS[name], runs) for name, runs in made.items() if not WAYS[name].held_out])
    note = f"BANKING77, 5 labels a class, {HELD_OUT} others a class for choosing. Budget {BUDGET}."
    text += f"\n### Rules as a training signal, and wrong ones\n\n{note}\n\n"
    text += table(columns, [_row(WAYS[name], runs) for name, runs in made.items() if WAYS[name].held_out])
    for name, runs in made.items():
        if WAYS[name].corrupted:
            shares = [one["named"] / one["corrupted"] for one in runs.values()]
            alarms = [one["alarms"] for one in runs.values()]
            text += (
                f"\nThe audit names {spread(shares)} of the corrupted rules (seeds {', '.join(map(str, runs))}), and "
                f"{statistics.mean(alarms):.1f} of the {next(iter(runs.values()))['sound']} others.\n"
            )
    return text


def _row(way: Way, runs: dict[int, dict[str, Any]]) -> list[str]:
    values = [one["test"]["accuracy"] for one in runs.values()]
    minutes = statistics.mean(sum(one["seconds"].values()) for one in runs.values()) / 60
    return [way.data, way.title, spread(values), ", ".join(map(str, runs)), f"{minutes:.1f}"]


def _named(audit: dict[str, Any], changed: list[str]) -> dict[str, int]:
    """How many corrupted rules the audit finds fault with, and how many others."""
    rules = [rule for head in audit["heads"].values() for rule in head["rules"]]
    found = {rule["id"] for rule in rules if rule["verdict"] in NAMED}
    return {
        "corrupted": len(changed),
        "named": len(found & set(changed)),
        "alarms": len(found - set(changed)),
        "sound": len(rules) - len(changed),
    }


def _scaffold(site: Path, *words: object) -> str:
    path = os.pathsep.join(filter(None, (str(site), str(ROOT), os.environ.get("PYTHONPATH"))))
    program = str(Path(sysconfig.get_path("scripts")) / "scaffold")
    done = subprocess.run(
        [program, *map(str, words)],
        check=True,
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": path},
    )
    return done.stdout


def _write(path: Path, rows: Iterable[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    print(asked(__doc__, WAYS, SEEDS, tables, partial(run, datasets())))
