"""Texts decided a second by one process, by two processes and by two Ray actors, and whether all say the same."""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.machine import heading, table
from benchmarks.memory import WORDS

TEXTS = 20_000
ROUNDS = 3
COMMAND = "python -m benchmarks.sharded_prediction"
ENGINES = {
    "single": ("--engine", "single"),
    "process, 2 workers": ("--engine", "process", "--workers", "2"),
    "ray, 2 workers": ("--engine", "ray", "--workers", "2"),
}


def run(texts: int = TEXTS, rounds: int = ROUNDS, bundle: Path | None = None) -> str:
    """Whole commands in turn, `rounds` times, start of all processes and loading of the bundle included."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        found = bundle or _train(folder / "run")
        _write_texts(folder / "in.jsonl", texts)
        seconds: dict[str, list[float]] = {name: [] for name in ENGINES}
        outputs: dict[str, bytes] = {}
        for _ in range(rounds):
            for name, options in ENGINES.items():
                start = time.perf_counter()
                files = ("--input", str(folder / "in.jsonl"), "--output", str(folder / "out.jsonl"))
                _scaffold("predict", str(found), *files, *options)
                seconds[name].append(time.perf_counter() - start)
                outputs[name] = (folder / "out.jsonl").read_bytes()
                print(f"{name}: {seconds[name][-1]:.1f} s", file=sys.stderr, flush=True)
    rows = [
        [
            name,
            f"{statistics.median(own):.0f}",
            f"{texts / statistics.median(own):.0f}",
            f"{statistics.median(a / b for a, b in zip(seconds['single'], own, strict=True)):.2f}",
            "yes" if outputs[name] == outputs["single"] else "no",
        ]
        for name, own in seconds.items()
    ]
    note = (
        f"{texts:,} generated texts of 5 to 20 words, and a bundle that `scaffold train customer-service --budget 1m` "
        f"made of the sample; median of {rounds} interleaved rounds of the whole command."
    )
    columns = ["engine", "seconds", "texts/s", "times single", "same bytes"]
    return heading("Prediction by several workers", COMMAND, note) + table(columns, rows)


def _train(folder: Path) -> Path:
    _scaffold("train", "customer-service", "--out", str(folder), "--budget", "1m")
    return folder / "bundle"


def _write_texts(path: Path, number: int) -> None:
    choose = random.Random(1)
    texts = (" ".join(choose.choices(WORDS, k=choose.randint(5, 20))) for _ in range(number))
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")


def _scaffold(*arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    subprocess.run([sys.executable, "-m", "scaffold", "--quiet", *arguments], check=True, env=environment)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=TEXTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--bundle", type=Path, help="a bundle that is there, instead of training one")
    given = parser.parse_args()
    print(run(given.texts, given.rounds, given.bundle))
