"""`scaffold run medical reidentify`: put back what `deidentify` replaced."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="PATH", help="New file or folder.")
@click.option(
    "--vault",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="What `deidentify` locked up; SOURCE.vault if not set.",
)
@click.option("--key", "key_file", type=click.Path(path_type=Path), metavar="FILE", help="File of the key.")
def command(source: Path, out: Path, vault: Path | None, key_file: Path | None) -> None:
    """Write SOURCE, which `deidentify` wrote, as it was before, byte by byte.

    The key is a file, or the variable SCAFFOLD_PRIVACY_KEY. With another key nothing is written.
    """
    from scaffold.cli.console import current_progress
    from scaffold.privacy.key import Key
    from scaffold_medical.deidentification.back import put_back

    count = put_back(source, out, vault, Key.read(key_file), current_progress())
    click.echo(f"{out}: {count} file{'' if count == 1 else 's'} as before")
