"""What every benchmark says of the machine, and where it finds the published data."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Container
from pathlib import Path

from scaffold.environment import environment


def datasets() -> Path:
    """The folder of published data: `$SCAFFOLD_DATASETS`, else `shared/datasets` beside the checkout."""
    own = os.environ.get("SCAFFOLD_DATASETS")
    return Path(own) if own else Path(__file__).parents[2] / "shared" / "datasets"


def machine_line() -> str:
    """Processor, cores and versions on one line."""
    known = environment()
    shown = ("python", "torch", "transformers", "scikit-learn", "faiss-cpu")
    return f"{_processor()}, {os.cpu_count()} cores; " + ", ".join(f"{n} {known[n]}" for n in shown if n in known)


def heading(title: str, command: str, note: str) -> str:
    """The head of a section: what was run, on what."""
    return f"## {title}\n\n`{command}` on {machine_line()}. {note}\n\n"


def table(columns: list[str], rows: list[list[str]], texts: Container[str] = ()) -> str:
    """A Markdown table; all columns but the first, and those that hold `texts`, are right-aligned."""
    rule = ["---", *("---" if name in texts else "---:" for name in columns[1:])]
    return "".join(f"| {' | '.join(row)} |\n" for row in [columns, rule, *rows])


def spread(values: list[float]) -> str:
    """Mean and, of several, standard deviation."""
    sd = f" ± {statistics.stdev(values):.4f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.4f}{sd}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
