"""`scaffold run financial-sentiment backtest`: what the alerts would have been on news of the past."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold_financial_sentiment.commands.options import companies_option, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scaffold.plugins.vertical import Vertical
    from scaffold_financial_sentiment.backtest.plan import BacktestPlan
    from scaffold_financial_sentiment.detection.detector import Detector
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings

DEFAULT_OUT = Path("financial-sentiment-backtest")


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="DATED",
    required=True,
    help="Dated news, or counts.npz of an earlier backtest.",
)
@click.option(
    "--incidents",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What should have been found: JSON Lines or CSV with id, company, start and end.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    default=DEFAULT_OUT,
    show_default=True,
    help="Folder of the report.",
)
@click.option(
    "--inject",
    type=click.FloatRange(min=1, min_open=True),
    multiple=True,
    metavar="FACTOR",
    help="Put made-up incidents of so many times the usual rate into quiet news; may be repeated.",
)
@click.option("--curve", is_flag=True, help="Try other numbers of accepted false alarms.")
@click.option("--compare", is_flag=True, help="Compare with plain thresholds and z-scores.")
@click.option("--river", is_flag=True, help="Compare with the detectors of river, which must be installed.")
@companies_option
@click.option("--bundle", type=click.Path(path_type=Path), metavar="DIR", help="Trained bundle that judges headlines.")
@click.pass_obj
def command(
    vertical: Vertical,
    data: Path,
    incidents: Path | None,
    out: Path,
    inject: tuple[float, ...],
    curve: bool,
    compare: bool,
    river: bool,
    companies: Path | None,
    bundle: Path | None,
) -> None:
    """Run the detector over the dated news of DATED, compare its alerts with known incidents, and write a report."""
    from scaffold.cli.console import current_progress
    from scaffold_financial_sentiment.backtest.run import run_backtest
    from scaffold_financial_sentiment.commands.figures import figures_of

    settings = settings_of(vertical, companies=companies, bundle=bundle)
    result = run_backtest(
        data,
        incidents,
        settings,
        out,
        current_progress(),
        plan=_plan(inject, curve, compare, river),
        factory=_factory(vertical, settings),
    )
    click.echo(figures_of(result))
    click.echo(f"\nReport: {out / 'report.html'}")


def _plan(inject: tuple[float, ...], curve: bool, compare: bool, river: bool) -> BacktestPlan:
    """What is tried: nothing that was not asked for, since each part takes its time."""
    from scaffold_financial_sentiment.backtest.plan import BacktestPlan

    plan = BacktestPlan(rivals=compare, river=river)
    changes = {} if curve else {"levels": ()}
    factors = {"factors": tuple(sorted(set(inject)))} if inject else {"places": 0}
    return plan.model_copy(update={**changes, **factors})


def _factory(vertical: Vertical, settings: FinancialSentimentSettings) -> Callable[[float], Detector]:
    """Makes the detector of the settings for a declared number of false alarms a year and key."""
    from scaffold_financial_sentiment.commands.addresses import open_detector

    return lambda level: open_detector(vertical, settings.model_copy(update={"false_alarms": level}))
