"""`scaffold run medical deidentify`: files and folders without names, dates, addresses and numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scaffold.privacy.cleaner import Cleaner
    from scaffold.privacy.key import Key


@click.command()
@click.argument("source", required=False, type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="PATH", help="New file or folder, laid out as SOURCE is."
)
@click.option(
    "--mode",
    type=click.Choice(["tags", "surrogates"]),
    default="tags",
    show_default=True,
    help="[NAME], or another name.",
)
@click.option("--key", "key_file", type=click.Path(path_type=Path), metavar="FILE", help="File of the key.")
@click.option("--new-key", "new_key", type=click.Path(path_type=Path), metavar="FILE", help="Make a key, and use it.")
@click.option(
    "--vault",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where what was replaced is locked up; OUT.vault if not set.",
)
@click.option(
    "--patient", "column", metavar="COLUMN", help="Column that says whose row it is; else each file is one patient's."
)
@click.option(
    "--kinds",
    metavar="KIND,...",
    help="What is replaced: NAME, DATE, AGE, ADDRESS, PHONE, EMAIL, ID, URL, ORGANISATION.",
)
@click.option("--with", "others", multiple=True, type=click.Choice(["presidio"]), help="Add what another finder finds.")
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the counts as JSON."
)
@click.option("--dry-run", is_flag=True, help="Count, and write nothing but the report.")
def command(
    source: Path | None,
    out: Path | None,
    mode: str,
    key_file: Path | None,
    new_key: Path | None,
    vault: Path | None,
    column: str | None,
    kinds: str | None,
    others: tuple[str, ...],
    report: Path | None,
    dry_run: bool,
) -> None:
    """Replace what is personal in SOURCE, a file or a folder (.txt, .md, .csv, .tsv, .jsonl, also .gz and .xz).

    With a key everything can be put back by `reidentify`; without one it cannot. The key is a file that only you may
    read, or the variable SCAFFOLD_PRIVACY_KEY; it is never written on the command line.
    """
    from scaffold.cli.console import current_progress
    from scaffold.errors import UserError
    from scaffold.privacy.key import Key, given_key
    from scaffold_medical.deidentification.run import Deidentification

    if key_file and new_key:
        raise click.UsageError("--key and --new-key: give one of them.")
    if source is None:
        if new_key is None:
            raise click.UsageError("Give a file or a folder, or make a key with --new-key FILE.")
        Key.create(new_key)
        click.echo(f"Key: {new_key}. Keep it: without it nothing can be put back.")
        return
    if out is None and not dry_run:
        raise click.UsageError("Say where to: --out PATH, or look first with --dry-run.")
    run = Deidentification(source, out, vault, column, dry_run)
    run.check()
    key = Key.create(new_key) if new_key else given_key(key_file)
    if mode == "surrogates" and key is None:
        raise UserError("surrogates need a key", where="--mode", hint="Give one with --key FILE, or --new-key FILE.")
    done = run.run(_cleaner(mode, key, kinds, others), current_progress())
    for line in done.lines():
        click.echo(line)
    if report is not None:
        done.write(report)


def _cleaner(mode: str, key: Key | None, kinds: str | None, others: tuple[str, ...]) -> Cleaner:
    from scaffold.privacy.cleaner import Cleaner, checked_kinds
    from scaffold.privacy.finding import USUAL

    finders = ()
    if "presidio" in others:
        from scaffold_medical.deidentification.presidio import presidio_finder

        finders = (presidio_finder(),)
    chosen = checked_kinds(kinds.split(",")) if kinds else USUAL
    return Cleaner("surrogates" if mode == "surrogates" else "tags", chosen, key, finders)
