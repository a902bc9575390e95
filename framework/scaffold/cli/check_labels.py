"""`scaffold check-labels`: labels that are probably wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli.console import current_progress, print_json
from scaffold.cli.settings import read_settings, settings_options

if TYPE_CHECKING:
    from scaffold.evaluation.label_check import LabelCheck
    from scaffold.plugins.specs import TaskHeadSpec
    from scaffold.plugins.vertical import Vertical


@click.command()
@click.argument("vertical")
@click.option("--data", required=True, metavar="PATH", help="File, folder in a known layout, or hub name.")
@click.option("--head", "head_name", metavar="NAME", help="Whose labels; those of the first fitting head if not set.")
@click.option("--base", metavar="MODEL", help="embedded:minilm, a folder, or a hub name.")
@click.option("--show", default=10, show_default=True, type=click.IntRange(min=0), help="How many to print.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write all of them, as CSV.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@settings_options
def command(
    vertical: str,
    data: str,
    head_name: str | None,
    base: str | None,
    show: int,
    output: Path | None,
    as_json: bool,
    overrides: tuple[str, ...],
    settings_file: Path | None,
) -> None:
    """Find labels of VERTICAL's data that the other texts speak against, the most doubtful first.

    Each fifth of the texts is judged by a regression on the other four; a person decides what is wrong.
    """
    from scaffold.evaluation.label_check import check_labels
    from scaffold.files import write_text
    from scaffold.labelling.spreadsheet import suspects_table
    from scaffold.models.base import load_encoder
    from scaffold.models.cache import CachedEncoder
    from scaffold.plugins.vertical import load_vertical

    settings = read_settings(settings_file, overrides)
    if base:
        settings = settings.model_copy(update={"training": settings.training.model_copy(update={"base": base})})
    loaded = load_vertical(vertical, settings)
    head = _head(loaded, head_name)
    progress = current_progress()
    with progress.stage(f"Loading {data}"):
        dataset = loaded.loader(head.loader).read(Path(data), settings.data)
    encoder = load_encoder(settings.training.base, max_length=settings.training.max_length)
    parts = dataset.splits.values()
    found = check_labels(parts, head.name, CachedEncoder(encoder), seed=settings.training.seed, progress=progress)
    if output:
        write_text(output, suspects_table(found.suspects))
    if as_json:
        print_json(found.as_dict())
    else:
        _tell(found, show, output)


def _head(vertical: Vertical, name: str | None) -> TaskHeadSpec:
    """The head asked for, else the first one that gives a text one label.

    :raises UserError: when there is none, or it gives none.
    """
    from scaffold.errors import UserError, did_you_mean

    fitting = {spec.name: spec for spec in vertical.heads if spec.kind == "classification"}
    wanted = name or next(iter(fitting), "")
    if wanted not in fitting:
        able = ", ".join(fitting) or "none"
        raise UserError(
            f"labels are checked of heads that give one label a text, not of {wanted or 'those of this vertical'}"
            f"{did_you_mean(wanted, list(fitting))}",
            where=vertical.name,
            hint=f"Such heads here: {able}.",
        )
    return fitting[wanted]


def _tell(found: LabelCheck, show: int, output: Path | None) -> None:
    click.echo(
        f"{found.rows:,} texts with a label for {found.head}: about {found.rate:.1%} of the labels are doubtful, wrong "
        f"or between two labels; {len(found.suspects):,} are named"
    )
    for each in found.suspects[:show]:
        click.echo(f"\n{each.where}\n  {each.text[:160]}\n  is {each.given}, rather {each.suggested}?")
    if len(found.suspects) > show and not output:
        click.echo(f"\n{len(found.suspects) - show:,} more: --output suspects.csv writes all of them")
    if output:
        click.echo(f"\nWritten: {output}")
