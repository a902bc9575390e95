"""The options `--set` and `--settings` that commands with settings share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from scaffold.settings import Settings

DEFAULT = Path("scaffold.toml")

Function = TypeVar("Function", bound="Callable[..., Any]")


def settings_options(function: Function) -> Function:
    """Give a command `--set section.key=value` and `--settings FILE`, as arguments `overrides` and `settings_file`."""
    function = click.option(
        "--settings",
        "settings_file",
        type=click.Path(path_type=Path),
        help="Settings file; ./scaffold.toml if there is one.",
    )(function)
    return click.option(
        "--set", "overrides", multiple=True, metavar="SECTION.KEY=VALUE", help="Set one setting; may be repeated."
    )(function)


def read_settings(settings_file: Path | None, overrides: tuple[str, ...]) -> Settings:
    """The settings file given, else `scaffold.toml` of the current folder, with `overrides` laid over it.

    :raises SettingsError: for a missing file, an unknown key or a value that is not allowed.
    """
    from scaffold.settings import load_settings

    if settings_file is None and DEFAULT.is_file():
        settings_file = DEFAULT
    return load_settings(settings_file, overrides)


def read_bundle_settings(settings_file: Path | None, overrides: tuple[str, ...]) -> Settings:
    """The same for a command that uses a trained bundle.

    :raises SettingsError: also for a setting on the command line that was fixed when the bundle was trained.
    """
    from scaffold.errors import SettingsError

    for override in overrides:
        section = override.partition(".")[0].strip()
        if section in ("training", "decision"):
            raise SettingsError(
                f"{override.partition('=')[0]} is fixed when a bundle is trained",
                where="--set",
                hint="Give it to `scaffold train`.",
            )
    return read_settings(settings_file, overrides)
