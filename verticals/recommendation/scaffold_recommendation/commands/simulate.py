"""`scaffold run recommendation simulate`: simulated readers in front of the lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold_recommendation.commands.options import json_option, model_option, opened

if TYPE_CHECKING:
    from scaffold.plugins.vertical import Vertical


@click.command()
@model_option
@click.option("--feedback", required=True, metavar="FILE|URL", help="Where shown lists and events are kept.")
@click.option("--visits", type=click.IntRange(1), default=300, show_default=True, help="Lists that are shown.")
@click.option("--seed", type=int, default=1, show_default=True, help="Who comes when, and the luck of each visit.")
@json_option
@click.pass_obj
def command(vertical: Vertical, model: Path, feedback: str, visits: int, seed: int, as_json: bool) -> None:
    """Let the readers of the sample come, look at their lists, and take what they like.

    They follow the model of taste that `sample/README.md` states, so that feedback, exploration (`--set
    recommendation.ordering.explore=0.1`) and `refit` can be tried before real users see a list. It proves that
    everything runs; how people like your lists only people can tell.
    """
    from dataclasses import asdict

    from scaffold.cli.console import current_progress, print_json
    from scaffold_recommendation.commands.trial_lines import lines_of
    from scaffold_recommendation.simulation.session import SimulatedReaders
    from scaffold_recommendation.trial import try_out

    with opened(vertical, model, feedback) as service:
        readers = SimulatedReaders(service.recommender.catalogue)
        readers.remember(service.events())
        done = try_out(service, readers, visits, seed, current_progress())
    if as_json:
        print_json(asdict(done))
        return
    click.echo(lines_of(done))
    click.echo(f"\nKept in {feedback}. Fit again with it: refit --model {model} --feedback {feedback} --out NEW")
