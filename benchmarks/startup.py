"""How long `scaffold --help` takes, against importing click alone."""

from __future__ import annotations

import statistics
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

from benchmarks.machine import heading, table

ROUNDS = 20
COMMAND = "python -m benchmarks.startup"


def run(rounds: int = ROUNDS) -> str:
    """Whole processes in turn, `rounds` times; medians, and the median of the ratios pair by pair."""
    commands = {
        'python -c "import click"': [sys.executable, "-c", "import click"],
        "scaffold --help": [str(Path(sysconfig.get_path("scripts")) / "scaffold"), "--help"],
        "scaffold verticals": [str(Path(sysconfig.get_path("scripts")) / "scaffold"), "verticals"],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            if number:
                seconds[name].append(time.perf_counter() - start)
    base = seconds['python -c "import click"']
    rows = [
        [
            name,
            f"{1000 * statistics.median(own):.0f}",
            f"{statistics.median(a / b for a, b in zip(own, base, strict=True)):.2f}",
        ]
        for name, own in seconds.items()
    ]
    note = f"Median of {rounds} interleaved runs of the whole process after one that is not counted."
    return heading("Start-up", COMMAND, note) + table(["command", "ms", "times import click"], rows)


if __name__ == "__main__":
    print(run())
