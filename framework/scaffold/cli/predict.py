"""`scaffold predict`: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import click

from scaffold.cli.console import current_progress
from scaffold.cli.settings import read_bundle_settings, settings_options

_BLOCK = 2048


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--input", "source", default="-", metavar="FILE", help="JSON lines with `text` (and `id`); - is standard input."
)
@click.option("--output", "target", default="-", metavar="FILE", help="Where decisions go; - is standard output.")
@settings_options
def command(bundle: Path, source: str, target: str, overrides: tuple[str, ...], settings_file: Path | None) -> None:
    """Decide the texts of FILE with BUNDLE, one JSON line a decision, in order."""
    from scaffold.bundle import Bundle
    from scaffold.cli.json_lines import reading, text_lines, writing_lines
    from scaffold.editing import editor

    settings = read_bundle_settings(settings_file, overrides)
    with reading(source) as lines:
        rows = text_lines(lines, source)
        first = list(islice(rows, _BLOCK))
        loaded = Bundle.load(bundle)
        edit = editor(loaded, settings, current_progress())
        with writing_lines(target) as out, current_progress().stage("Deciding") as stage:
            block = first
            while block:
                ids, texts = [row.id for row in block], [row.text for row in block]
                for decision in loaded.stream(texts, ids=ids):
                    out.write(json.dumps(edit(decision).as_dict(), ensure_ascii=False) + "\n")
                stage.advance(len(block))
                out.flush()
                block = list(islice(rows, _BLOCK))
