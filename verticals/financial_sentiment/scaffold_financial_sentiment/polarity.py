"""The names people give to negative, neutral and positive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold_financial_sentiment.understanding.understood import NEGATIVE, NEUTRAL, POSITIVE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_WORDS = {
    NEGATIVE: "negative neg bearish bear 负面 负向 消极 利空 看空 看跌 悲观",
    NEUTRAL: "neutral neu 中性 中立",
    POSITIVE: "positive pos bullish bull 正面 正向 积极 利好 看多 看涨 乐观",
}
_NUMBERS = {NEGATIVE: "-1 -1.0", NEUTRAL: "0 0.0 -0.0", POSITIVE: "1 +1 1.0 +1.0"}


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    return {name: sentiment for sentiment, written in names.items() for name in written.split()}


_TABLES = (_by_name(_WORDS), _by_name(_NUMBERS))


def sentiments_of(labels: Collection[str]) -> dict[str, str] | None:
    """The sentiment that each label stands for; None unless all of them are known, in words or in signed numbers.

    Numbers are signed only where -1 is among them: 0 and 1 alone, or 0 to 2, mean different things in different data.

    >>> sentiments_of(["Bullish", "bearish"])
    {'Bullish': 'positive', 'bearish': 'negative'}
    >>> sentiments_of(["0", "1"]) is None
    True
    """
    for table in _TABLES:
        found = {label: table.get(label.strip().casefold(), "") for label in labels}
        if all(found.values()) and (table is _TABLES[0] or NEGATIVE in found.values()):
            return found
    return None


def are_bare_numbers(labels: Collection[str]) -> bool:
    """Whether the labels are numbers that do not say what they mean.

    >>> are_bare_numbers(["0", "1", "2"])
    True
    """
    return bool(labels) and sentiments_of(labels) is None and all(label.lstrip("+-").isdecimal() for label in labels)
