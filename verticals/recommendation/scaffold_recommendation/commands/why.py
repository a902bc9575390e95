"""`scaffold run recommendation why`: why an item is, or is not, on a list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold_recommendation.commands.options import feedback_option, json_option, model_option, opened

if TYPE_CHECKING:
    from scaffold.plugins.vertical import Vertical


@click.command()
@click.argument("user")
@click.argument("item")
@model_option
@feedback_option
@json_option
@click.pass_obj
def command(vertical: Vertical, user: str, item: str, model: Path, feedback: str | None, as_json: bool) -> None:
    """Why ITEM is, or is not, on the list of USER: ranks, scores, features and rules."""
    from scaffold.cli.console import print_json
    from scaffold_recommendation.commands.explanation_lines import lines_of

    with opened(vertical, model, feedback) as service:
        found = service.why(user, item)
    if as_json:
        print_json(found.as_dict())
        return
    click.echo(lines_of(found))
