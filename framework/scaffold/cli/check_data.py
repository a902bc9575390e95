"""`scaffold check-data`: the data report, without training."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.cli.console import current_progress, print_json
from scaffold.cli.settings import read_settings, settings_options

if TYPE_CHECKING:
    from scaffold.plugins.specs import DataLoaderSpec
    from scaffold.plugins.vertical import Vertical


@click.command()
@click.argument("vertical")
@click.option("--data", required=True, metavar="PATH", help="File, folder in a known layout, or hub name.")
@click.option("--loader", "loader_name", metavar="NAME", help="Loader to read with; the first that can, if not set.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as a page, too.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@settings_options
def command(
    vertical: str,
    data: str,
    loader_name: str | None,
    html: Path | None,
    as_json: bool,
    overrides: tuple[str, ...],
    settings_file: Path | None,
) -> None:
    """Report on data for VERTICAL: columns, splits, labels, doubles, overlap, personal data."""
    from scaffold.data.report import as_html, as_text, build_report
    from scaffold.files import write_text
    from scaffold.plugins.vertical import load_vertical

    settings = read_settings(settings_file, overrides)
    loaders = _loaders(load_vertical(vertical, settings), loader_name, Path(data))
    progress = current_progress()
    with progress.stage(f"Loading {data}"):
        found = (loader.load(Path(data), settings.data) for loader in loaders[:-1])
        dataset = next((each for each in found if each is not None), None)
        dataset = dataset or loaders[-1].read(Path(data), settings.data)
    report = build_report(dataset, progress)
    if html:
        write_text(html, as_html(report))
    if as_json:
        print_json(report.as_dict())
    else:
        click.echo(as_text(report), nl=False)


def _loaders(vertical: Vertical, name: str | None, source: Path) -> list[DataLoaderSpec]:
    """The loader asked for, else those of the heads that the path is for in their order, else all.

    :raises PluginError: for a name that is not one of its loaders.
    :raises UserError: if the vertical reads no data.
    """
    from scaffold.errors import UserError
    from scaffold.heads.loaders import loaders_for

    names = [name] if name else loaders_for(vertical.heads, source) or [spec.name for spec in vertical.loaders]
    if not names:
        raise UserError(f"the vertical {vertical.name!r} has no data loader, so there is nothing to check")
    return [vertical.loader(each) for each in names]
