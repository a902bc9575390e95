"""`scaffold run recommendation batch`: lists for all users."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold_recommendation.commands.options import count_option, model_option, settings_of

if TYPE_CHECKING:
    from scaffold.plugins.vertical import Vertical


@click.command()
@model_option
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE", help="JSON lines."
)
@count_option
@click.option("--rules", is_flag=True, help="Order every list under the shop's rules, with diversity and exploration.")
@click.option("--fast", metavar="RETRIEVER", help="Without ranker: `best`, or the name of a retriever.")
@click.option(
    "--engine",
    type=click.Choice(["process", "ray"]),
    default="process",
    show_default=True,
    help="Processes of this machine, or workers of a Ray cluster.",
)
@click.option("--workers", type=click.IntRange(1), help="How many; one for each core if not given.")
@click.option("--resume", is_flag=True, help="Go on with an interrupted run of the same model and settings.")
@click.pass_obj
def command(
    vertical: Vertical,
    model: Path,
    out: Path,
    count: int,
    rules: bool,
    fast: str | None,
    engine: str,
    workers: int | None,
    resume: bool,
) -> None:
    """A list for every user that the model knows, a JSON line each, in the order of the users.

    The lines are the same whatever the engine and the number of workers; a run that was killed goes on with --resume.
    """
    from scaffold.cli.console import current_progress
    from scaffold_recommendation.batch.batch_recommendation import BatchRecommendation
    from scaffold_recommendation.batch.list_plan import ListPlan

    ordering = settings_of(vertical).ordering if rules else None
    plan = ListPlan(count, fast, ordering)
    BatchRecommendation(model, out, plan, engine, workers, progress=current_progress()).run(resume=resume)
    click.echo(f"Lists: {out}")
