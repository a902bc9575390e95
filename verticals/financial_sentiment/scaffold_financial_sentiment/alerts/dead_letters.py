"""Dead letters: alerts that were given up, kept for a person to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold_financial_sentiment.alerts.as_json import VERSION, alert_record
from scaffold_financial_sentiment.alerts.line_file import LineFile

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold_financial_sentiment.incidents.alert import Alert


def keep_dead_letter(path: Path, sink: str, alert: Alert, reason: str, tries: int) -> None:
    """Append an alert to a file of dead letters, with the sink that did not take it and its reason; once for each sink.

    :raises UserError: when it cannot be written.
    """
    LineFile(path).append(
        {
            "version": VERSION,
            "key": f"{alert.key} {sink}",
            "sink": sink,
            "reason": reason,
            "tries": tries,
            "alert": alert_record(alert),
        }
    )
