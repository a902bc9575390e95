"""Adapters: what they lose against training the weights themselves, and what several of them cost beside one base."""

from __future__ import annotations

import argparse
import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import psutil

from benchmarks.machine import datasets, heading, table
from scaffold.data.load import load_dataset
from scaffold.extras import need
from scaffold.models.adapters import (
    AdaptedEncoder,
    AdapterBank,
    AdapterSettings,
    adapted,
    merged,
    save_adapter,
)
from scaffold.models.adapters.rank_schedule import rank_schedule
from scaffold.models.base import load_encoder
from scaffold.models.encoder import Encoder, read_encoder
from scaffold.models.store import EncoderStore
from scaffold.settings import DataSettings
from scaffold.training.finetune import finetune
from scaffold.training.prepared import prepare
from scaffold.training.recipe import Recipe
from scaffold.training.split import SplitEncoder
from scaffold.training.task import Labelled, Task

COMMAND = "python -m benchmarks.adapters"
SEEDS = (1, 2, 3)
# Training texts a class, and others to choose the epoch by.
SHOTS, HELD_OUT = 10, 10
# Adapters, and whole encoders, that are held in memory at a time.
MANY, FEW = 20, 3
MEBIBYTE = 2**20


@dataclass(frozen=True)
class Way:
    """One way of tuning: without adapter, or with one and the pace that suits it."""

    adapter: AdapterSettings | None = None
    recipe: Recipe = field(default_factory=Recipe)


@dataclass(frozen=True)
class Result:
    """What came out of one way with one seed."""

    accuracy: float
    share: float
    seconds: float
    stored: float


# Chosen on other training texts of thirty of the classes; the heads learn as fast as without an adapter.
LORA = Recipe(learning_rate=2e-3, head_pace=0.5)
WAYS = {
    "all weights, upper half": Way(),
    "LoRA, upper half": Way(AdapterSettings(rank=16, alpha=64, layers="upper"), LORA),
    "LoRA, all layers": Way(AdapterSettings(rank=8, alpha=32), LORA),
}
OTHERS = {
    "AdaLoRA, upper half": Way(AdapterSettings("adalora", alpha=64, layers="upper"), LORA),
    "IA3, upper half": Way(AdapterSettings("ia3", layers="upper"), replace(LORA, learning_rate=1e-2, head_pace=0.1)),
    "layer norms, upper half": Way(AdapterSettings("layernorm", layers="upper"), LORA),
    "prefix, all layers": Way(AdapterSettings("prefix"), replace(LORA, learning_rate=1e-2, head_pace=0.1)),
    "prompt, all layers": Way(AdapterSettings("prompt"), replace(LORA, learning_rate=1e-2, head_pace=0.1)),
}


def run(folder: Path, seeds: tuple[int, ...] = SEEDS) -> str:
    """LoRA against all weights, each seed with the same texts for both; the test split is scored by each once."""
    return heading("Adapters", COMMAND, _note(seeds)) + _compare(folder, seeds, WAYS)


def run_others(folder: Path) -> str:
    """The other methods, with one seed and no search for their best settings."""
    seeds = SEEDS[:1]
    note = f"{_note(seeds)} Their settings are first guesses."
    return heading("Other adapters", f"{COMMAND} --others", note) + _compare(folder, seeds, OTHERS)


def _compare(folder: Path, seeds: tuple[int, ...], ways: dict[str, Way]) -> str:
    results: dict[str, list[Result]] = defaultdict(list)
    for seed in seeds:
        task, test = _draw(folder, seed)
        for name, way in ways.items():
            results[name].append(_train(way, task, test, seed))
            print(f"seed {seed}, {name}: {results[name][-1]}", file=sys.stderr, flush=True)
    rows = [[name, *_row(found)] for name, found in results.items()]
    return table(["what is trained", "test accuracy", "share of weights", "seconds", "stored, MiB"], rows)


def _note(seeds: tuple[int, ...]) -> str:
    return (
        f"{SHOTS} training texts of each of the 77 classes drawn with seeds {', '.join(map(str, seeds))}, {HELD_OUT} "
        "others a class to choose the epoch by. Test: 3,080 texts. The share trained is that of the encoder's weights; "
        "the head is trained in every way. Stored: the encoder's folder beside its base."
    )


def run_memory(many: int = MANY, few: int = FEW) -> str:
    """Resident memory of fresh processes that hold adapters in a bank, or whole tuned encoders."""
    with tempfile.TemporaryDirectory() as place:
        base = load_encoder()
        one = adapted(base, WAYS["LoRA, upper half"].adapter or AdapterSettings())
        save_adapter(one, Path(place) / "adapter")
        merged(one).save(Path(place) / "whole")
        alone = _memory("bank", 0, place)
        held = {("bank", many): _memory("bank", many, place), ("whole", few): _memory("whole", few, place)}
    rows = [["the base alone", "0", f"{alone:.0f}", ""]]
    for (kind, count), used in held.items():
        title = "adapters in a bank" if kind == "bank" else "whole encoders beside it"
        rows.append([title, str(count), f"{used:.0f}", f"{(used - alone) / count:.1f}"])
    note = f"LoRA of the upper half, {one.settings.rank} ranks; every encoder has read a text."
    columns = ["what is held", "number", "memory, MiB", "MiB for one more"]
    return heading("Adapters in memory", f"{COMMAND} --memory", note) + table(columns, rows)


