"""The detector that a name stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.errors import SettingsError, did_you_mean

if TYPE_CHECKING:
    from scaffold_financial_sentiment.detection.detector import Detector
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings

NAMES = ("burst", "threshold", "z-score")

THRESHOLD = 10
"""Negative stories a day from which `threshold` sounds."""

DEVIATIONS = 6.0
"""Standard deviations from which `z-score` sounds."""

_DAY = 86_400.0


def open_detector(name: str, settings: FinancialSentimentSettings) -> Detector:
    """The detector of one of `NAMES`.

    Only `burst` looks at `false_alarms`; the plain ones are there to be compared with, and stand at fixed levels.

    :raises SettingsError: for another name.
    """
    if name == "burst":
        from scaffold_financial_sentiment.detection.burst import BurstDetector

        return BurstDetector.of(settings)
    if name == "threshold":
        from scaffold_financial_sentiment.detection.plain import FixedThreshold

        return FixedThreshold(THRESHOLD, window=_DAY, tick=settings.tick)
    if name == "z-score":
        from scaffold_financial_sentiment.detection.plain import ZScore

        return ZScore(DEVIATIONS, window=_DAY, history=28 * _DAY, tick=settings.tick)
    raise SettingsError(
        f"there is no detector {name!r}{did_you_mean(name, NAMES)}",
        where="detector",
        hint="Set another one in [financial-sentiment].",
    )
