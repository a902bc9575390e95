"""A sink whose troubles are told to whoever watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold_financial_sentiment.alerts.clean import clean

if TYPE_CHECKING:
    from scaffold_financial_sentiment.alerts.sink import Sink
    from scaffold_financial_sentiment.commands.status_line import StatusLine
    from scaffold_financial_sentiment.incidents.alert import Alert

_LONGEST = 300


class SpokenSink:
    """Passes alerts on. The status line makes room for what is printed, and each trouble is told once in a row."""

    def __init__(self, sink: Sink, status: StatusLine) -> None:
        self.name = sink.name
        self._sink = sink
        self._status = status
        self._trouble = ""

    def send(self, alert: Alert) -> None:
        """Deliver.

        :raises SinkError: what the sink raises.
        """
        self._status.hide()
        try:
            self._sink.send(alert)
        except Exception as error:
            trouble = clean(str(error), _LONGEST)
            if trouble != self._trouble:
                self._trouble = trouble
                self._status.warn(f"An alert was not delivered: {trouble}")
            raise
        if self._trouble:
            self._trouble = ""
            self._status.say(f"{self.name} takes alerts again.")

    def close(self) -> None:
        """Close the sink."""
        self._sink.close()
