"""What a finished run shows in the terminal."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import click

from scaffold.cli.next_steps import print_next
from scaffold.evaluation.kinds import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.pipeline import TrainedRun


def print_run(run: TrainedRun) -> None:
    """The table of candidates, the figures of each head, where things lie and what to type next."""
    print_candidates(run.metrics)
    for head, splits in run.metrics["heads"].items():
        split = "test" if "test" in splits else next(iter(splits))
        click.echo(f"\n{head}, {split} split:")
        print_figures(splits[split], run.bundle.heads[head].kind)
    click.echo(f"\nreport  {run.report}\nbundle  {run.bundle.path}")
    bundle = shlex.quote(str(run.bundle.path))
    print_next(
        {
            f"scaffold explain {bundle} 'TEXT'": "one decision with its reasons",
            f"scaffold predict {bundle} --input FILE": "decide many texts, one JSON line each",
            f"scaffold run {run.bundle.metadata['vertical']}": "the commands that this vertical brings",
        }
    )


def print_figures(figures: Mapping[str, float], kind: str) -> None:
    """The first figures of a head, a line each; every figure of a kind that none are chosen for."""
    for name in words_of(kind).shown or figures:
        if name in figures:
            click.echo(f"  {name:<20} {figures[name]:.4f}")


def print_candidates(metrics: dict[str, Any]) -> None:
    """Every candidate with its validation figure, head by head; the chosen one is marked."""
    rows = metrics["candidates"]
    chosen = metrics["chosen"] if isinstance(metrics["chosen"], dict) else {rows[0]["head"]: metrics["chosen"]}
    heads = dict.fromkeys(row["head"] for row in rows)
    titles = {head: "candidate" if len(heads) == 1 else f"{head}: candidate" for head in heads}
    width = max(*map(len, titles.values()), *(len(row["name"]) + 2 for row in rows))
    figure = max(len(f"validation {row['metric']}") for row in rows)
    for head, title in titles.items():
        own = [row for row in rows if row["head"] == head]
        name = f"validation {own[0]['metric']}"
        click.echo(f"{title:<{width}}  {name:>{figure}}  {'log-loss':>8}  {'encoders':>8}  {'seconds':>8}")
        for row in own:
            mark = "* " if chosen[head] == row["name"] else "  "
            loss = "-" if row["log_loss"] is None else f"{row['log_loss']:.4f}"
            figures = f"{row['validation']:>{figure}.4f}  {loss:>8}  {row['encoders']:>8}  {row['seconds']:>8.1f}"
            click.echo(f"{mark + row['name']:<{width}}  {figures}")
