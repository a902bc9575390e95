"""`scaffold predict`: JSON lines in, JSON lines out."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli.console import current_progress
from scaffold.cli.settings import read_bundle_settings, settings_options
from scaffold.files import STREAM, new_output

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scaffold.data.inputs import Inputs
    from scaffold.settings import Settings


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--input",
    "source",
    default="-",
    metavar="FILE",
    help="JSON lines with `text` (and `text_pair`, `image`, `id`); - is standard input.",
)
@click.option("--output", "target", default="-", metavar="FILE", help="Where decisions go; - is standard output.")
@click.option(
    "--engine",
    type=click.Choice(["single", "process", "ray"]),
    default="single",
    show_default=True,
    help="This process, several of this machine, or Ray actors.",
)
@click.option(
    "--workers", type=click.IntRange(min=1), help="Workers of the engines process and ray; one a core if not set."
)
@click.option("--resume", is_flag=True, help="Go on with an interrupted run of the engines process and ray.")
@settings_options
def command(
    bundle: Path,
    source: str,
    target: str,
    engine: str,
    workers: int | None,
    resume: bool,
    overrides: tuple[str, ...],
    settings_file: Path | None,
) -> None:
    """Decide the texts of FILE with BUNDLE, one JSON line a decision, in order."""
    settings = read_bundle_settings(settings_file, overrides)
    if engine == "single":
        if workers or resume:
            raise click.UsageError("--workers and --resume are for --engine process and --engine ray.")
        _single(bundle, settings, source, target)
        return
    if STREAM in (source, target):
        raise click.UsageError(f"--engine {engine} reads and writes files: give --input and --output.")
    from scaffold.sharding.predict import ShardedPrediction

    ShardedPrediction(bundle, settings, Path(source), Path(target), engine, workers, current_progress()).run(
        resume=resume
    )


def _single(bundle: Path, settings: Settings, source: str, target: str) -> None:
    from scaffold.sharding.decider import Decider
    from scaffold.sharding.rows import BLOCK, read_rows

    inputs = _inputs(bundle)
    with _reading(source) as lines:
        rows = read_rows(lines, "standard input" if source == STREAM else source, inputs=inputs)
        block = list(islice(rows, BLOCK))
        decider = Decider(bundle, settings, current_progress())
        with new_output(target) as out, current_progress().stage("Deciding") as stage:
            while block:
                out.writelines(decider.lines(block))
                stage.advance(len(block))
                out.flush()
                block = list(islice(rows, BLOCK))


def _inputs(bundle: Path) -> Inputs:
    """What the bundle reads; of one that is damaged anything, as loading it says more."""
    from scaffold.bundle import inputs_of, read_metadata
    from scaffold.errors import BundleError

    try:
        return inputs_of(read_metadata(bundle))
    except BundleError:
        return "any"


@contextmanager
def _reading(source: str) -> Iterator[Iterable[bytes]]:
    from scaffold.sharding.rows import open_lines

    if source == STREAM:
        yield sys.stdin.buffer
        return
    with open_lines(source) as stream:
        yield stream
