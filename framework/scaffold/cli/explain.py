"""`scaffold explain`: one decision with its reasons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli.console import current_progress, print_json
from scaffold.cli.settings import read_bundle_settings, settings_options

if TYPE_CHECKING:
    from scaffold.decision.decision import Decision

_STRONG = 0.5
_WEAK = 0.1
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
@settings_options
def command(
    bundle: Path, text: str, pair: str | None, as_json: bool, overrides: tuple[str, ...], settings_file: Path | None
) -> None:
    """Decide TEXT with BUNDLE and show why: probabilities, words that mattered, nearest known cases."""
    from scaffold.bundle import Bundle
    from scaffold.data.inputs import check_input
    from scaffold.editing import editor
    from scaffold.errors import UserError

    if not text.strip() or (pair is not None and not pair.strip()):
        raise UserError("the text is empty", hint='Give one in quotes: scaffold explain BUNDLE "where is my card?"')
    settings = read_bundle_settings(settings_file, overrides)
    loaded = Bundle.load(bundle)
    given = text if pair is None else (text, pair)
    if problem := check_input(given, loaded.inputs):
        raise UserError(problem, where=str(bundle), hint=_HINTS[loaded.inputs])
    decision = editor(loaded, settings, current_progress())(loaded.explain(given))
    if as_json:
        print_json(decision.as_dict())
    else:
        _show(decision)


def _show(decision: Decision) -> None:
    click.echo(f"\n  {_marked(decision)}\n")
    if decision.text_pair is not None:
        click.echo(f"  {decision.text_pair}\n")
    for name, head in decision.heads.items():
        sure = "" if head.confidence is None else f"  {head.confidence:.1%}"
        click.echo(f"{name}: {click.style(head.gist, bold=True)}{sure}")
        for line in head.details:
            click.echo(f"    {line}")
    strange = "out of scope" if decision.rejected else "in scope"
    click.echo(f"scope: {strange} (strangeness {decision.out_of_scope:+.2f}, 0 is usual)")
    click.echo(f"action: {click.style(decision.action, bold=True)}, because {decision.reason}")
    weights = sorted(decision.spans, key=lambda span: -abs(span.weight))[:6]
    if weights:
        click.echo("words: " + ", ".join(f"{decision.text[s.start : s.end]} {s.weight:+.2f}" for s in weights))
    if decision.cases:
        click.echo("nearest known cases:")
    for case in decision.cases:
        click.echo(f"    {case.similarity:.2f}  {case.label}: {case.text}")


def _marked(decision: Decision) -> str:
    """The text with its words coloured by what they did: green spoke for the label, red against it."""
    pieces, position = [], 0
    for span in decision.spans:
        pieces.append(decision.text[position : span.start])
        word = decision.text[span.start : span.end]
        colour = "green" if span.weight > 0 else "red"
        strong, weak = abs(span.weight) >= _STRONG, abs(span.weight) >= _WEAK
        pieces.append(click.style(word, fg=colour, bold=strong) if weak else word)
        position = span.end
    return "".join(pieces) + decision.text[position:]
