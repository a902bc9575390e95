"""`scaffold rules suggest`: rules that labelled texts speak for, for a person to read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli.console import columns, current_progress
from scaffold.cli.settings import read_settings, settings_options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.data.dataset import Dataset
    from scaffold.rules.suggest.proposal import Proposal
    from scaffold.settings import Settings

KINDS = ("classification", "ordinal", "multilabel")
"""Kinds of heads that give labels to whole texts."""

_SHOWN = 20


@click.command()
@click.option("--data", required=True, metavar="PATH", help="Labelled texts: a file, folder or hub name.")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file of rules to write."
)
@click.option("--vertical", metavar="NAME", help="Read the data as this vertical does.")
@click.option("--head", "head_name", metavar="NAME", help="Head that the rules are for; the first one if not set.")
@click.option("--most", default=3, show_default=True, type=click.IntRange(min=1), help="Rules a label.")
@click.option(
    "--at-least",
    default=0.5,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="What the lower end of the interval around a rule's precision has to reach.",
)
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@settings_options
def command(
    data: str,
    out: Path,
    vertical: str | None,
    head_name: str | None,
    most: int,
    at_least: float,
    force: bool,
    overrides: tuple[str, ...],
    settings_file: Path | None,
) -> None:
    """Propose rules from labelled texts: phrases that are nearly always right, each with how often it was.

    Texts of the test part are not looked at. Nothing is used before somebody has read it: keep what is true.
    """
    from scaffold.errors import DataError, RuleError
    from scaffold.files import write_text
    from scaffold.rules.language.reading import parse_rules
    from scaffold.rules.suggest.halves import LabelledTexts
    from scaffold.rules.suggest.proposal import propose
    from scaffold.rules.suggest.writing import as_rules

    if out.exists() and not force:
        raise RuleError("there is a file already", where=str(out), hint="Give another name, or --force to replace it.")
    progress = current_progress()
    with progress.stage(f"Loading {data}"):
        dataset, head = _read(data, read_settings(settings_file, overrides), vertical, head_name)
        texts = LabelledTexts.of(_labelled(dataset, head))
    labels = {label for own in texts.labels for label in own}
    if len(labels) < 2:
        raise DataError(
            f"rules tell labels apart, and the texts have {len(labels)} of them",
            where=data,
            hint="Name the column of the labels: --set data.label=COLUMN",
        )
    found = propose(texts, most=most, at_least=at_least, progress=progress)
    # Where nobody has named a head, the rules are for the only one there is.
    content = as_rules(found, head if head_name or vertical else None, Path(data).name, len(texts))
    parse_rules(content, str(out))
    write_text(out, content)
    _tell(found, len(labels))
    click.echo(f"Written: {out}. Read every rule, then: scaffold rules check {out}")


def _read(data: str, settings: Settings, vertical: str | None, head: str | None) -> tuple[Dataset, str]:
    """The labelled texts, and the head whose labels they are.

    :raises UserError: where the labels are not those of whole texts.
    """
    from scaffold.errors import UserError, did_you_mean

    if vertical is None:
        from scaffold.data.load import load_dataset

        name = head or "label"
        dataset = load_dataset(data, settings.data, (name,))
        if dataset.kinds.get(name) not in KINDS:
            raise UserError(
                f"rules are proposed from labels of whole texts; these are of the kind {dataset.kinds.get(name)}",
                where=data,
            )
        return dataset, name
    from scaffold.plugins.vertical import load_vertical

    loaded = load_vertical(vertical, settings)
    fitting = {spec.name: spec for spec in loaded.heads if spec.kind in KINDS}
    name = head or next(iter(fitting), "")
    if name not in fitting:
        raise UserError(
            f"rules are proposed for heads that give labels to whole texts, not for {name or 'those of this vertical'}"
            f"{did_you_mean(name, fitting)}",
            where=loaded.name,
        )
    return loaded.loader(fitting[name].loader).read(Path(data), settings.data), name


def _labelled(dataset: Dataset, head: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Texts that may be learnt from, with their labels."""
    from scaffold.rules.firing.material import Material

    for split, examples in dataset.splits.items():
        if split == "test":
            continue
        for example, labels in zip(examples, examples.iter_label_sets(head), strict=True):
            if labels is not None:
                yield Material.of(example).text, labels


def _tell(found: Sequence[Proposal], labels: int) -> None:
    rows = [(each.label, each.phrase, str(each.found), str(each.right), _share(*each.bounds)) for each in found]
    if rows:
        click.echo(columns(("LABEL", "PHRASE", "FOUND", "RIGHT", "PRECISION IS"), rows[:_SHOWN]))
    if len(rows) > _SHOWN:
        click.echo(f"... and {len(rows) - _SHOWN} more, which are in the file")
    fired, right = sum(each.found for each in found), sum(each.right for each in found)
    share = f"; in the half they were not chosen on they are right in {right:,} of {fired:,} texts" if fired else ""
    click.echo(f"\n{len(found)} rules for {len({each.label for each in found})} of {labels} labels{share}")


def _share(low: float, high: float) -> str:
    return f"{low:.2f} to {high:.2f}"
