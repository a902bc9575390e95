"""`scaffold tune-generator`: teach a model from texts and what should be written for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli.console import current_progress
from scaffold.cli.settings import read_settings, settings_options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold.cli.json_lines import TextLine
    from scaffold.models.generation.prompts import Prompts, Task
    from scaffold.models.generation.tuning import Pair

_HELD_OUT = 10


@click.command()
@click.argument("model")
@click.option("--data", "source", required=True, metavar="FILE", help="JSON lines with `text` and `target`.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the tuned model.")
@click.option("--task", type=click.Choice(["summarise", "translate", "draft"]), help="What to do; brings a prompt.")
@click.option("--prompt", type=click.Path(path_type=Path), metavar="FILE", help="A Jinja template instead of ours.")
@click.option("--epochs", type=click.IntRange(min=1), default=3, show_default=True)
@click.option("--learning-rate", type=click.FloatRange(min=0, min_open=True), default=5e-5, show_default=True)
@click.option("--batch-size", type=click.IntRange(min=1), default=8, show_default=True)
@settings_options
def command(
    model: str,
    source: str,
    out: Path,
    task: Task | None,
    prompt: Path | None,
    epochs: int,
    learning_rate: float,
    batch_size: int,
    overrides: tuple[str, ...],
    settings_file: Path | None,
) -> None:
    """Train MODEL, a folder or a hub name@revision, on the pairs of FILE; a tenth of them is held out to choose by."""
    from scaffold.cli.json_lines import reading, text_lines
    from scaffold.models.generation.prompts import PromptTemplate, prompts_for
    from scaffold.models.generation.reading import load_generator
    from scaffold.models.generation.tuning import TuningRecipe, tune

    settings = read_settings(settings_file, overrides).generation
    template = PromptTemplate(prompt) if prompt else None
    with reading(source) as lines:
        rows = list(text_lines(lines, source))
    generator = load_generator(model, settings)
    pairs, held_out = _split(rows, prompts_for(task, settings, generator, template), source)
    recipe = TuningRecipe(epochs, learning_rate, batch_size, settings.seed)
    tuned = tune(generator, pairs, held_out, out, recipe, progress=current_progress())
    epochs_shown = ", ".join(f"{loss:.4f}" for loss in tuned.epochs)
    click.echo(f"{len(pairs)} pairs, {len(held_out)} held out. Held-out loss a token: {tuned.before:.4f} before,")
    click.echo(f"{epochs_shown} after each epoch. The best is in {out}.")


def _split(rows: Iterable[TextLine], prompts: Prompts, source: str) -> tuple[list[Pair], list[Pair]]:
    """Pairs to train on and pairs held out, by a hash of the text, so that its copies stay together.

    :raises DataError: for a line without a target, or where one of the two would be empty.
    """
    from scaffold.errors import DataError
    from scaffold.models.generation.tuning import Pair
    from scaffold.text import folded_hash

    parts: tuple[list[Pair], list[Pair]] = ([], [])
    for line in rows:
        target = line.fields.get("target")
        if not isinstance(target, str) or not target.strip():
            raise DataError(
                "this line has no target", where=line.place, hint='Write lines like {"text": "...", "target": "..."}.'
            )
        held_out = folded_hash(line.text) % _HELD_OUT == 0
        parts[held_out].append(Pair(prompts.render(line.fields, line.place), target, line.place))
    if not all(parts):
        count = sum(map(len, parts))
        raise DataError(
            f"{count} pairs are too few to hold a tenth out", where=source, hint="Give some dozens of different texts."
        )
    return parts
