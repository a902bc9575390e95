"""Sums of money in a text, and their value."""

from __future__ import annotations

import re
import unicodedata

_SYMBOLS = {
    "£": "gbp|pounds?|quid|英镑|镑",
    "€": "eur|euros?|欧元|欧",
    "$": "usd|dollars?|bucks|美元|美金|刀",
    "¥": "cny|rmb|yuan|元|块钱|块|人民币",
    "JP¥": "jpy|yen|日元",
}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?"
_WORDS = "|".join(_SYMBOLS.values())
_SCALE = r"(?:\s?(?P<{name}>k|thousand|千|万)(?![a-z]))?"
_BEFORE = rf"(?P<before>[£€$¥]|\b(?:gbp|eur|usd|cny|rmb|jpy)\b)\s?(?P<first>{_NUMBER}){_SCALE.format(name='scale')}"
_AFTER = (
    rf"(?<![A-Za-z\d.,£€$¥])(?P<second>{_NUMBER}){_SCALE.format(name='scale_after')}"
    rf"\s?(?P<after>[£€](?!\d)|(?:{_WORDS})(?![a-z]))"
)
_AMOUNT = re.compile(rf"(?:{_BEFORE}|{_AFTER})(?![\d%])", re.IGNORECASE)
_SCALES = {"k": 1000, "thousand": 1000, "千": 1000, "万": 10_000}


def find_amount(text: str) -> str | None:
    """The first sum of money with its currency, written with the currency's sign.

    >>> find_amount("I sent £1,250.50 by mistake"), find_amount("about 40 euros"), find_amount("转了300元")
    ('£1,250.50', '€40', '¥300')
    """
    match = _AMOUNT.search(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    number = match["first"] or match["second"]
    scale = match["scale"] or match["scale_after"]
    if scale:
        number = f"{float(number.replace(',', '')) * _SCALES[scale.casefold()]:,.2f}".removesuffix(".00")
    return _sign(match["before"] or match["after"]) + number


def amount_value(amount: str) -> float:
    """The number in what `find_amount` returned.

    >>> amount_value("£1,250.50")
    1250.5
    """
    return float("".join(char for char in amount if char.isdigit() or char == "."))


def _sign(currency: str) -> str:
    for sign, names in _SYMBOLS.items():
        if currency == sign or re.fullmatch(names, currency, re.IGNORECASE):
            return sign
    raise ValueError(f"no currency: {currency!r}")
