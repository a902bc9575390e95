"""The sink that an address stands for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from scaffold.errors import SettingsError, did_you_mean

if TYPE_CHECKING:
    from scaffold_financial_sentiment.alerts.sink import Sink
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings

SCHEMES = {
    "terminal": "terminal",
    "jsonl": "jsonl",
    "webhook": "webhook",
    "webhook+https": "webhook",
    "webhook+http": "webhook",
    "smtp": "mail",
    "smtps": "mail",
}
"""What an address begins with, and the module of its sink."""


def open_sink(address: str, settings: FinancialSentimentSettings) -> Sink:
    """The sink of `terminal`, `jsonl:FILE`, `webhook:URL` or `smtp://USER@HOST/?from=A&to=B`.

    :raises UserError: when there is no such sink, or it cannot be opened.
    """
    scheme = address.partition(":")[0].strip().lower()
    if scheme in ("http", "https"):
        raise SettingsError("a web address needs a word before it", where="sink", hint="Write webhook:https://...")
    if scheme not in SCHEMES:
        raise SettingsError(f"there is no sink {scheme[:40]!r}{did_you_mean(scheme, SCHEMES)}", where="sink")
    module = import_module(f"scaffold_financial_sentiment.alerts.sinks.{SCHEMES[scheme]}")
    return cast("Sink", module.open(address.strip(), settings))
