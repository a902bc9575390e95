"""`scaffold demo`: a vertical end to end on its own sample."""

from __future__ import annotations

from pathlib import Path

import click

from scaffold.cli.console import current_progress
from scaffold.cli.settings import read_settings, settings_options


@click.command()
@click.argument("vertical")
@click.option("--data", metavar="PATH", help="Your own data instead of the sample.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the run; VERTICAL-demo if not set.")
@settings_options
def command(
    vertical: str, data: str | None, out: Path | None, overrides: tuple[str, ...], settings_file: Path | None
) -> None:
    """Run VERTICAL end to end on a CPU, without a network; fails when it is below its own level."""
    from scaffold.cli.next_steps import print_next
    from scaffold.errors import BelowLevelError
    from scaffold.plugins.run import RunContext
    from scaffold.plugins.vertical import load_vertical

    settings = read_settings(settings_file, overrides)
    loaded = load_vertical(vertical, settings)
    folder = out or Path(f"{vertical}-demo")
    run = RunContext(loaded, loaded.settings, folder, data, loaded.config, progress=current_progress())
    result = loaded.hook.demo(run)
    click.echo(f"\n{click.style(result.title, bold=True)}")
    width = max((len(name) for name in result.figures), default=0)
    for name, (value, level) in result.figures.items():
        wanted = "" if level is None else f"   at least {level:.3f}{'' if value >= level else '   BELOW ITS LEVEL'}"
        click.echo(f"  {name:<{width}}  {value:.3f}{wanted}")
    for name, path in result.artifacts.items():
        click.echo(f"  {name:<{width}}  {path}")
    print_next(dict(result.try_next))
    if result.below_level:
        raise BelowLevelError(f"below its level: {', '.join(result.below_level)}")
