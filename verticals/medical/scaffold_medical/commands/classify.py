"""`scaffold run medical classify`: sort notes, and say which of them need a person."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold_medical.commands.options import bundle_option, log_of, log_options, opened

if TYPE_CHECKING:
    from scaffold.audit_log.anchor import Anchor
    from scaffold.decision.decision import Decision

_BLOCK = 256


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="[FILE|-|TEXT]...")
@bundle_option
@click.option("--out", metavar="FILE", help="Write the decisions as JSON lines, too; - is standard output.")
@log_options
@click.option("--rows", type=click.IntRange(0), default=40, show_default=True, help="Lines of the table at most.")
def command(
    sources: tuple[str, ...], bundle: Path, out: str | None, log: Path | None, key_file: Path | None, rows: int
) -> None:
    """Decide notes: speciality and conditions, diseases and chemicals, and what to do next.

    FILE may be JSON lines, CSV, TSV, Parquet or plain lines; personal data are taken out before anything is shown or
    written, where the bundle was trained to. It supports people who sort and read. It does not diagnose.
    """
    from scaffold.audit_log.entry import decision_entry
    from scaffold.files import STREAM, new_output
    from scaffold.sharding.decider import as_line
    from scaffold_medical.commands.decision_table import summary_of, table_of
    from scaffold_medical.commands.notes import notes_of

    audit, key = log_of(log, key_file)
    decider = opened(bundle)
    actions: Counter[str] = Counter()
    shown: list[Decision] = []
    anchor: Anchor | None = None
    notes = notes_of(sources)
    with ExitStack() as stack:
        lines = stack.enter_context(new_output(out)) if out else None
        while block := list(islice(notes, _BLOCK)):
            decisions = list(decider.decisions(block))
            actions.update(decision.action for decision in decisions)
            shown += decisions[: rows - len(shown)]
            if audit is not None:
                anchor = audit.append([decision_entry(decision, decider.bundle.sha256, key) for decision in decisions])
            if lines is not None:
                lines.writelines(map(as_line, decisions))
    is_data = out == STREAM
    if shown and not is_data:
        click.echo(table_of(shown))
        left = actions.total() - len(shown)
        if left:
            click.echo(f"… and {left} more")
        click.echo()
    click.echo(summary_of(actions), err=is_data)
    if anchor is not None:
        click.echo(f"Log: {log}, anchor {anchor} (keep it elsewhere: it shows where the log ended)", err=is_data)
