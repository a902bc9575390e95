"""`scaffold run recommendation refit`: fit again with what came since."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold_recommendation.commands.options import feedback_option, kept, model_option

if TYPE_CHECKING:
    from scaffold.plugins.vertical import Vertical


@click.command()
@model_option
@click.option("--data", type=click.Path(path_type=Path), metavar="PATH", help="As for `fit`, with what came since.")
@feedback_option
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Folder of the new run.")
@click.option(
    "--margin",
    type=click.FloatRange(0, 1),
    default=0.02,
    show_default=True,
    help="Share of the NDCG@10 that the new model may be worse by.",
)
@click.option("--force", is_flag=True, help="Take the new model whatever the comparison says.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of everything that is drawn.")
@click.pass_obj
def command(
    vertical: Vertical,
    model: Path,
    data: Path | None,
    feedback: str | None,
    out: Path,
    margin: float,
    force: bool,
    seed: int,
) -> None:
    """Fit a new model with events that came since, and refuse it if it is worse than the one in use.

    Both are asked for lists in the middle of what came since, and judged by the rest; lists that were shown with
    chances (`ordering.explore`) tell in addition what the new one's places would have been worth. Meant to be run
    by a scheduler: exit code 1 and no new folder say that the model in use stays.
    """
    from scaffold.cli.console import current_progress
    from scaffold_recommendation.commands.figures import figures_of
    from scaffold_recommendation.learning.refitting import refit

    with kept(vertical, feedback) as store:
        done = refit(vertical, model, data, store, out, seed, current_progress(), margin=margin, force=force)
    for reason in done.gate.reasons:
        click.echo(reason)
    click.echo(f"\n{figures_of(done.run.judged)}")
    click.echo(f"\nModel:  {done.run.model}\nReport: {done.run.report}")
