"""`scaffold run recommendation fit`: a recommender of events and items."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold_recommendation.commands.options import settings_of

if TYPE_CHECKING:
    from scaffold.plugins.vertical import Vertical


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="A file of events, or a folder with events, items and users; the sample if not given.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="The run's folder.")
@click.option("--base", default="embedded:minilm", show_default=True, metavar="MODEL", help="Encoder of texts.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of everything that is drawn.")
@click.pass_obj
def command(vertical: Vertical, data: Path | None, out: Path, base: str, seed: int) -> None:
    """Fit on events and items; write the model, `metrics.json` and `report.html`.

    Settings are chosen on validation data, the test split is listed for once, and what is served is fitted on all
    events. Texts are read by the encoder as it is: `scaffold train recommendation` tunes it first.
    """
    from scaffold.cli.console import current_progress
    from scaffold_recommendation.commands.figures import figures_of
    from scaffold_recommendation.learning.run import fit_run

    made = fit_run(vertical, data, settings_of(vertical), out, base, seed, current_progress())
    click.echo(figures_of(made.judged))
    click.echo(f"\nModel:  {made.model}\nReport: {made.report}")
    click.echo(f"\nNext: scaffold run recommendation recommend --model {out} --user ID")
