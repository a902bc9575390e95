"""Dates and months in a text, as the customer wrote them."""

from __future__ import annotations

import re

_FULL = "January|February|March|April|June|July|August|September|October|November|December"
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
_MONTH = rf"(?:{_FULL}|(?:{_SHORT})\b\.?|May)"
_DAY = r"(?:\d{1,2}(?:st|nd|rd|th)?)"
_YEAR = r"(?:(?:19|20)\d\d)"
_EXACT = (
    rf"{_YEAR}-\d\d?-\d\d?",
    r"\d{1,2}[/.]\d{1,2}[/.](?:20)?\d\d",
    rf"{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?",
    rf"{_MONTH} {_DAY}(?!\d)(?:,? {_YEAR})?",
    rf"{_MONTH}(?: of)? {_YEAR}",
    rf"{_YEAR}年(?:\d{{1,2}}月(?:\d{{1,2}}[日号])?)?",
    r"\d{1,2}月(?:\d{1,2}[日号])?",
)
_LOOSE = (
    r"(?:the )?day before yesterday|yesterday|today|this morning|last night",
    r"(?:last|this|next) (?:week|month|year|quarter|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)",
    r"前天|昨天|今天|昨晚|上个?(?:周|星期|月)|这个?(?:周|星期|月)|去年|今年",
)
_ANY = "|".join((*_EXACT, *_LOOSE))
_ALONE = rf"(?:{_ANY})(?![A-Za-z\d])"
_SPAN = rf"(?:{_MONTH}|{_ANY}) ?(?:to|until|till|through|and|-|–|至|到) ?{_ALONE}"
_DATE = re.compile(rf"(?<![A-Za-z\d/.])(?:{_SPAN}|{_ALONE})", re.IGNORECASE)
# Months that are no words of their own in lower case; a bare one counts only with a capital.
_BARE = re.compile(rf"(?<!\w)(?:{_FULL})(?!\w)")


def find_date(text: str) -> str | None:
    """The first date, month, span of dates, or day such as `yesterday`.

    >>> find_date("a statement for March 2026 please"), find_date("it left on 3rd May"), find_date("我要3月的账单")
    ('March 2026', '3rd May', '3月')
    """
    for pattern in (_DATE, _BARE):
        match = pattern.search(text)
        if match:
            return match.group().strip()
    return None
