"""Sources, sinks and the detector by what the user calls them; those of plugins are found as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.errors import SettingsError, did_you_mean
from scaffold.plugins.blame import blaming
from scaffold_financial_sentiment.stream.address import without_secrets
from scaffold_financial_sentiment.stream.opening import scheme_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scaffold.plugins.collect import Collection
    from scaffold.plugins.vertical import Vertical
    from scaffold_financial_sentiment.alerts.sink import Sink
    from scaffold_financial_sentiment.detection.detector import Detector
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.stream.source import Source


def open_source(vertical: Vertical, address: str, settings: FinancialSentimentSettings) -> Source:
    """The source of an address.

    :raises SettingsError: for an unknown scheme, or an address that the source cannot use.
    """
    source: Source = _opened(
        vertical.sources, scheme_of(address), address, settings, "If it is a file, write file: before its path."
    )
    return source


def open_sink(vertical: Vertical, address: str, settings: FinancialSentimentSettings) -> Sink:
    """The sink of an address.

    :raises UserError: for an unknown scheme, or when the sink cannot be opened.
    """
    scheme = address.partition(":")[0].strip().lower()
    hint = "Write webhook: before the address." if scheme in ("http", "https") else "Correct --sink."
    sink: Sink = _opened(vertical.sinks, scheme, address.strip(), settings, hint)
    return sink


def open_detector(vertical: Vertical, settings: FinancialSentimentSettings) -> Detector:
    """The detector of the settings.

    :raises UserError: for an unknown name.
    """
    name = settings.detector
    if name not in vertical.detectors.names:
        raise SettingsError(
            f"there is no detector {name[:60]!r}{did_you_mean(name, vertical.detectors.names)}",
            where="detector",
            hint="Correct it in [financial-sentiment].",
        )
    with blaming(vertical.detectors.provider(name), f"its detector {name!r} cannot be made", user_errors_pass=True):
        detector: Detector = vertical.detectors.named(name).make(settings)
    return detector


def _opened(specs: Collection[Any], scheme: str, address: str, settings: FinancialSentimentSettings, hint: str) -> Any:
    if scheme not in specs.names:
        raise SettingsError(
            f"there is no kind of {specs.kind} {scheme[:40]!r}{did_you_mean(scheme, specs.names)}",
            where=without_secrets(address),
            hint=hint,
        )
    with blaming(specs.provider(scheme), f"its {specs.kind} {scheme!r} cannot be opened", user_errors_pass=True):
        return specs.named(scheme).open(address, settings)


def distinct(addresses: Iterable[str]) -> list[str]:
    """The addresses, each once."""
    return list(dict.fromkeys(address.strip() for address in addresses))
