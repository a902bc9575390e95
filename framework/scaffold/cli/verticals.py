"""`scaffold verticals`: what is installed, read from package metadata."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from scaffold.cli.console import columns, print_json
from scaffold.plugins.discovery import PLUGINS, VERTICALS, discover
from scaffold.plugins.listing import listing

if TYPE_CHECKING:
    from scaffold.plugins.listing import Listed


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.option("--check", is_flag=True, help="Load each one and say whether it works.")
@click.option("--plugins", is_flag=True, help="List the cross-cutting plugins instead.")
def command(as_json: bool, check: bool, plugins: bool) -> None:
    """List the installed verticals: name, version, package, status.

    Nothing is imported unless you ask for --check. A broken one is a line here, never the end of the list.
    """
    rows = listing(PLUGINS if plugins else VERTICALS, check=check)
    if as_json:
        print_json([_as_dict(row) for row in rows])
        return
    kind = "cross-cutting plugin" if plugins else "vertical"
    if rows:
        click.echo(columns(("NAME", "VERSION", "PACKAGE", "STATUS"), [_cells(row) for row in rows]))
    else:
        click.echo(f"No {kind} is installed.")
    if not plugins and (joining := discover(PLUGINS)):
        names = ", ".join(provider.name for provider in joining)
        click.echo(f"\nPlugins that join every run: {names} (see: scaffold verticals --plugins)")
    if rows and not check:
        click.echo("\nNothing was loaded. To see whether each one works: scaffold verticals --check", err=True)


def _cells(row: Listed) -> tuple[str, str, str, str]:
    status = f"{row.state}: {row.reason}" if row.reason else row.state
    return row.provider.name, row.provider.version, row.provider.distribution, status


def _as_dict(row: Listed) -> dict[str, str]:
    known = asdict(row.provider)
    return {
        "name": known["name"],
        "version": known["version"],
        "package": known["distribution"],
        "status": row.state,
        "reason": row.reason,
        "entry_point": known["value"],
        "summary": known["summary"],
    }