def _memory(kind: str, count: int, place: str) -> float:
    """MiB that a process of its own holds."""
    command = [sys.executable, "-m", "benchmarks.adapters", "--hold", kind, str(count), place]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1])
    return float(done.stdout)


def hold(kind: str, count: int, place: Path) -> float:
    """Load the base and `count` adapters or whole encoders, let each read a text, and say what that takes, in MiB."""
    bank = AdapterBank(load_encoder())
    bank.base.encode(["where is my card"])
    whole = [read_encoder(place / "whole") for _ in range(count if kind == "whole" else 0)]
    for number in range(count if kind == "bank" else 0):
        bank.load(str(number), place / "adapter")
    for encoder in (*whole, *(bank.encoder(name) for name in bank.names)):
        encoder.encode(["where is my card"])
    gc.collect()
    need("peft")
    return float(psutil.Process().memory_info().rss) / MEBIBYTE


def _train(way: Way, task: Task, test: Labelled, seed: int) -> Result:
    base = load_encoder()
    start = base.encode(task.train.texts)
    began = time.perf_counter()
    encoder = base if way.adapter is None else adapted(base, way.adapter, seed)
    split = _split(encoder)
    share = _share(split)
    callbacks = [rank_schedule(way.adapter)] if way.adapter and way.adapter.method == "adalora" else []
    with tempfile.TemporaryDirectory() as place:
        prepared = prepare(encoder, start, task, split=split)
        recipe = replace(way.recipe, seed=seed)
        model = finetune(prepared, recipe, work=Path(place) / "work", callbacks=callbacks)[task.head]
        seconds = time.perf_counter() - began
        store = EncoderStore(Path(place) / "encoders")
        store.put(base)
        name = store.put(model.encoder)
        stored = sum(path.stat().st_size for path in (store.folder / name).iterdir()) / MEBIBYTE
        accuracy = float((model.outputs(test.texts).logits.argmax(axis=1) == test.truth).mean())
    return Result(accuracy, share, seconds, stored)


def _share(split: SplitEncoder) -> float:
    """Share of all weights of the encoder that a step changes."""
    changed = sum(one.numel() for one in split.upper().model.parameters() if one.requires_grad)
    return float(changed / sum(one.numel() for one in split.whole.model.parameters()))


def _split(encoder: Encoder) -> SplitEncoder:
    """Below the layers that change, texts are read once."""
    if not isinstance(encoder, AdaptedEncoder):
        return SplitEncoder.of(encoder)
    layers = encoder.changed_layers
    return SplitEncoder(encoder, None) if layers is None else SplitEncoder.of(encoder, layers=layers)


def _draw(folder: Path, seed: int) -> tuple[Task, Labelled]:
    splits = load_dataset(folder / "banking77", DataSettings(split="given"), ("intent",), resplit=False).splits
    texts, names = splits["train"].texts(), splits["train"].labels("intent")
    labels = tuple(sorted({str(name) for name in names}))
    truth = np.array([labels.index(str(name)) for name in names])
    random = np.random.default_rng(seed)
    orders = [random.permutation(np.flatnonzero(truth == number)) for number in range(len(labels))]

    def part(first: int, last: int) -> Labelled:
        rows = np.concatenate([order[first:last] for order in orders])
        return Labelled([texts[row] for row in rows], truth[rows])

    test = splits["test"]
    found = np.array([labels.index(str(name)) for name in test.labels("intent")])
    train, others = part(0, SHOTS), part(SHOTS, SHOTS + HELD_OUT)
    return Task("intent", labels, train, others), Labelled(test.texts(), found)


def _row(results: list[Result]) -> list[str]:
    accuracies = [one.accuracy for one in results]
    spread = f" +- {statistics.stdev(accuracies):.4f}" if len(accuracies) > 1 else ""
    first = results[0]
    seconds = statistics.median(one.seconds for one in results)
    return [f"{statistics.mean(accuracies):.4f}{spread}", f"{first.share:.2%}", f"{seconds:.0f}", f"{first.stored:.1f}"]


def main() -> None:
    """Print the table that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--others", action="store_true", help="compare the other methods, with the first seed")
    parser.add_argument("--memory", action="store_true", help="measure memory instead")
    parser.add_argument("--hold", nargs=3, metavar=("KIND", "NUMBER", "FOLDER"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.hold:
        kind, number, place = given.hold
        print(hold(kind, int(number), Path(place)))
    elif given.memory:
        print(run_memory())
    elif given.others:
        print(run_others(datasets()))
    else:
        print(run(datasets(), tuple(given.seeds)))


if __name__ == "__main__":
    main()
