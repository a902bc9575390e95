"""`scaffold run`: the commands that a vertical brings, imported only here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scaffold.cli.console import columns
from scaffold.cli.lazy_group import with_global_options
from scaffold.cli.settings import read_settings, settings_options

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.plugins.vertical import Vertical


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@settings_options
@click.argument("vertical")
@click.argument("name", metavar="[COMMAND]", required=False)
@click.argument("arguments", metavar="[ARGS]...", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def command(
    ctx: click.Context,
    vertical: str,
    name: str | None,
    arguments: tuple[str, ...],
    overrides: tuple[str, ...],
    settings_file: Path | None,
) -> None:
    """Run COMMAND of VERTICAL with ARGS; without COMMAND, list what there is.

    Help of one command: scaffold run VERTICAL COMMAND --help
    """
    from scaffold.plugins.vertical import load_vertical

    loaded = load_vertical(vertical, read_settings(settings_file, overrides))
    if name is None or name in ("-h", "--help"):
        click.echo(_listing(loaded))
        return
    target = load_command(loaded, name)
    with target.make_context(f"run {vertical} {name}", list(arguments), parent=ctx.parent, obj=loaded) as inner:
        target.invoke(inner)


def load_command(vertical: Vertical, name: str) -> click.Command:
    """Import the command `name` of `vertical`.

    :raises PluginError: for an unknown name, with the nearest one, and for a command that cannot be imported.
    """
    from scaffold.plugins.blame import blaming, fault

    spec, provider = vertical.commands.named(name), vertical.commands.provider(name)
    with blaming(provider, f"its command {name!r} cannot be loaded", user_errors_pass=True):
        target = spec.load()
    if not isinstance(target, click.Command):
        raise fault(provider, f"its command {name!r} is a {type(target).__name__}, not a click command")
    return with_global_options(target)


def _listing(vertical: Vertical) -> str:
    if not vertical.commands:
        return f"{vertical.name} brings no commands."
    table = columns(("COMMAND", "WHAT IT DOES"), [(spec.name, spec.summary) for spec in vertical.commands])
    return f"{table}\n\nRun one: scaffold run {vertical.name} {vertical.commands[0].name} --help"
