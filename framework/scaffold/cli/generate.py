"""`scaffold generate`: a model writes a text for each line, JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli.console import current_progress
from scaffold.cli.settings import read_settings, settings_options

if TYPE_CHECKING:
    from scaffold.models.generation.prompts import Task

_BLOCK = 256


@click.command()
@click.argument("model")
@click.option("--input", "source", default="-", metavar="FILE", help="JSON lines with `text`; - is standard input.")
@click.option("--output", "target", default="-", metavar="FILE", help="Where results go; - is standard output.")
@click.option("--task", type=click.Choice(["summarise", "translate", "draft"]), help="What to do; brings a prompt.")
@click.option("--prompt", type=click.Path(path_type=Path), metavar="FILE", help="A Jinja template instead of ours.")
@settings_options
def command(
    model: str,
    source: str,
    target: str,
    task: Task | None,
    prompt: Path | None,
    overrides: tuple[str, ...],
    settings_file: Path | None,
) -> None:
    """Let MODEL, a folder or a hub name@revision, write a text for each line, in order."""
    from scaffold.cli.json_lines import TextLine, reading, text_lines, writing_lines
    from scaffold.models.generation.prompts import PromptTemplate, prompts_for
    from scaffold.models.generation.reading import load_generator
    from scaffold.models.generation.writer import Request, Writer

    def requests(block: list[TextLine]) -> list[Request]:
        return [Request(line.id, line.fields, line.place) for line in block]

    settings = read_settings(settings_file, overrides).generation
    template = PromptTemplate(prompt) if prompt else None
    with reading(source) as lines:
        rows = text_lines(lines, source)
        block = list(islice(rows, _BLOCK))
        generator = load_generator(model, settings)
        writer = Writer(generator, prompts_for(task, settings, generator, template), task)
        with writing_lines(target) as out, current_progress().stage("Writing") as stage:
            while block:
                for written in writer.write(requests(block), stage):
                    out.write(json.dumps(written.as_dict(), ensure_ascii=False) + "\n")
                out.flush()
                block = list(islice(rows, _BLOCK))
