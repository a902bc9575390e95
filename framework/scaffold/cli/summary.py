"""What a finished run shows in the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.pipeline import TrainedRun

_SHOWN = ("accuracy", "macro_f1", "ece", "conformal_coverage", "conformal_set_size", "rejected_share")


def print_run(run: TrainedRun, out: Path) -> None:
    """The table of candidates, the figures of each head, where things lie and what to type next."""
    print_candidates(run.metrics)
    for head, splits in run.metrics["heads"].items():
        split = "test" if "test" in splits else next(iter(splits))
        click.echo(f"\n{head}, {split} split:")
        for name, value in splits[split].items():
            if name in _SHOWN:
                click.echo(f"  {name:<20} {value:.4f}")
    click.echo(f"\nreport  {run.report}\nbundle  {run.bundle.path}")
    print_next(
        {
            f"scaffold explain {run.bundle.path} 'TEXT'": "one decision with its reasons",
            f"scaffold predict {run.bundle.path} --input FILE": "decide many texts, one JSON line each",
        }
    )


def print_candidates(metrics: dict[str, Any]) -> None:
    """Every candidate with its validation figure; the chosen one is marked."""
    rows = metrics["candidates"]
    chosen = metrics["chosen"] if isinstance(metrics["chosen"], dict) else {rows[0]["head"]: metrics["chosen"]}
    width = max(len(row["name"]) for row in rows)
    click.echo(f"{'candidate':<{width + 2}}  {'validation':>10}  {'seconds':>8}")
    for row in rows:
        mark = "* " if chosen[row["head"]] == row["name"] else "  "
        click.echo(f"{mark}{row['name']:<{width}}  {row['validation']:>10.4f}  {row['seconds']:>8.1f}")


def print_next(commands: dict[str, str]) -> None:
    """Commands to type next, spelt so that they work from where the user stands."""
    click.echo("\nTry next:")
    for line, shows in commands.items():
        click.echo(f"  {spelt(line)}\n      {shows}")


def spelt(line: str) -> str:
    """`scaffold ...` with the path the user typed, where the command is not on the search path."""
    program = sys.argv[0]
    if "/" in program and not program.startswith("/") and line.startswith("scaffold "):
        return program + line.removeprefix("scaffold")
    return line
