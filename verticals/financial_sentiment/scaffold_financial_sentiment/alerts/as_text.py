"""An alert as plain text, for terminals and e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold_financial_sentiment.alerts.message import message_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold_financial_sentiment.alerts.message import Message
    from scaffold_financial_sentiment.incidents.alert import Alert

_TITLE = 11


def as_text(alert: Alert) -> str:
    """Lines that end with a line break; the first says severity, company and what happened.

    No control characters are in it, whatever the headlines hold.
    """
    return "".join(f"{line}\n" for line in lines_of(message_of(alert)))


def lines_of(message: Message) -> Iterator[str]:
    """The lines of such a text, without line breaks."""
    yield message.lead
    yield ""
    for title, text in message.facts:
        yield f"{title:{_TITLE}}{text}"
    if message.blocks:
        yield f"{'By hour':{_TITLE}}{message.blocks}"
        yield f"{'':{_TITLE}}{message.numbers}"
        yield f"{'':{_TITLE}}({message.hours})"
    yield ""
    yield f"Headlines: {message.evidence}"
    for place, headline in enumerate(message.headlines, 1):
        yield f"{place:3}. {headline.text}"
        yield f"     {headline.detail}"
        if headline.url:
            yield f"     {headline.url}"
    if message.more:
        yield f"     {message.more}"
    yield ""
    yield f"{message.advice} {message.command}".rstrip()
