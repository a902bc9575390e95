"""`scaffold rules label`: what rules say about texts, as labels to train on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli.console import columns, current_progress
from scaffold.cli.settings import read_settings, settings_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.data.dataset import Dataset
    from scaffold.labelling.by_rules.ruled_head import RuledHead
    from scaffold.labelling.by_rules.span_labels import SpanLabels
    from scaffold.labelling.by_rules.text_labels import LabelModel, TextLabels
    from scaffold.plugins.vertical import Vertical
    from scaffold.rules.weak.summary import RuleSummary
    from scaffold.settings import Settings

    Labels = TextLabels | SpanLabels

KINDS = ("classification", "tagging")

_WIDEST = 50


@click.command()
@click.argument("vertical", required=False)
@click.option("--data", required=True, metavar="PATH", help="File, folder in a known layout, or hub name.")
@click.option("--out", required=True, metavar="FILE", help="Where the JSON lines go; - is standard output.")
@click.option("--rules", "files", multiple=True, metavar="FILE", help="A file of rules; may be repeated.")
@click.option(
    "--head", "head_name", metavar="NAME", help="Whose labels; the first head that rules speak of if not set."
)
@click.option("--kind", type=click.Choice(KINDS), help="What the head gives a text, where no VERTICAL says it.")
@click.option(
    "--model",
    type=click.Choice(["dawid-skene", "majority"]),
    default="dawid-skene",
    show_default=True,
    help="Learn how often each rule is right, or count their votes.",
)
@click.option(
    "--at-least",
    default=0.0,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Take a label for none that is less probable.",
)
@click.option("--all", "every", is_flag=True, help="Write texts that no rule labels, too, without a label.")
@settings_options
def command(
    vertical: str | None,
    data: str,
    out: str,
    files: tuple[str, ...],
    head_name: str | None,
    kind: str | None,
    model: LabelModel,
    at_least: float,
    every: bool,
    overrides: tuple[str, ...],
    settings_file: Path | None,
) -> None:
    """Label texts by the rules of VERTICAL, of --rules FILE, or of both together.

    Labels that the data have stay as they are, and tell how often each rule is right. What is written can be trained
    on: scaffold train VERTICAL --data FILE
    """
    from datetime import date

    from scaffold.cli.json_lines import writing_lines
    from scaffold.labelling.by_rules.rows import RESERVED
    from scaffold.labelling.by_rules.ruled_head import RuledHead, heads_of
    from scaffold.labelling.by_rules.span_labels import SpanLabels
    from scaffold.labelling.by_rules.text_labels import TextLabels
    from scaffold.rules.sources import gather_rules

    if vertical is None and not files:
        raise click.UsageError("Give a VERTICAL, or --rules FILE.")
    settings = read_settings(settings_file, overrides)
    loaded = _load(vertical, settings)
    rules = gather_rules(loaded.rules if loaded else (), (*settings.rules.files, *files))
    heads = {spec.name: spec.kind for spec in loaded.heads} if loaded else heads_of(rules, head_name)
    head = RuledHead.choose(rules, heads, head_name, date.today())
    if head.name in RESERVED:
        raise click.UsageError(f"The lines have a field {head.name!r} of their own: give the head another name.")
    progress = current_progress()
    with progress.stage(f"Loading {data}"):
        dataset = _read(data, settings, loaded, head, kind)
    parts = [*dataset.splits.values(), *([] if dataset.unlabelled is None else [dataset.unlabelled])]
    total = sum(map(len, parts))
    tagging = (head.kind or kind or dataset.kinds.get(head.name)) == "tagging"
    with progress.stage("Firing rules", total) as stage:
        found: Labels = (
            SpanLabels.of(head, parts, model, stage) if tagging else TextLabels.of(head, parts, model, at_least, stage)
        )
    for note in (*head.notes, *found.notes):
        progress.say(note)
    written = 0
    with writing_lines(out) as stream, progress.stage("Writing", total) as stage:
        for row in found.rows(parts, every, stage):
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            written += 1
    # Beside lines on standard output a table would be one of them.
    _tell(found, written, total, to_error=out == "-")
    if out != "-":
        click.echo(f"Written: {out}")


def _load(vertical: str | None, settings: Settings) -> Vertical | None:
    if vertical is None:
        return None
    from scaffold.plugins.vertical import load_vertical

    return load_vertical(vertical, settings)


def _read(data: str, settings: Settings, vertical: Vertical | None, head: RuledHead, kind: str | None) -> Dataset:
    """All texts, with a label or without."""
    if vertical is not None:
        keeping = settings.data.model_copy(update={"unlabelled": "only"})
        return vertical.loader(vertical.head(head.name).loader).read(Path(data), keeping)
    from scaffold.data.load import load_dataset

    kinds = {head.name: kind} if kind else None
    return load_dataset(data, settings.data, (head.name,), kinds=kinds, need_labels=False, resplit=False)


def _tell(found: Labels, written: int, total: int, *, to_error: bool) -> None:
    header = ("RULE", "SAYS", "FIRED", "COVERAGE", "OVERLAP", "CONFLICT", "LEARNT", "RIGHT OF THE LABELLED")
    click.echo(columns(header, _cells(found.summary)), err=to_error)
    shares = found.totals
    of = f"of {shares.texts:,} {found.counted}"
    click.echo(
        f"\n{written:,} of {total:,} texts written. All rules together fire on {shares.coverage:.1%} {of}, "
        f"several on {shares.overlap:.1%}, contrary ones on {shares.conflict:.1%}",
        err=to_error,
    )


def _cells(summary: Sequence[RuleSummary]) -> list[tuple[str, ...]]:
    return [
        (
            each.id,
            each.label if len(each.label) <= _WIDEST else f"{each.label[: _WIDEST - 3]}...",
            f"{each.fired:,}",
            f"{each.coverage:.1%}",
            f"{each.overlap:.1%}",
            f"{each.conflict:.1%}",
            f"{each.accuracy:.2f}" if each.fired else "-",
            "-"
            if each.precision is None
            else f"{each.correct} of {each.judged}: {each.precision:.2f} ({each.low:.2f} to {each.high:.2f})",
        )
        for each in summary
    ]
