"""Options that several commands share, and the settings that come of them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from scaffold.plugins.vertical import Vertical
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.state.store import Store

Function = TypeVar("Function", bound="Callable[..., Any]")

state_option = click.option(
    "--state", metavar="PATH|URL", help="Where the monitor keeps what it knows; `state` of the settings if not set."
)
companies_option = click.option(
    "--companies",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="Companies to watch; `companies` of the settings if not set.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON.")


def reading_options(function: Function) -> Function:
    """`--bundle`, `--companies` and `--rules`: what a command that reads news is told of reading it."""
    function = click.option(
        "--rules",
        type=click.Path(path_type=Path),
        metavar="FILE",
        multiple=True,
        help="Rules that fire beside those of the vertical; may be repeated.",
    )(function)
    function = companies_option(function)
    return click.option(
        "--bundle",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Trained bundle that judges headlines; `bundle` of the settings, else a word list.",
    )(function)


def sink_options(function: Function) -> Function:
    """`--sink` and `--dead-letters`: where alerts go."""
    function = click.option(
        "--dead-letters",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="JSON lines of alerts that a sink refused for good; `resend` sends them again.",
    )(function)
    return click.option(
        "--sink",
        "sinks",
        metavar="ADDRESS",
        multiple=True,
        help="terminal, jsonl:FILE, webhook:URL or smtp://USER@HOST/?from=A&to=B; may be repeated.",
    )(function)


def settings_of(vertical: Vertical, **given: Any) -> FinancialSentimentSettings:
    """The settings of the vertical with what was given on the command line in their place."""
    settings: FinancialSentimentSettings = vertical.config
    return settings.model_copy(update={name: value for name, value in given.items() if value is not None})


def typed(command: str, state: str | None, store: Store) -> str:
    """What to type to go on with another command on the same state; a password is not shown.

    :param state: what was given for it on the command line.
    """
    words = f"scaffold run financial-sentiment {command}"
    return words if state is None else f"{words} --state {shlex.quote(store.name)}"
