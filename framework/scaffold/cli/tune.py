"""`scaffold tune`: search the settings of a fine-tuning."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli.console import columns, current_progress
from scaffold.cli.settings import read_settings, settings_options

if TYPE_CHECKING:
    from scaffold.search.findings import Row


@click.command()
@click.argument("vertical")
@click.option("--data", metavar="PATH", help="File, folder in a known layout, or hub name; the sample if not set.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the search.")
@click.option("--budget", default="1h", show_default=True, metavar="TIME", help="Planned time of all trials.")
@click.option("--trials", type=click.IntRange(1), help="Trials at most.")
@click.option("--head", metavar="NAME", help="Head to search for; all that are trained together if not set.")
@click.option("--base", metavar="MODEL", help="embedded:minilm, a folder, or a hub name with its revision.")
@click.option("--seed", type=int, help="Seed of every random choice.")
@click.option("--resume", is_flag=True, help="Go on with the search in --out.")
@settings_options
def command(
    vertical: str,
    data: str | None,
    out: Path,
    budget: str,
    trials: int | None,
    head: str | None,
    base: str | None,
    seed: int | None,
    resume: bool,
    overrides: tuple[str, ...],
    settings_file: Path | None,
) -> None:
    """Search how to fine-tune for VERTICAL: trials on validation data, then a settings file for `scaffold train`."""
    from scaffold.plugins.run import RunContext
    from scaffold.plugins.vertical import load_vertical
    from scaffold.search.findings import BEST, PAGE
    from scaffold.search.run import search

    # The budget is of the search, not of a training, and is checked by the same rule.
    read_settings(settings_file, (*overrides, f"training.budget={budget}"))
    given = {"base": base, "seed": seed}
    flags = tuple(f"training.{key}={value}" for key, value in given.items() if value is not None)
    settings = read_settings(settings_file, (*overrides, *flags))
    loaded = load_vertical(vertical, settings)
    run = RunContext(loaded, loaded.settings, out, data, loaded.config, resume, current_progress())
    click.echo(_summary(search(run, budget, trials, head)))
    command_line = f"scaffold train {vertical} --settings {shlex.quote(str(out / BEST))} --out RUN"
    if data:
        command_line += f" --data {shlex.quote(data)}"
    click.echo(f"\nsettings  {out / BEST}\npage      {out / PAGE}\n\nTrain with them: {command_line}")


def _summary(rows: list[Row]) -> str:
    from scaffold.search.findings import best_of

    best = best_of(rows)
    lines = [["trial", "loss", *best.figures, "planned s", *best.values]]
    for row in sorted(rows, key=lambda each: each.loss):
        mark = "* " if row is best else "- " if row.pruned else "  "
        figures = [f"{row.figures.get(name, 0.0):.4f}" for name in best.figures]
        values = [f"{row.values[name]:.4g}" if name in row.values else "" for name in best.values]
        lines.append([f"{mark}{row.number}", f"{row.loss:.4f}", *figures, f"{row.seconds:.0f}", *values])
    return (
        columns(lines[0], lines[1:]) + "\n* the best, - ended early; trial 0 has the settings of a run without a search"
    )
