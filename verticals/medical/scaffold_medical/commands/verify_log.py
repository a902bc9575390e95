"""`scaffold run medical verify-log`: has anybody changed the log of decisions."""

from __future__ import annotations

from pathlib import Path

import click

from scaffold_medical.commands.options import key_option


@click.command()
@click.argument("log", type=click.Path(path_type=Path))
@key_option
@click.option(
    "--anchor", "noted", metavar="COUNT:HASH", help="Where the log ended at some time, as `classify` said it."
)
def command(log: Path, key_file: Path | None, noted: str | None) -> None:
    """Read LOG from its first line to its last, and name the first line that was changed, removed, inserted or moved.

    The anchor beside the log shows whether its end is missing; somebody who can write there can change both, so that an
    anchor noted elsewhere shows more.
    """
    from scaffold.audit_log.anchor import Anchor, read_anchor
    from scaffold.audit_log.key import read_key
    from scaffold.audit_log.verify import verify
    from scaffold.errors import UserError
    from scaffold.evaluation.wording import plural

    key = read_key(key_file)
    anchors = [anchor for anchor in (Anchor.parse(noted) if noted else None, read_anchor(log)) if anchor]
    for anchor in anchors or [None]:
        found = verify(log, key, anchor)
        if found.finding is not None:
            raise UserError(
                f"this line was {found.finding.fault}: {found.finding.what}",
                where=f"{log}:{found.finding.line}",
                hint=f"What stands before it is as it was written ({plural(found.count, 'record')}).",
            )
    click.echo(f"{log} is whole: {plural(found.count, 'record')}, the last {found.count}:{found.hash}")
    for line in found.torn:
        click.echo(f"Line {line} was left unfinished by a writer that was stopped; the next one says so.")
    if key is None:
        click.echo("It has no key: who can write to it can write all of it anew. An anchor kept elsewhere shows that.")
    if not anchors:
        click.echo("There is no anchor beside it, so that nobody can tell whether its end is missing.")
