"""Dates of every usual form, English and Chinese, whole and partial; a year alone is none, and no weekday is part."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may", "may"),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sep", "sept"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
"""Names of the months, the full one first."""

_MONTH = (
    "(?:" + "|".join(sorted((name for names in MONTHS for name in names), key=len, reverse=True)) + r")(?![a-z])\.?"
)
_YEAR = r"(?:(?:18|19|20)\d\d)"
_SHORT_YEAR = r"(?:['’]?\d\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_NUMBER = r"(?:0?[1-9]|1[0-2])"
_ORDINAL = r"(?:st|nd|rd|th)"
_WORDS = (
    r"(?:twenty[- ]|thirty[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
_END = r"(?![\w]|[-/]\d|\.\d)"
_START = r"(?<![\w/.,:-])"
# In the order they are tried; each alternative is one form.
FORMS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "iso": rf"(?<![\d/.-])(?P<y>{_YEAR})(?P<s>[-/.])(?P<m>{_NUMBER})(?P=s)(?P<d>{_DAY})(?![\d/-]|\.\d)",
        "plain": r"(?<![\w.-])(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\w-]|\.\d)",
        "numeric": (
            rf"{_START}(?P<a>{_DAY})\s?(?P<s>[-/.])\s?(?P<b>{_DAY})\s?(?P=s)\s?(?P<y>{_YEAR}|{_SHORT_YEAR}){_END}"
        ),
        "day_month_year": rf"{_START}(?P<d>{_DAY}){_ORDINAL}?(?:\s?[-/.]?\s?|\s+of\s+|\s+day\s+of\s+)(?P<m>{_MONTH})"
        rf"(?:\s?[-/,.]?\s?(?P<y>{_YEAR}|['’]\d\d|(?<=[-/ ])\d\d(?!\d|:|\s?(?:mg|ml|am|pm|h|%)))){_END}",
        "month_day_year": (
            rf"(?<![\w-])(?P<m>{_MONTH})\s?[-/]?\s?(?P<d>{_DAY}){_ORDINAL}?(?:,\s*|\s+|-|/)(?P<y>{_YEAR}"
            rf"|['’]\d\d){_END}"
        ),
        "year_month_day": rf"(?<![\w-])(?P<y>{_YEAR})[-/, ]\s?(?P<m>{_MONTH})[-/ ]\s?(?P<d>{_DAY}){_ORDINAL}?{_END}",
        "day_month": rf"{_START}(?P<d>{_DAY}){_ORDINAL}?(?:\s?[-/]?\s?|\s+of\s+|\s+day\s+of\s+)(?P<m>{_MONTH})(?!\w)",
        "month_day": (
            rf"(?<![\w-])(?P<m>{_MONTH})(?:\s|\s?-\s?)(?:the\s+)?(?P<d>{_DAY}){_ORDINAL}?(?![\w%/]|[.:]\d|\s?(?:mg"
            rf"|ml|kg|mmol|units|years|y/o))"
        ),
        "month_year": rf"(?<![\w-])(?P<m>{_MONTH})(?:[ ,/-]\s?|\s+of\s+)(?P<y>{_YEAR}|['’]\d\d){_END}",
        "words": (
            rf"(?<![\w-])(?:(?:the\s+)?(?P<w>{_WORDS})\s+(?:of\s+)?(?P<m>{_MONTH})"
            rf"|(?P<m2>{_MONTH})\s+(?:the\s+)?(?P<w2>{_WORDS}))"
            rf"(?:,?\s+(?P<y>{_YEAR}))?(?!\w)"
        ),
        "number_year": rf"{_START}(?P<m>0[1-9]|1[0-2])(?P<s>[/.-])(?P<y>(?:19|20)\d\d){_END}",
        "year_number": r"(?<![\w/.,:-])(?P<y>(?:19|20)\d\d)(?P<s>[-/.])(?P<m>0[1-9]|1[0-2])(?![\w/-]|\.\d)",
        "zh": rf"(?<!\d)(?:(?P<y>\d{{4}}|\d\d)\s?年\s?)?(?P<m>{_NUMBER})\s?月\s?(?P<d>{_DAY})\s?[日号號]",
        "zh_month": rf"(?<!\d)(?P<y>\d{{4}}|\d\d)\s?年\s?(?P<m>{_NUMBER})\s?月(?:份)?",
        "zh_words": r"(?:(?P<y>[〇零一二三四五六七八九十○]{2,4})\s?年\s?)?(?P<m>十[一二]?|[一二三四五六七八九])月"
        r"(?:(?P<d>(?:二?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九]))[日号])",
        "zh_words_month": r"(?P<y>[〇零一二三四五六七八九十○]{4})\s?年\s?"
        r"(?P<m>十[一二]?|[一二三四五六七八九])月(?:份)?",
        "zh_day": rf"(?<=本月|上月|当月|下月)(?P<d>{_DAY})[日号]",
    }.items()
}
_PARTIAL = re.compile(rf"{_START}(?P<a>{_DAY})(?P<s>[/.-])(?P<b>{_DAY})(?![\w/%°]|[-.:]\d)")
_CUE = re.compile(
    r"(?:\b(?:on|dated?|from|since|until|till|by|seen|before|after|due|for|was|of|between|and|to|d\.?o\.?b\.?|born|op"
    r"|admitted|discharged?|reviewed?|visit(?:ed)?|appointment|clinic|surgery|scan(?:ned)?|booked|started|stopped"
    r"|mon|tue"
    r"|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b[:,.]?"
    r"|[于在至到从])\s*$",
    re.IGNORECASE,
)
_STRONG_CUE = re.compile(
    r"(?:\b(?:on|dated?|since|until|till|d\.?o\.?b\.?|born|admitted|discharged|typed|dictated|signed|printed"
    r"|e-consult|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b[:,.]?|[于])\s*$",
    re.IGNORECASE,
)
# What is written as two numbers and is no date: acuity, scores, power, blood pressure, ratios, durations.
_NO_DATE = re.compile(
    r"(?:\b(?:vision|acuity|va|re|le|od|os|ou|gcs|score[ds]?|scoring|pain|power|grade[d]?|mmse|moca|amts?|apgar"
    r"|bp|pressure"
    r"|ratio|rated?|stage|level|strength|nrs|vas|phq|gad|audit|epworth|reflexes|murmur|pulse|pulses|type|factor|stool"
    r"|right|left|eye)\b[^.\n]{0,25}|\d\s*(?:and|to|-)\s*)$",
    re.IGNORECASE,
)
_AFTER_NO_DATE = re.compile(
    r"\s?(?:days?|weeks?|wks?|months?|years?|hours?|hrs?|mg|mcg|ml|g\b|mmhg|in\s+(?:the|both|each|all)"
    r"|for\s+power|power|"
    r"pain|score|systolic|murmur|of\s+(?:the|all|them)|unaided|corrected|points|patients|cases|women|men|children"
    r"|times|right|left)",
    re.IGNORECASE,
)
_LINE_CUE = re.compile(
    r"\b(?:appointment|follow-?up|clinic|review|letter|first|last|next|session|day|walk\s+in|drop-?in|meeting"
    r"|visit|date|surgery|scan|leave|deadline|shift)"
    r"\b[^.\n\d]{0,14}(?:,|:|\bof|\bon|\bwas|\bis|\s)\s?$",
    re.IGNORECASE,
)
_BARE_MONTH = re.compile(
    r"\b(?:in|since|until|till|by|during|last|next|this|early|late|mid|from|end\s+of|beginning\s+of|middle\s+of"
    r"|start\s+of"
    r"|to|before|after|around|of|for)[\s-]+"
    r"(?P<m>January|February|March|April|May|June|July|August|September|October|November"
    r"|December)(?![\w'’-])(?!\s[A-Z][a-z])"
    r"|\b(?:in|since|until|till|during|last|next|early|late|mid|end\s+of|beginning\s+of|start\s+of)[\s-]+"
    r"(?P<low>january|february|march|april|may|june|july|august|september|october|november|december)(?![\w'’-])"
)
_ALONE = re.compile(
    r"(?<=[,;(] )(?P<m>January|February|March|April|May|June|July|August|September|October|November"
    r"|December)(?=\s?[,.;)]|$)"
)


def find_dates(text: str) -> Iterator[Finding]:
    """Dates with the year or without, months with the year, and two numbers where the words around speak of a day."""
    for form in FORMS.values():
        for match in form.finditer(text):
            if _possible(match):
                yield Finding(*_without_stop(text, *_with_article(text, *match.span())), "DATE")
    for pattern in (_BARE_MONTH, _ALONE):
        for match in pattern.finditer(text):
            yield Finding(*match.span(match.lastgroup or 0), "DATE")
    for match in _PARTIAL.finditer(text):
        if _is_day(text, match):
            yield Finding(*match.span(), "DATE")


def _possible(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    if "a" in groups:
        return int(groups["a"]) <= 12 or int(groups["b"]) <= 12
    return True


def _with_article(text: str, start: int, end: int) -> tuple[int, int]:
    """Together with the article of "the 3rd of May"."""
    before = re.search(r"(?<!\w)the\s$", text[max(0, start - 5) : start], re.IGNORECASE)
    ordinal = re.match(rf"\d{{1,2}}{_ORDINAL}|{_WORDS}", text[start:end], re.IGNORECASE)
    return (start - 4, end) if before and ordinal else (start, end)


def _without_stop(text: str, start: int, end: int) -> tuple[int, int]:
    return (start, end - 1) if text[end - 1] == "." else (start, end)


def _is_day(text: str, match: re.Match[str]) -> bool:
    """Whether two numbers with a mark between them are a day and a month."""
    a, b = int(match["a"]), int(match["b"])
    if not (min(a, b) <= 12 and max(a, b) <= 31):
        return False
    before = text[max(0, match.start() - 40) : match.start()]
    if _AFTER_NO_DATE.match(text, match.end()):
        return False
    if _STRONG_CUE.search(before) or _LINE_CUE.search(text[max(0, match.start() - 30) : match.start()]):
        return match["s"] == "/" or (match["s"] == "-" and a != b) or len(match["b"]) == 2
    if match["s"] != "/" or _NO_DATE.search(before):
        return False
    padded = len(match["a"]) == len(match["b"]) == 2
    zero = match["a"][0] == "0" or match["b"][0] == "0"
    return (padded and zero) or (bool(_CUE.search(before)) and (padded or max(a, b) > 12))
