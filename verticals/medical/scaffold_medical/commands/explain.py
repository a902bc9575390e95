"""`scaffold run medical explain`: one decision in full."""

from __future__ import annotations

from pathlib import Path

import click

from scaffold_medical.commands.options import bundle_option, opened


@click.command()
@click.argument("source", metavar="FILE|-|TEXT")
@bundle_option
@click.option("--id", "name", metavar="ID", help="Which note of the file; the first one if not set.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.option(
    "--html", "page", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a page to FILE, too."
)
def command(source: str, bundle: Path, name: str | None, as_json: bool, page: Path | None) -> None:
    """Decide one note and show why: probabilities, words, known cases, rules, diseases and chemicals.

    It supports people who sort and read. It does not diagnose.
    """
    from scaffold.cli.console import print_json
    from scaffold.cli.decision_lines import decision_lines
    from scaffold.errors import DataError
    from scaffold.files import write_text
    from scaffold.scoring.explanation.page import render_explanation
    from scaffold_medical.commands.notes import notes_of
    from scaffold_medical.intended_use import SUPPORTS

    notes = notes_of([source])
    found = next((row for row in notes if name is None or row.id == name), None)
    if found is None:
        what = "there is no note" if name is None else f"there is no note {name!r}"
        raise DataError(what, where=source, hint="Give the id of one that is in the file.")
    decision = opened(bundle).explained(found)
    if as_json:
        print_json(decision.as_dict())
    else:
        for line in decision_lines(decision):
            click.echo(line)
    if page is not None:
        write_text(page, render_explanation(decision, vertical=f"medical – {SUPPORTS}"))
        click.echo(f"Page: {page}", err=True)
    click.echo(f"\n{SUPPORTS}", err=as_json)
