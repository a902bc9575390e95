"""Headlines in the form in which they are compared: without what publishers put around them."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 1000
"""Characters of a text that are looked at."""

_WIRE = (
    r"(?:advisory|analysis|chronology|correct(?:ed|ion)|exclusive|fact ?box|instant view|interview|newsmaker|"
    r"q ?[&+] ?a|refile|rpt|scenarios?|snap analysis|special report|timeline|updated?|wrap-?up|更正|更新)"
)
_WEB = (
    r"(?:analyst view|breaking(?: ?news)?|breakingviews|highlights?|insight|live|snapshots?|text|video|watch|"
    r"快讯|突发|独家|最新|重磅|视频|组?图|图文|图解)"
)
_LABEL = rf"(?:{_WIRE}|{_WEB}) ?\d*"
_BEFORE = re.compile(rf"^(?:[\[(【]{_LABEL}[\])】] ?[:-]? ?|{_LABEL}(?: ?[:|] ?| - )|{_WIRE} ?\d*-)+(?=.*\w)")
_AFTER = re.compile(rf" ?[\[(【]{_LABEL}[\])】]$| ?[:-] ?(?:reports?|papers?|media|sources?)$")
_LAST = re.compile(r"^(.*\S)(?: - | ?\| ?|_)([^|_]{2,40}?)$")
# What `_LAST` needs; without it that takes long to find nothing.
_MAY_END = re.compile(r" - |[|_]")
_PUBLISHER = re.compile(
    r"(?:[\w.&']+ ){0,3}(?:ap|afp|barron's|bbc|bloomberg|cnbc|cnn|dow jones|forbes|fortune|ft|gazette|guardian|herald|"
    r"insider|investing|journal|magazine|marketwatch|news|newswires?|nyt|post|reuters|telegraph|times|tribune|"
    r"usa today|wire|wsj|yahoo finance)|[\w.-]+\.[a-z]{2,}"
    r"|[^\W\d]{2,8}(?:网|网站|日报|晚报|时报|商报|新闻|社|台|在线|财经|证券|客户端|频道)"
)
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("‘’ʼ`´", "'"))
_UNITS = {"bln": "billion", "bn": "billion", "mln": "million", "mn": "million", "trln": "trillion", "tn": "trillion"}
_UNIT = re.compile(r"(?<=\d)( ?)(bln|bn|mln|mn|trln|tn|percent|per cent|%)(?!\w)")
_DOTS = re.compile(r"\.(?!\d)|(?<!\d)\.|(?<=\d),(?=\d\d\d)|'")
_MARKS = re.compile(r"[^\w.$€£¥%+]+|_+")


def plain_title(text: str, source: str = "") -> str:
    """A headline without case, punctuation, labels such as `UPDATE 2-`, and the publisher at its end.

    What has no letters and digits at all stays as it is; only of an empty text nothing is left.

    :param source: who published it; its name at the end is no part of the headline.

    >>> plain_title("UPDATE 2-Acme's profit rises 5 pct to $1,200.5 mln - Daily Planet", "Daily Planet")
    'acmes profit rises 5 pct to $1200.5 million'
    >>> plain_title("更新1：苹果公司召回手机 - 新华网")
    '苹果公司召回手机'
    """
    text = unicodedata.normalize("NFKC", text[:LONGEST]).translate(_HYPHENS).casefold()
    source = unicodedata.normalize("NFKC", source).casefold()
    text = _BEFORE.sub("", _before_publisher(" ".join(text.split()), source))
    text = _UNIT.sub(_one_unit, _shorter(text, _AFTER.sub("", text)))
    return _MARKS.sub(" ", _DOTS.sub("", text)).strip() or text


def _before_publisher(text: str, source: str) -> str:
    for _ in range(2):
        match = _LAST.match(text) if _MAY_END.search(text) else None
        if match is None or not (match[2] == source or _PUBLISHER.fullmatch(match[2])):
            break
        text = _shorter(text, match[1])
    return text


def _shorter(text: str, rest: str) -> str:
    """The rest, unless so little is left that it may stand for anything."""
    return rest if rest.count(" ") >= 2 or (len(rest) >= 6 and not rest.isascii()) else text


def _one_unit(match: re.Match[str]) -> str:
    return f" {_UNITS.get(match[2], 'pct')}"
