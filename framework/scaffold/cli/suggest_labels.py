"""`scaffold suggest-labels`: which unlabelled texts to label next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli.console import current_progress
from scaffold.cli.settings import read_bundle_settings, settings_options

if TYPE_CHECKING:
    from scaffold.bundle import Bundle
    from scaffold.decision.head_model import HeadModel
    from scaffold.labelling.pool import Pool
    from scaffold.labelling.suggestion import Suggestion


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path), required=False)
@click.option(
    "--input",
    "source",
    required=True,
    type=click.Path(path_type=Path),
    help="Unlabelled texts: a file or folder in any format that `train` reads.",
)
@click.option("--count", default=100, show_default=True, type=click.IntRange(min=1), help="How many texts to choose.")
@click.option(
    "--output",
    "target",
    required=True,
    type=click.Path(path_type=Path),
    help="Where they go: .csv for a spreadsheet, .jsonl, or .json for Label Studio.",
)
@click.option("--head", "head_name", metavar="NAME", help="Whose labels are wanted; the first head if not set.")
@click.option("--base", metavar="MODEL", help="Without a bundle: embedded:minilm, a folder, or a hub name.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(min=0), help="Seed of every random choice.")
@settings_options
def command(
    bundle: Path | None,
    source: Path,
    count: int,
    target: Path,
    head_name: str | None,
    base: str | None,
    seed: int,
    overrides: tuple[str, ...],
    settings_file: Path | None,
) -> None:
    """Choose the texts that BUNDLE would learn most from: uncertain, unlike each other, and a tenth at random.

    Without a BUNDLE, with --base, the texts that together stand for all are chosen.
    """
    from scaffold.labelling.export import check_format, export
    from scaffold.labelling.pool import read_pool
    from scaffold.labelling.suggest import suggest, suggest_unseen

    if (bundle is None) == (base is None):
        raise click.UsageError("Give a BUNDLE, or --base embedded:minilm to begin without one.")
    settings = read_bundle_settings(settings_file, overrides)
    check_format(target)
    progress = current_progress()
    if bundle is None:
        from scaffold.models.base import load_encoder

        encoder = load_encoder(str(base))
        pool = read_pool(source, settings.data)
        found = suggest_unseen(encoder, pool, count, seed=seed, progress=progress)
        files = export(target, found, head=head_name)
    else:
        from scaffold.bundle import Bundle

        loaded = Bundle.load(bundle)
        head = _head(loaded, head_name)
        pool = read_pool(source, settings.data, head.classifier.cases.texts)
        found = suggest(head, pool, count, seed=seed, progress=progress)
        model = f"scaffold {loaded.metadata.get('vertical', '')}".strip()
        files = export(target, found, head=head.name, labels=head.labels, model=model)
    _tell(found, pool, files)


def _head(bundle: Bundle, name: str | None) -> HeadModel:
    """The head asked for, else the first one that gives a text one label.

    :raises UserError: when there is none.
    """
    from scaffold.decision.head_model import HeadModel
    from scaffold.errors import UserError

    if name is not None:
        bundle.labels(name)
    fitting = {each: head for each, head in bundle.heads.items() if isinstance(head, HeadModel)}
    wanted = name or next(iter(fitting), "")
    if wanted not in fitting:
        able = ", ".join(fitting) or "none"
        raise UserError(
            f"texts are suggested for heads that give one label a text, not for {wanted or 'those of this bundle'}",
            where=str(bundle.path),
            hint=f"Such heads here: {able}.",
        )
    return fitting[wanted]


def _tell(found: list[Suggestion], pool: Pool, files: list[Path]) -> None:
    from collections import Counter

    reasons = Counter(each.why for each in found)
    kinds = ", ".join(f"{number} {why}" for why, number in reasons.items())
    left_out = f" ({pool.left_out} more are copies, or known already)" if pool.left_out else ""
    click.echo(f"{len(found)} of {len(pool)} texts{left_out}: {kinds}")
    click.echo(f"Written: {', '.join(map(str, files))}")
    if files[0].suffix.lower() == ".json":
        click.echo(f"In Label Studio: paste {files[1].name} as the labelling interface, then import {files[0].name}.")
    else:
        click.echo(f"Fill the column `label`, then: scaffold train VERTICAL --data {files[0]} --out DIR")
