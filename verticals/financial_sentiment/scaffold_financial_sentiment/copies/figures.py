"""The figures of a headline: headlines that differ in them tell different news."""

from __future__ import annotations

import re

_COUNTED = (
    "two three four five six seven eight nine ten eleven twelve",
    "second third fourth fifth sixth seventh eighth ninth tenth",
)
_WORDS = {word: number for words in _COUNTED for number, word in enumerate(words.split(), start=2)}
_HAN = {"零": 0, "〇": 0, "两": 2, **{word: number for number, word in enumerate("一二三四五六七八九十", start=1)}}
_FIGURE = re.compile(
    r"(?P<digits>\d+(?:\.\d+)*)"
    rf"|\b(?P<word>{'|'.join(_WORDS)}|first(?= (?:quarter|half|qtr)))\b"
    r"|(?P<han>[零〇二两三四五六七八九十][零〇一二两三四五六七八九十百千]*|(?<=第)一|一(?=季))"
    r"|(?P<unit>\b(?:thousand|million|billion|trillion)\b|(?<=[\d零〇一二两三四五六七八九十百千万])[百千万亿])"
)


def figures(title: str) -> tuple[str, ...]:
    """All figures of a plain title with their units, sorted; words for numbers are figures too.

    >>> figures("acme q2 profit rises 5.0 pct to $3 million")
    ('2', '3', '5', 'million')
    >>> figures("acme second quarter profit rises"), figures("某公司三季度净利5亿")
    (('2',), ('3', '5', '亿'))
    """
    return tuple(sorted(_written(match) for match in _FIGURE.finditer(title)))


def _written(match: re.Match[str]) -> str:
    found = match[0]
    if match["digits"]:
        return (found.rstrip("0").rstrip(".") if "." in found else found).lstrip("0") or "0"
    if match["word"]:
        return str(_WORDS.get(found, 1))
    return str(_HAN.get(found, found)) if match["han"] else found


def compatible(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether none of two headlines has figures that the other contradicts: one may leave some out.

    >>> compatible(("5",), ("2", "5")), compatible(("5",), ("7",)), compatible((), ("7",))
    (True, False, True)
    """
    few, many = sorted((set(one), set(other)), key=len)
    return few <= many
