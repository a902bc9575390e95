"""`terminal`: alerts on standard output, in colour where somebody looks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from scaffold.errors import SettingsError
from scaffold_financial_sentiment.alerts.as_text import as_text
from scaffold_financial_sentiment.alerts.errors import SinkError
from scaffold_financial_sentiment.incidents.alert import CLOSED

if TYPE_CHECKING:
    from rich.text import Text

    from scaffold_financial_sentiment.incidents.alert import Alert
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings

_STYLES = {
    "low": "bold",
    "medium": "bold black on yellow",
    "high": "bold white on dark_orange3",
    "critical": "bold white on red",
}
_CLOSED = "bold green"
_TITLES = r"(?m)^(?:[A-Z][a-z]+(?: [a-z]+)? {2,}|Headlines: )"


class TerminalSink:
    """Prints alerts.

    :param stream: where to; standard output if None.
    """

    name = "terminal"

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def send(self, alert: Alert) -> None:
        """Print it, and an empty line.

        :raises SinkError: when nobody reads any more; to be tried again.
        """
        stream = self._stream or sys.stdout
        text = _writable(as_text(alert), stream)
        try:
            if stream.isatty():
                _print(coloured(alert, text), stream)
            else:
                stream.write(f"{text}\n")
            stream.flush()
        except (OSError, ValueError) as error:  # A closed stream raises the latter.
            raise SinkError(f"cannot write to the terminal: {error}", where=self.name) from error

    def close(self) -> None:
        """Standard output is not ours to close."""


def open(address: str, settings: FinancialSentimentSettings) -> TerminalSink:  # noqa: A001 - the name that a spec has it by
    """The sink of `terminal`.

    :raises SettingsError: when something stands behind it.
    """
    if address.rstrip(":") != "terminal":
        raise SettingsError("nothing may stand behind 'terminal'", where=address, hint="Write: terminal")
    return TerminalSink()


def coloured(alert: Alert, text: str) -> Text:
    """The text with its first line in the colour of the severity."""
    from rich.text import Text

    shown = Text(text)
    shown.stylize(_CLOSED if alert.kind == CLOSED else _STYLES[alert.incident.severity], 0, text.index("\n"))
    shown.highlight_regex(_TITLES, "dim")
    shown.highlight_regex("[▁▂▃▄▅▆▇█]+", "cyan")
    shown.highlight_regex("scaffold run financial-sentiment .*", "bold")
    return shown


def _print(text: Text, stream: TextIO) -> None:
    from rich.console import Console

    Console(file=stream).print(text, soft_wrap=True, highlight=False)


def _writable(text: str, stream: TextIO) -> str:
    """What the stream's encoding lacks becomes a question mark."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
