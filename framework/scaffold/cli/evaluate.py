"""`scaffold evaluate`: measure a bundle on labelled data."""

from __future__ import annotations

from pathlib import Path

import click

from scaffold.cli.console import current_progress, print_json
from scaffold.cli.settings import read_bundle_settings, settings_options


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--data", required=True, metavar="PATH", help="Labelled data: file or folder; its test split if it has one."
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@settings_options
def command(bundle: Path, data: str, as_json: bool, overrides: tuple[str, ...], settings_file: Path | None) -> None:
    """Measure BUNDLE on labelled data it was not trained on; by groups with --set data.subgroups=COLUMN."""
    from scaffold.bundle import Bundle
    from scaffold.cli.subgroup_lines import subgroup_lines
    from scaffold.results import subgroup_metrics
    from scaffold.scoring.bundle import bundle_reports

    settings = read_bundle_settings(settings_file, overrides)
    loaded = Bundle.load(bundle)
    reports = bundle_reports(loaded, data, settings, current_progress())
    if as_json:
        figures = {head: dict(report.splits) for head, report in reports.items()}
        print_json({"heads": figures, **subgroup_metrics(reports.values())})
        return
    for head, report in reports.items():
        for split, values in report.splits.items():
            click.echo(f"{head}, {split}:")
            for name, value in values.items():
                click.echo(f"  {name:<20} {value:.4f}")
        for line in subgroup_lines(report):
            click.echo(line)
