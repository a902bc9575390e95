"""Small probabilities and quantities in words."""

from __future__ import annotations

import math

_LARGE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def in_words(p: float) -> str:
    """A probability as people say it, to two digits.

    >>> in_words(1 / 39_821), in_words(2.6e-8), in_words(0.3), in_words(0.9)
    ('1 in 40,000', '1 in 38 million', '1 in 3', 'more likely than not')
    >>> in_words(0.0), in_words(float("nan"))
    ('less than 1 in a trillion', 'not known')
    """
    if math.isnan(p):
        return "not known"
    if p > 0.5:
        return "more likely than not"
    if p < 1e-12:
        return "less than 1 in a trillion"
    times = float(f"{1 / p:.2g}")
    if times < 10:
        return f"1 in {times:.0f}"
    for size, name in _LARGE:
        if times >= size:
            return f"1 in {times / size:.3g} {name}"
    return f"1 in {times:,.0f}"


def amount(value: float) -> str:
    """A count that may be a part of one, to two digits.

    >>> amount(13.0), amount(0.8312), amount(0.00004), amount(1234.6), amount(float("nan"))
    ('13', '0.83', 'less than 0.001', '1,235', '?')
    """
    if math.isnan(value):
        return "?"
    if 0 < value < 0.001:
        return "less than 0.001"
    return f"{value:,.0f}" if value >= 10 or value == round(value) else f"{value:.2g}"
