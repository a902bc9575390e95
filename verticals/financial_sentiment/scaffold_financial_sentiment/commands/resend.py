"""`scaffold run financial-sentiment resend`: alerts of a file go to a sink again."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.errors import DataError

if TYPE_CHECKING:
    from scaffold.plugins.vertical import Vertical
    from scaffold_financial_sentiment.incidents.alert import Alert


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sink", metavar="ADDRESS", required=True, help="Where to, as for `watch`.")
@click.pass_obj
def command(vertical: Vertical, file: Path, sink: str) -> None:
    """Send the alerts of FILE, which --dead-letters or a jsonl sink wrote. It ends at the first that fails; send the
    file again then: a receiver knows by its key what it has already."""
    from scaffold.evaluation.wording import plural
    from scaffold_financial_sentiment.commands.addresses import open_sink

    if not file.is_file():
        raise DataError("there is no such file", where=str(file), hint="Give a file of alerts or dead letters.")
    alerts = {}
    for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").split("\n"), start=1):
        if line:
            alert = _alert(line, f"{file}:{number}")
            alerts[alert.key] = alert
    with closing(open_sink(vertical, sink, vertical.config)) as opened:
        for alert in alerts.values():
            opened.send(alert)
    click.echo(f"Sent {plural(len(alerts), 'alert')} of {file} to {opened.name}.", err=sink == "terminal")


def _alert(line: str, where: str) -> Alert:
    from scaffold_financial_sentiment.alerts.as_json import alert_of

    try:
        record = json.loads(line)
    except ValueError as error:
        raise DataError(f"this is no JSON: {error}", where=where) from None
    return alert_of(record.get("alert", record) if isinstance(record, dict) else {}, where=where)
