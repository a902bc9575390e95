"""An alert as the HTML of an e-mail: styles inside its tags, no image, nothing fetched, every text escaped."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from scaffold_financial_sentiment.alerts.message import message_of

if TYPE_CHECKING:
    import jinja2

    from scaffold_financial_sentiment.incidents.alert import Alert

_COLOURS = {"low": "#4a5568", "medium": "#8a5a00", "high": "#b03a06", "critical": "#b3142b"}
"""By severity: white text on each has a contrast of at least 4.5."""

_CLOSED = "#1f6f43"


def as_html(alert: Alert) -> str:
    """A whole page."""
    message = message_of(alert)
    colour = _CLOSED if message.kind == "closed" else _COLOURS[message.severity]
    return _template().render(message=message, colour=colour)


@cache
def _template() -> jinja2.Template:
    import jinja2

    source = files("scaffold_financial_sentiment.alerts").joinpath("alert.html.jinja").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source)
