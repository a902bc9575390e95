"""`scaffold verify`: is a bundle whole and unaltered."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path))
def command(bundle: Path) -> None:
    """Recompute every hash of BUNDLE and compare; also refuses pickles and unknown files."""
    from scaffold.seal import check_seal

    click.echo(f"{bundle} is whole: sha256 {check_seal(bundle)}")
