"""`scaffold explain`: one decision with its reasons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli.console import current_progress, print_json
from scaffold.cli.settings import read_bundle_settings, settings_options

if TYPE_CHECKING:
    from scaffold.data.inputs import Inputs
    from scaffold.decision.heat import Heat
    from scaffold.models.tokens import Text

_HINTS = {
    "image": "Give an image: scaffold explain BUNDLE scan.png --out heat.png",
    "text": "Leave --pair out.",
    "pair": "Give the second one with --pair TEXT.",
    "marked": "Mark the two entities: scaffold explain BUNDLE 'the <e1>lid</e1> of the <e2>box</e2>'",
}


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.argument("text")
@click.option("--pair", metavar="TEXT", help="The second text, for a bundle that reads two together.")
@click.option("--image", metavar="FILE", help="The image of TEXT; TEXT may be one itself, or FILE.npz#test/12.")
@click.option(
    "--out",
    "heat",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the image with the map of its evidence to FILE, as PNG.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.option(
    "--html", "page", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a page to FILE, too."
)
@settings_options
def command(
    bundle: Path,
    text: str,
    pair: str | None,
    image: str | None,
    heat: Path | None,
    as_json: bool,
    page: Path | None,
    overrides: tuple[str, ...],
    settings_file: Path | None,
) -> None:
    """Decide TEXT with BUNDLE and show why: probabilities, rules, words that mattered, nearest known cases.

    TEXT is an image, or has one, for a bundle that looks at images: then places that mattered are shown, too.
    """
    from scaffold.bundle import Bundle
    from scaffold.cli.decision_lines import decision_lines
    from scaffold.data.images.case import image_of
    from scaffold.data.inputs import check_input
    from scaffold.editing import editor
    from scaffold.errors import UserError
    from scaffold.files import write_text
    from scaffold.scoring.explanation.page import render_explanation

    if not text.strip() or (pair is not None and not pair.strip()):
        raise UserError("the text is empty", hint='Give one in quotes: scaffold explain BUNDLE "where is my card?"')
    settings = read_bundle_settings(settings_file, overrides)
    loaded = Bundle.load(bundle)
    given = explained(text, pair, image, loaded.inputs)
    if problem := check_input(given, loaded.inputs):
        raise UserError(problem, where=str(bundle), hint=_HINTS[loaded.inputs])
    progress = current_progress()
    if heat is not None and image_of(given) is None:
        raise UserError("there is no image to write a map of", where=str(heat), hint=_HINTS["image"])
    decision = editor(loaded, settings, progress)(loaded.explain(given))
    if as_json:
        print_json(decision.as_dict())
    else:
        for line in decision_lines(decision):
            click.echo(line)
    if heat is not None:
        write_heat(heat, given, decision.heat)
        progress.say(f"Map of evidence: {heat}")
    if page is not None:
        write_text(page, render_explanation(decision, vertical=str(loaded.metadata["vertical"])))
        progress.say(f"Page: {page}")


def explained(text: str, pair: str | None, image: str | None, inputs: Inputs) -> Text:
    """What is to be decided: a text, two, an image, or a text with its image."""
    from scaffold.data.images.case import ImageCase
    from scaffold.data.images.reference import is_reference
    from scaffold.errors import UserError

    if image is not None and inputs not in ("image", "case"):
        raise UserError("the bundle looks at no images", where=image, hint="Leave --image out.")
    if image is not None:
        return ImageCase(text, image)
    if inputs == "image" or (inputs == "case" and is_reference(text)):
        return ImageCase.of(text)
    return text if pair is None else (text, pair)


def write_heat(path: Path, text: Text, heat: Heat | None) -> None:
    """The image of a case with the map of its evidence, as PNG."""
    from scaffold.data.images.case import pixels_of
    from scaffold.files import write_bytes
    from scaffold.scoring.pictures.overlay import overlay

    write_bytes(path, overlay(pixels_of(text), heat))
