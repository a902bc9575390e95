"""Turn what a plugin raises into one message that names the plugin, its distribution and the cause."""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scaffold.errors import PluginError, ScaffoldError
from scaffold.plugins.discovery import PLUGINS, Provider

_OURS = (str(Path(__file__).parent), str(Path(importlib.__file__).parent), "<frozen")


@contextmanager
def blaming(provider: Provider, doing: str, *, user_errors_pass: bool = False) -> Iterator[None]:
    """Raise whatever fails in the block as a `PluginError` of `provider`.

    :param doing: what failed, such as `scaffold_task_heads failed`.
    :param user_errors_pass: let Scaffold's own errors through; they already say what to do.
    :raises PluginError: with the first error as its cause.
    """
    try:
        yield
    except (Exception, SystemExit) as error:
        if user_errors_pass and isinstance(error, ScaffoldError):
            raise
        raise fault(provider, f"{doing}: {cause(error)}") from error


def fault(provider: Provider, message: str, advice: str = "") -> PluginError:
    """An error about `provider`, with what can be done about it."""
    return PluginError(message, where=str(provider), hint=f"{advice} {remedy(provider)}".strip())


def remedy(provider: Provider) -> str:
    """What a user can do who did not write the plugin."""
    if provider.group == PLUGINS:
        return (
            f"Mend it, remove it (pip uninstall {provider.distribution}), or switch it off in scaffold.toml: "
            f'[plugins] disabled = ["{provider.name}"]'
        )
    name = provider.distribution
    return f"Mend it, upgrade it (pip install -U {name}) or remove it (pip uninstall {name})"


def cause(error: BaseException) -> str:
    """An error as one line: its class, its message, and the plugin's line it came from."""
    if isinstance(error, ScaffoldError):
        return str(error)
    text = " ".join(str(error).split())
    line = f"{type(error).__name__}: {text}" if text else type(error).__name__
    place = _place(error)
    return f"{line} ({place})" if place else line


def _place(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return ""
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [frame for frame in frames if not frame.filename.startswith(_OURS)]
    return f"{theirs[-1].filename}:{theirs[-1].lineno}" if theirs else ""
