"""Comparisons of amounts as rules write them: dose > 500 mg, age between 18 and 65 years."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from difflib import get_close_matches

from scaffold.rules.matching.quantities import Quantity, quantities
from scaffold.rules.matching.units import is_count, unit_names

_EXPECTED = "expected [phrase] operator number [unit], such as 'dose > 500 mg' or 'age between 18 and 65 years'"
# The wordings of each operator, a bar between them.
_OPERATORS = {
    ">": ">|over|above|exceeds|exceeding|more than|greater than|higher than|longer than|older than|大于|超过|高于|多于",
    ">=": ">=|=>|≥|at least|no less than|not less than|greater than or equal to"
    "|大于等于|不小于|不少于|不低于|至少|最少",
    "<": "<|under|below|less than|fewer than|lower than|shorter than|smaller than|younger than|小于|低于|少于|不到",
    "<=": "<=|=<|≤|at most|up to|no more than|not more than|less than or equal to"
    "|小于等于|不超过|不大于|不高于|不多于|至多|最多",
    "=": "=|==|equals|exactly|equal to|等于",
}
_MEANINGS = {wording: sign for sign, wordings in _OPERATORS.items() for wording in wordings.split("|")}
_WORDINGS = "|".join(re.escape(wording) for wording in sorted(_MEANINGS, key=len, reverse=True))
_OPERATOR = re.compile(f"(?:(?<![A-Za-z])(?=[A-Za-z])|(?![A-Za-z]))({_WORDINGS})(?![A-Za-z]{{2}})", re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?:(?<![A-Za-z])between\s|介于|在(?=.*之间))(?P<ends>.*?)(?:之间)?\Z", re.IGNORECASE | re.DOTALL
)
_AND = re.compile(r"\s+(?:and|to)\s+|\s*[和与到至]\s*|(?<=\d)\s*[-–~～]\s*", re.IGNORECASE)
_NOT_EQUAL = re.compile("!=|≠|<>|不等于")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Amounts between two ends.

    :param phrase: what is measured, as the rule has it; None for any amount.
    :param low: the lower end in the base unit, minus infinity without one.
    :param high: the upper end, infinity without one.
    :param low_open: whether the lower end itself is left out.
    :param high_open: whether the upper end itself is left out.
    :param unit: base unit, or None for plain numbers.
    """

    phrase: str | None
    low: float
    high: float
    low_open: bool
    high_open: bool
    unit: str | None

    def holds(self, quantity: Quantity) -> bool:
        """Whether the amount is of the same dimension and between the ends.

        A comparison without a unit holds for plain numbers and for things counted, never for 500 mg.

        >>> read_comparison("> 3 g").holds(quantities("3500 mg")[0])
        True
        """
        above = quantity.value > self.low if self.low_open else quantity.value >= self.low
        below = quantity.value < self.high if self.high_open else quantity.value <= self.high
        return self.fits(quantity) and above and below

    def fits(self, quantity: Quantity) -> bool:
        """Whether the amount is of the same dimension, however large it is."""
        return quantity.unit == self.unit or (self.unit is None and is_count(quantity.unit))


def read_comparison(text: str) -> Comparison:
    """A comparison as it is written in a rule.

    Operators are > >= < <= =, their wordings ("at least", 超过) and "between A and B", both ends included.

    :raises ValueError: it is no comparison; the message says what was expected.

    >>> read_comparison("dose > 0.5 g")
    Comparison(phrase='dose', low=500.0, high=inf, low_open=True, high_open=False, unit='mg')
    """
    if _NOT_EQUAL.search(text):
        raise ValueError(f"'not equal' is no operator of a comparison: put '=' under 'not'; got {text!r}")
    if between := _BETWEEN.search(text.rstrip()):
        low, high = _ends(between["ends"], text)
        return Comparison(_phrase(text[: between.start()]), low.value, high.value, False, False, low.unit)
    operators = list(_OPERATOR.finditer(text))
    if not operators:
        raise ValueError(f"{_EXPECTED}; there is no operator in {text!r}")
    for operator in operators:
        found = quantities(text[operator.end() :].strip())
        if len(found) == 1 and _is_whole(found[0], text[operator.end() :].strip()):
            return _one_sided(_MEANINGS[operator[1].lower()], _phrase(text[: operator.start()]), found[0])
    raise ValueError(_complaint(text, text[operators[-1].end() :].strip()))


def _one_sided(sign: str, phrase: str | None, amount: Quantity) -> Comparison:
    low = -math.inf if sign.startswith("<") else amount.value
    high = math.inf if sign.startswith(">") else amount.value
    return Comparison(phrase, low, high, sign == ">", sign == "<", amount.unit)


def _ends(said: str, text: str) -> tuple[Quantity, Quantity]:
    """The two ends; a unit after the second only is that of both."""
    parts = _AND.split(said.strip(), maxsplit=1)
    if len(parts) != 2:
        raise ValueError(f"{_EXPECTED}; {text!r} needs two numbers, with 'and' between them")
    ends = quantities(f"{parts[0]} to {parts[1]}")
    if len(ends) != 2 or ends[0].span[0] or not _is_whole(ends[1], f"{parts[0]} to {parts[1]}", start=False):
        raise ValueError(_complaint(text, parts[1].strip()))
    low, high = ends
    if low.unit != high.unit:
        raise ValueError(f"the two ends of {text!r} are of different units, {low.unit} and {high.unit}")
    if low.value > high.value:
        raise ValueError(f"the first number of {text!r} is larger than the second: the smaller one comes first")
    return low, high


def _is_whole(amount: Quantity, text: str, *, start: bool = True) -> bool:
    return amount.span[1] == len(text) and not (start and amount.span[0])


def _complaint(text: str, said: str) -> str:
    """What is wrong with the amount `said`."""
    found = quantities(said)
    if len(found) == 1 and not found[0].span[0]:
        rest = said[found[0].span[1] :].strip()
        near = get_close_matches(rest, unit_names(), n=1, cutoff=0.7)
        advice = f", did you mean {near[0]!r}?" if near else ""
        return f"{rest!r} in {text!r} is no unit that is known{advice or f'; {_EXPECTED}'}"
    return f"{_EXPECTED}; {said!r} in {text!r} is no number with a unit"


def _phrase(said: str) -> str | None:
    return re.sub(r"\s+(?:is|are|was|were|of)$", "", said.strip()).strip() or None
