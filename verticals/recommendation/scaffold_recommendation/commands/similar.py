"""`scaffold run recommendation similar`: items like an item."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold_recommendation.commands.options import count_option, json_option, model_option, opened

if TYPE_CHECKING:
    from scaffold.plugins.vertical import Vertical


@click.command()
@click.argument("item")
@model_option
@count_option
@json_option
@click.pass_obj
def command(vertical: Vertical, item: str, model: Path, count: int, as_json: bool) -> None:
    """The items most like ITEM, by the users who took both and by their texts."""
    from scaffold.cli.console import columns, print_json

    with opened(vertical, model, None) as service:
        found = service.similar(item, count)
    if as_json:
        print_json([each.as_dict() for each in found])
        return
    rows = [(each.item.id, each.item.title, f"{each.together:.3f}", f"{each.text:.3f}") for each in found]
    click.echo(columns(("ID", "TITLE", "TAKEN TOGETHER", "TEXT"), rows) if rows else "Nothing is known to be like it.")
