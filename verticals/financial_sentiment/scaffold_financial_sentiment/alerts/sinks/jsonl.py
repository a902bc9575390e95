"""`jsonl:FILE`: a line of JSON for each alert, at the end of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors import SettingsError, UserError
from scaffold_financial_sentiment.alerts.as_json import alert_record
from scaffold_financial_sentiment.alerts.errors import SinkError
from scaffold_financial_sentiment.alerts.line_file import LineFile

if TYPE_CHECKING:
    from scaffold_financial_sentiment.incidents.alert import Alert
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings


class JsonlSink:
    """Appends alerts to a file; one whose key is in the file already is not written again.

    :raises UserError: when the file cannot be written, or is none of alerts.
    """

    def __init__(self, path: Path) -> None:
        self.name = f"jsonl:{path.absolute()}"
        self._lines = LineFile(path.absolute())

    def send(self, alert: Alert) -> None:
        """Write it and wait until the disk has it.

        :raises SinkError: when the disk is full or the file cannot be written; to be tried again.
        """
        try:
            self._lines.append(alert_record(alert))
        except UserError as error:
            raise SinkError(error.message, where=error.where, hint=error.hint) from error

    def close(self) -> None:
        """The file is closed after each alert."""


def open(address: str, settings: FinancialSentimentSettings) -> JsonlSink:  # noqa: A001 - the name that a spec has it by
    """The sink of `jsonl:FILE`; the file is made if there is none.

    :raises UserError: when no file is named, or it cannot be written.
    """
    file = address.partition(":")[2]
    if not file:
        raise SettingsError("a file is missing", where=address, hint="Write jsonl:FILE, such as jsonl:alerts.jsonl.")
    return JsonlSink(Path(file).expanduser())
