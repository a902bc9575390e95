"""`scaffold run recommendation recommend`: a list, with a reason for each item."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold_recommendation.commands.options import count_option, feedback_option, json_option, model_option, opened

if TYPE_CHECKING:
    from scaffold.plugins.vertical import Vertical


@click.command()
@model_option
@click.option("--user", metavar="ID", help="A user that the model or the feedback knows; anybody else is new.")
@click.option("--history", metavar="FILE|-", help="What somebody took, the newest last: ids of items, one a line.")
@count_option
@feedback_option
@click.option("--show", is_flag=True, help="Keep in --feedback that the list was shown, with the chance of each place.")
@click.option("--language", type=click.Choice(["en", "zh"]), help="Language of the reasons.")
@click.option("--seed", type=int, help="Of exploration; the same seed gives the same list.")
@json_option
@click.pass_obj
def command(
    vertical: Vertical,
    model: Path,
    user: str | None,
    history: str | None,
    count: int,
    feedback: str | None,
    show: bool,
    language: str | None,
    seed: int | None,
    as_json: bool,
) -> None:
    """A list for a user, or for a history that comes with the request.

    Nothing is trained for either: a history counts as it is, and what was appended to --feedback counts at once.
    """
    from scaffold.cli.console import print_json
    from scaffold.errors import SettingsError
    from scaffold_recommendation.commands.history_file import read_history
    from scaffold_recommendation.commands.list_lines import lines_of

    if (user is None) == (history is None):
        raise SettingsError("give --user or --history", hint="--history - reads ids from standard input.")
    taken = None if history is None else read_history(history)
    with opened(vertical, model, feedback) as service:
        made = service.recommend(user, taken, count, language=language, seed=seed)
        if show:
            service.show(made)
    if as_json:
        print_json(made.as_dict())
        return
    click.echo(lines_of(made))
