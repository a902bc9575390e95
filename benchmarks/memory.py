"""Memory that loading, reading and reporting on a data set takes, by its number of rows."""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.machine import heading, table

if TYPE_CHECKING:
    from scaffold.data.dataset import Dataset

ROWS = (1_000_000, 10_000_000)
CLASSES = 50
STEPS = ("load_dataset", "iterate", "report")
COMMAND = "python -m benchmarks.memory"
WORDS = [
    *("my", "card", "account", "order", "payment", "refund", "parcel", "password", "was", "not", "late", "lost"),
    *("please", "help", "where", "when", "why", "how", "can", "you", "today", "again", "since", "monday", "from"),
    *("the", "shop", "bank", "app", "phone", "number", "address", "invoice", "ticket", "seat", "transfer", "pin"),
]


def run(sizes: tuple[int, ...] = ROWS, steps: tuple[str, ...] = STEPS) -> str:
    """Each size in a process of its own; the files lie in a temporary folder and are removed."""
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "texts.csv"
            write_csv(source, size)
            command = [sys.executable, "-m", "benchmarks.memory", "--measure", str(source), "--steps", *steps]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            megabytes = f"{source.stat().st_size / 1e6:.0f}"
        for step, (seconds, peak) in json.loads(done.stdout).items():
            rows.append([f"{step}, {size:,} rows", megabytes, f"{seconds:.0f}", f"{peak:.0f}"])
            print(rows[-1], file=sys.stderr, flush=True)
    note = (
        f"A generated CSV of short texts in {CLASSES} classes, read, split and written to Arrow by `load_dataset`; "
        "every example of every split, one after the other; the data report. Peak of resident memory, files that are "
        "mapped into it included, above what the process has when all is imported. What grows while loading is what is "
        "kept of each row to split it, some twenty-five bytes; the texts stay on disk."
    )
    return heading("Memory by rows", COMMAND, note) + table(["step", "CSV, MB", "seconds", "peak MB"], sorted(rows))


def write_csv(path: Path, rows: int) -> None:
    """`rows` short texts, nearly all different, each with one of the classes."""
    choose = random.Random(1)
    with path.open("w", encoding="utf-8") as stream:
        stream.write("text,label\n")
        for number in range(rows):
            text = " ".join(choose.choices(WORDS, k=7))
            stream.write(f"{text} {number},class {choose.randrange(CLASSES)}\n")


def measure(source: Path, steps: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Seconds and peak MB of each of the steps."""
    from scaffold.data.load import load_dataset
    from scaffold.data.report import build_report
    from scaffold.settings import DataSettings

    # A first pass imports what is imported late.
    small = source.with_name("small.csv")
    write_csv(small, 500)
    build_report(load_dataset(small, DataSettings(), ("topic",)))
    before = resident("VmRSS")
    loaded: list[Dataset] = []
    works: dict[str, Callable[[], object]] = {
        "load_dataset": lambda: loaded.append(load_dataset(source, DataSettings(), ("topic",))),
        "iterate": lambda: [deque(examples, maxlen=0) for examples in loaded[0].splits.values()],
        "report": lambda: build_report(loaded[0]),
    }
    return {step: peak_of(works[step], before) for step in steps}


def peak_of(work: Callable[[], object], before: float) -> tuple[float, float]:
    """Seconds of `work`, and the peak MB meanwhile above `before`."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    start = time.perf_counter()
    work()
    return time.perf_counter() - start, resident("VmHWM") - before


def resident(name: str) -> float:
    """MB of this process: `VmRSS` now, `VmHWM` at most since the last step began."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=ROWS)
    parser.add_argument("--steps", choices=STEPS, nargs="+", default=STEPS, help="in this order")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure, given.steps)))
    else:
        print(run(tuple(given.rows), tuple(given.steps)))
