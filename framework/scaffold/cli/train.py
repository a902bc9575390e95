"""`scaffold train`: from data to a bundle."""

from __future__ import annotations

from pathlib import Path

import click

from scaffold.cli.console import current_progress
from scaffold.cli.settings import read_settings, settings_options


@click.command()
@click.argument("vertical")
@click.option("--data", metavar="PATH", help="File, folder in a known layout, or hub name; the sample if not set.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the run.")
@click.option("--budget", metavar="TIME", help="Time for training, such as 90s, 10m, 2h.")
@click.option("--base", metavar="MODEL", help="embedded:minilm, a folder, or a hub name with its revision.")
@click.option("--seed", type=int, help="Seed of every random choice.")
@click.option("--resume", is_flag=True, help="Go on with an interrupted run in --out.")
@settings_options
def command(
    vertical: str,
    data: str | None,
    out: Path,
    budget: str | None,
    base: str | None,
    seed: int | None,
    resume: bool,
    overrides: tuple[str, ...],
    settings_file: Path | None,
) -> None:
    """Train VERTICAL on data: report on them, climb the ladder, calibrate, measure, save a bundle."""
    from scaffold.cli.summary import print_run
    from scaffold.pipeline import train
    from scaffold.plugins.run import RunContext
    from scaffold.plugins.vertical import load_vertical
    from scaffold.training.processes.group import leave
    from scaffold.training.processes.work import leading

    given = {"budget": budget, "base": base, "seed": seed}
    flags = tuple(f"training.{key}={value}" for key, value in given.items() if value is not None)
    settings = read_settings(settings_file, (*overrides, *flags))
    with leading() as leads:
        if leads:
            loaded = load_vertical(vertical, settings)
            run = RunContext(loaded, loaded.settings, out, data, loaded.config, resume, current_progress())
            print_run(train(run))
    leave()
