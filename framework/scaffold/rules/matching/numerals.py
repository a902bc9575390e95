"""Numbers written in words, English and Chinese, and in digits."""

from __future__ import annotations

import re
from decimal import Decimal

_VALUES = {
    word: value
    for words, values in [
        ("zero one two three four five six seven eight nine", range(10)),
        ("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", range(10, 20)),
        ("twenty thirty forty fifty sixty seventy eighty ninety", range(20, 100, 10)),
    ]
    for word, value in zip(words.split(), values, strict=True)
}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_WORD = f"(?:{'|'.join(sorted([*_VALUES, *_SCALES, 'hundred'], key=len, reverse=True))})"
_AND = "(?:(?<=hundred)|(?<=thousand)|(?<=million))[ ]and[ ]"

_FIGURES = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}

# Digits are bounded: a longer run of them is the number of a card or an account, no amount.
DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,12})?|\d{1,3}(?:\.\d{3}){1,4},\d{1,2}|\d{1,15}(?:\.\d{1,12}|,\d{1,2})?)"
ENGLISH = (
    f"(?<![A-Za-z])(?:an?[ ](?=hundred|thousand|million|billion))?{_WORD}(?:(?:[ -]|{_AND}){_WORD}){{0,11}}(?![A-Za-z])"
)
CHINESE = (
    "(?:[〇零一二三四五六七八九十两][〇零一二三四五六七八九十百千万亿两]{0,15}(?:点[〇零一二三四五六七八九]{1,9})?)"
)
# What may follow a number in digits, and how much it makes it.
TIMES = {
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "hundred": 10**2,
    "k": 10**3,
    "bn": 10**9,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}

_FIGURE = re.compile(r"\d")


def read_numeral(text: str) -> Decimal | None:
    """The number that the whole of `text` says, or None.

    A comma before one or two last digits is a decimal one, before three it parts thousands.

    >>> print(read_numeral("1,500.50"), read_numeral("two hundred and five"), read_numeral("一百零五"))
    1500.50 205 105
    """
    said = text.strip().lower()
    if not said:
        return None
    if _FIGURE.match(said):
        return _in_digits(said)
    return _in_english(said) if said.isascii() else _in_chinese(said)


def _in_digits(said: str) -> Decimal | None:
    if not re.fullmatch(DIGITS, said):
        return None
    whole, comma, rest = said.rpartition(",")
    if comma and len(rest) < 3:
        return Decimal(f"{whole.replace('.', '')}.{rest}")
    return Decimal(said.replace(",", ""))


def _in_english(said: str) -> Decimal | None:
    """Each word must be smaller than the place left for it: "two three" is no number."""
    total = group = 0
    scale, room = 10**12, 1000
    for word in said.replace("-", " ").split():
        if word in ("and", "a", "an"):
            continue
        if word in _SCALES:
            if _SCALES[word] >= scale:
                return None
            scale = _SCALES[word]
            total, group, room = total + (group or 1) * scale, 0, 1000
        elif word == "hundred":
            if group > 9:
                return None
            group, room = (group or 1) * 100, 100
        else:
            value = _VALUES.get(word, room)
            if value >= room or (value == 0 and total + group > 0):
                return None
            group, room = group + value, 10 if value >= 20 else 0
    return Decimal(total + group)


def _in_chinese(said: str) -> Decimal | None:
    whole, point, rest = said.partition("点")
    value = _chinese_whole(whole)
    if value is None or not point:
        return None if value is None else Decimal(value)
    if not rest or any(char not in _FIGURES for char in rest):
        return None
    return Decimal(f"{value}.{''.join(str(_FIGURES[char]) for char in rest)}")


def _chinese_whole(said: str) -> int | None:
    """Digits one after the other (二〇二四), or figures with their tens, hundreds and 万."""
    if not said or any(char not in _FIGURES and char not in _SMALL and char not in _LARGE for char in said):
        return None
    if all(char in _FIGURES for char in said):
        return int("".join(str(_FIGURES[char]) for char in said))
    total = part = figure = 0
    last, large = 1, 10**12
    for char, following in zip(said, f"{said[1:]} ", strict=True):
        if char in _FIGURES:
            if following in _FIGURES and char not in "零〇":
                return None
            figure, last = _FIGURES[char], 1 if char in "零〇" else last
        elif char in _SMALL:
            part, figure, last = part + (figure or 1) * _SMALL[char], 0, _SMALL[char]
        elif _LARGE[char] < large:
            total, part, figure = total + (part + figure) * _LARGE[char], 0, 0
            last = large = _LARGE[char]
        else:
            total, part, figure = (total + part + figure) * _LARGE[char], 0, 0
            last = large = _LARGE[char]
    # 一百五 is 150, 两万三 is 23,000
    return total + part + figure * (last // 10 if last > 10 else 1)
