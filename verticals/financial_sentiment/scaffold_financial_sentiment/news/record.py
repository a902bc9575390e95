"""A record of a file, a queue or a feed as an item, whatever its fields are called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from scaffold.text import normalise, short_hash
from scaffold_financial_sentiment.news.dates import is_clock
from scaffold_financial_sentiment.news.item import Item, Reject
from scaffold_financial_sentiment.news.markup import plain_text
from scaffold_financial_sentiment.news.times import has_clock, parse_time

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_HEADLINE = 2000
"""Characters of a headline that are kept."""
LONGEST_BODY = 4000
"""Characters of a body that are kept."""

_LONGEST_NAME = 200
_LONGEST_URL = 2000
_NAMES = {
    "headline": "headline title newstitle headlinetext sentence text post tweet message 标题 新闻标题 题目 文本 内容",
    "time": "time published publishedat pubdate publishtime publicationdate publisheddate datetime date timestamp"
    " createdat created day updatedat updated 时间 发布时间 发布日期 日期",
    "source": "source publisher sourcename site outlet media 来源 媒体 发布者",
    "url": "url link href articleurl weburl 链接 网址 地址",
    "id": "id guid uid uuid newsid articleid itemid 编号 序号",
    "body": "body summary description content abstract lead snippet articlebody 正文 摘要 简介",
}
_PLACES = {name: (role, place) for role, names in _NAMES.items() for place, name in enumerate(names.split())}
_SEPARATOR = re.compile(r"[\W_]+")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)

Fields = dict[str, list[Any]]
"""Values that are not empty by role, the likeliest first."""


def item_of(record: Mapping[str, Any], where: str) -> Item | Reject:
    """The item that a record describes; a `Reject` says what it lacks, and nothing is raised.

    HTML is taken out of texts; headline and body are cut after `LONGEST_HEADLINE` and `LONGEST_BODY` characters. A
    record without a headline has its body for one, as a post has. Where a day and a time of day are given apart they
    are taken together; of several times the first that says more than the day counts.

    :param where: file and line, or address and entry.

    >>> item_of({"title": "Acme <b>recalls</b> cars", "date": "1970-01-02"}, "here:1").text
    'Acme recalls cars'
    """
    if not isinstance(record, Mapping):
        return Reject(where, "expected an object with a headline and a time")
    fields = _fields(record)
    texts = _texts(fields.get("headline", ()), LONGEST_HEADLINE)
    bodies = _texts(fields.get("body", ()), LONGEST_BODY)
    if not texts and not bodies:
        return Reject(where, f"there is no headline; give it as `headline`, `title` or `text` ({_found(record)})")
    text = texts[0] if texts else bodies.pop(0)[:LONGEST_HEADLINE]
    times = fields.get("time", [])
    if not times:
        return Reject(where, f"there is no time; give `time` such as 2024-03-05T14:30:00Z ({_found(record)})")
    try:
        time = parse_time(_time(times))
    except ValueError as error:
        return Reject(where, f"the time cannot be used: {error}")
    source = next(iter(_texts(map(_name, fields.get("source", ())), _LONGEST_NAME)), "")
    url = next(filter(None, map(_url, fields.get("url", ()))), "")
    identifier = next(filter(None, map(_id, fields.get("id", ()))), "") or _made_id(url, source, text, time)
    body = next((each[:LONGEST_BODY] for each in (*bodies, *texts[1:]) if each != text), "")
    return Item(identifier, text, time, source, url, body)


def _fields(record: Mapping[str, Any]) -> Fields:
    ranked: dict[str, list[tuple[int, Any]]] = {}
    for name, value in record.items():
        is_blank = value is None or (isinstance(value, str) and not value.strip())
        if is_blank or not isinstance(name, str) or len(name) > _LONGEST_NAME:
            continue
        if found := _place(name):
            ranked.setdefault(found[0], []).append((found[1], value))
    return {role: [value for _, value in sorted(each, key=lambda pair: pair[0])] for role, each in ranked.items()}


def role_of(name: str) -> str:
    """What a field of this name is for: `headline`, `time`, `source`, `url`, `id`, `body`, or empty for nothing.

    >>> role_of("Published-At"), role_of("price")
    ('time', '')
    """
    found = _place(name)
    return found[0] if found else ""


@lru_cache(maxsize=1024)
def _place(name: str) -> tuple[str, int] | None:
    """Role and rank of a field's name."""
    return _PLACES.get(_SEPARATOR.sub("", name.casefold()))


def _texts(values: Iterable[Any], most: int) -> list[str]:
    """What is left of the texts among some values, cut; those of which nothing is left are not there."""
    # Five times as much is looked at, as markup takes room.
    clean = (normalise(plain_text(value[: 5 * most])) for value in values if isinstance(value, str))
    return [text[:most].rstrip() for text in clean if text]


def _name(value: Any) -> Any:
    """The name of a source that is given as an object."""
    return value.get("name") or value.get("title") if isinstance(value, Mapping) else value


def _time(values: list[Any]) -> Any:
    """The time that counts among several."""
    first = next(filter(has_clock, values), values[0])
    if is_clock(first):
        day = next((value for value in values if isinstance(value, str) and not has_clock(value)), None)
        return f"{day.strip()} {first.strip()}" if day else first
    return first


def _url(value: Any) -> str:
    """An address that a browser may follow; empty if it is none, such as `javascript:`."""
    url = normalise(value) if isinstance(value, str) and len(value) <= _LONGEST_URL else ""
    return url if _URL.fullmatch(url) else ""


def _id(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        value = str(value)
    known = normalise(value) if isinstance(value, str) else ""
    return known if len(known) <= _LONGEST_NAME else f"{short_hash(known):016x}"


def _made_id(url: str, source: str, text: str, time: float) -> str:
    """An id that is the same whenever the item is read again."""
    content = url or "\n".join((source, text, repr(time)))
    return f"{short_hash(content):016x}"


def _found(record: Mapping[str, Any]) -> str:
    names = ", ".join(str(name)[:30] for name in list(record)[:8])
    return f"fields here: {names}" if names else "it has no fields"
