"""`scaffold explain`: one decision with its reasons."""

from __future__ import annotations

from pathlib import Path

import click

from scaffold.cli.console import current_progress, print_json
from scaffold.cli.settings import read_bundle_settings, settings_options

_HINTS = {
    "text": "Leave --pair out.",
    "pair": "Give the second one with --pair TEXT.",
    "marked": "Mark the two entities: scaffold explain BUNDLE 'the <e1>lid</e1> of the <e2>box</e2>'",
}


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.argument("text")
@click.option("--pair", metavar="TEXT", help="The second text, for a bundle that reads two together.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.option(
    "--html", "page", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a page to FILE, too."
)
@settings_options
def command(
    bundle: Path,
    text: str,
    pair: str | None,
    as_json: bool,
    page: Path | None,
    overrides: tuple[str, ...],
    settings_file: Path | None,
) -> None:
    """Decide TEXT with BUNDLE and show why: probabilities, rules, words that mattered, nearest known cases."""
    from scaffold.bundle import Bundle
    from scaffold.cli.decision_lines import decision_lines
    from scaffold.data.inputs import check_input
    from scaffold.editing import editor
    from scaffold.errors import UserError
    from scaffold.files import write_text
    from scaffold.scoring.explanation.page import render_explanation

    if not text.strip() or (pair is not None and not pair.strip()):
        raise UserError("the text is empty", hint='Give one in quotes: scaffold explain BUNDLE "where is my card?"')
    settings = read_bundle_settings(settings_file, overrides)
    loaded = Bundle.load(bundle)
    given = text if pair is None else (text, pair)
    if problem := check_input(given, loaded.inputs):
        raise UserError(problem, where=str(bundle), hint=_HINTS[loaded.inputs])
    progress = current_progress()
    decision = editor(loaded, settings, progress)(loaded.explain(given))
    if as_json:
        print_json(decision.as_dict())
    else:
        for line in decision_lines(decision):
            click.echo(line)
    if page is not None:
        write_text(page, render_explanation(decision, vertical=str(loaded.metadata["vertical"])))
        progress.say(f"Page: {page}")
