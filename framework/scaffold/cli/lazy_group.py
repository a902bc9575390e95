"""A click group that imports a command only when it runs, and ends every error in one message."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from scaffold.errors import ScaffoldError

if TYPE_CHECKING:
    from collections.abc import Mapping

INTERRUPTED = 130
READER_GONE = 141
OUR_FAULT = 3


class LazyGroup(click.Group):
    """The commands are a table: `name -> (module, short help)`; the module's attribute `command` is the command.

    Help and suggestions come from the table, so they import nothing. `--quiet` and `--traceback` are understood
    before and after a command's name.
    """

    def __init__(self, *args: Any, table: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        # click takes its suggestions and its help from `commands`
        self.commands = {name: click.Command(name, short_help=text) for name, (_, text) in table.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of that name; None if there is none."""
        if cmd_name not in self.table:
            return None
        module, _ = self.table[cmd_name]
        command = import_module(module).command
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}.command is not a click command")
        return with_global_options(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table, without importing a command."""
        width = max(len(name) for name in self.commands)
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, stub.get_short_help_str(formatter.width - 6 - width)) for name, stub in self.commands.items()]
            )

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what it raises becomes one message and an exit code."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (KeyboardInterrupt, click.Abort):
            click.echo("\nStopped.", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _mute(sys.stdout)
            ctx.exit(READER_GONE)
        except Exception as error:
            _flush_or_mute(sys.stdout)
            ctx.exit(_report(error, show_traceback=wants_traceback(ctx)))
        return result


def with_global_options(command: click.Command) -> click.Command:
    """Let `command` take `--quiet` and `--traceback` too, unless it has options of these names."""
    own = {option for parameter in command.params for option in parameter.opts}
    for flag, text in (("--quiet", "Show no progress."), ("--traceback", "Show where an error came from.")):
        if flag not in own:
            command.params.append(click.Option([flag], is_flag=True, expose_value=False, callback=_keep, help=text))
    return command


def wants_quiet(ctx: click.Context) -> bool:
    """Was `--quiet` given, before or after the command's name?"""
    return bool(ctx.find_root().meta.get("scaffold.quiet"))


def wants_traceback(ctx: click.Context) -> bool:
    """Was `--traceback` given, or `SCAFFOLD_TRACEBACK` set?"""
    return bool(ctx.find_root().meta.get("scaffold.traceback")) or os.environ.get("SCAFFOLD_TRACEBACK", "0") != "0"


def _keep(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta[f"scaffold.{parameter.name}"] = True


def _report(error: Exception, *, show_traceback: bool) -> int:
    if show_traceback:
        import traceback

        traceback.print_exception(error)
    known = _full_disk(error) or error
    if isinstance(known, ScaffoldError):
        click.echo(f"Error: {known}", err=True)
        return known.exit_code
    text = " ".join(str(error).split())
    click.echo(
        f"Error: this is a fault of ours, not yours: {type(error).__name__}{': ' if text else ''}{text[:500]}. "
        "To see where, add --traceback (or set SCAFFOLD_TRACEBACK=1) and run it again",
        err=True,
    )
    return OUR_FAULT


def _full_disk(error: Exception) -> ScaffoldError | None:
    from pathlib import Path

    from scaffold.files import writing

    if not isinstance(error, OSError) or error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return None
    try:
        with writing(Path(str(error.filename or "the output"))):
            raise error
    except ScaffoldError as clear:
        return clear


def _flush_or_mute(stream: Any) -> None:
    try:
        stream.flush()
    except OSError:
        _mute(stream)


def _mute(stream: Any) -> None:
    # what is still buffered would fail again when Python ends
    devnull = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(devnull, stream.fileno())
    except (OSError, ValueError):
        pass
    finally:
        os.close(devnull)
