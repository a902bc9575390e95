"""Where sentences begin and end, in English and Chinese text."""

from __future__ import annotations

import re

Span = tuple[int, int]

_CLOSERS = "[\"'”’」』）》】)\\]]{0,3}"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# A run of full stops, a run of Chinese marks, or the end of a line.
_MARK = re.compile(f"[\n\r\u2028\u2029]+|[。！？；｡]+{_CLOSERS}|[.!?…]+{_CLOSERS}|;")
_IS_HAN = re.compile(f"[{_HAN}]")
_LAST_WORD = re.compile(r"[\w.&]+$")
_INITIAL = re.compile("[A-HJ-Z]")
_DIGITS = re.compile(r"[0-9]{1,3}")

# Never the last word of a sentence.
_TITLE = re.compile(
    "mr|mrs|ms|dr|prof|st|rev|gen|col|sgt|lt|capt|hon|pres|gov|sen|rep|messrs|vs|approx|ca|cf|viz|al|fig|figs|eq|tab|sec"
    "|ch|ref|refs|vol|pp|ed|eds|est|incl|excl|resp|min|max|avg|tel|ext|acct|ave|blvd|rd|bldg|e[.]g|i[.]e"
)
# The last word only where a capital letter or a Chinese character follows.
_ENDING = re.compile(
    "inc|ltd|corp|co|llc|plc|bros|etc|jr|sr|dept|univ|assn|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed"
    "|thur?s?|fri|sat|sun|hrs?|mos?|yrs?|wks?|oz|lbs?|ft|tbsp|tsp|(?:[a-z][.])+[a-z]?"
)
# Abbreviations before a figure, words anywhere else.
_NUMBERED = re.compile("nos?|nr|art|p|op|para")


def sentence_spans(text: str) -> list[Span]:
    """Start and end of every sentence, blanks at either end left out.

    A line break always ends a sentence. A full stop does not where it belongs to an abbreviation, an initial or the
    number of a list; dots of hesitation end one only before a capital letter.

    >>> sentence_spans("Dr. Li paid 3.5 EUR. Why?")
    [(0, 20), (21, 25)]
    >>> sentence_spans("没有收到。为什么？")
    [(0, 5), (5, 9)]
    """
    spans: list[Span] = []
    start = 0
    for mark in _MARK.finditer(text):
        if _ends(text, start, mark):
            _add(spans, text, start, mark.end())
            start = mark.end()
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    part = text[start:end]
    kept = part.strip()
    if kept:
        first = start + len(part) - len(part.lstrip())
        spans.append((first, first + len(kept)))


def _ends(text: str, start: int, mark: re.Match[str]) -> bool:
    """Whether the mark is the end of the sentence that began at `start`."""
    sign = mark.group()
    if sign[0] in "\n\r\u2028\u2029。！？；｡":
        return True
    after = text[mark.end() : mark.end() + 1]
    if not after:
        return True
    if _IS_HAN.match(after):
        return _before_han(text, mark)
    if sign[0] == ";" or not after.isspace():
        return False
    following = text[mark.end() : mark.end() + 8].lstrip()[:1]
    if "!" in sign or "?" in sign:
        return True
    if sign.startswith(("…", "..")):
        return following.isupper()
    return not _abbreviated(text, start, mark.start(), following)


def _before_han(text: str, mark: re.Match[str]) -> bool:
    """Marks of the Latin keyboard in Chinese text, where no blank follows them."""
    sign = mark.group()
    if sign.startswith(("…", "..")):
        return False
    return sign[0] != "." or _IS_HAN.match(text, mark.start() - 1) is not None


def _abbreviated(text: str, start: int, stop: int, following: str) -> bool:
    """Whether the full stop at `stop` belongs to the word before it."""
    begin = max(start, stop - 12)
    found = _LAST_WORD.search(text, begin, stop)
    if found is None:
        return False
    said = found.group()
    word = said.lower()
    if _TITLE.fullmatch(word) or _INITIAL.fullmatch(said):
        return True
    if _NUMBERED.fullmatch(word):
        return following.isdigit()
    if _ENDING.fullmatch(word):
        return not (following.isupper() or _IS_HAN.match(following))
    # the number of a list stands first
    return _DIGITS.fullmatch(word) is not None and not text[start : found.start()].strip()
