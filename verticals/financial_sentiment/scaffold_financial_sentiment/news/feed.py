"""Feeds: RSS 0.9x, 1.0 and 2.0, and Atom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from scaffold.errors import DataError
from scaffold_financial_sentiment.news.record import item_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from scaffold_financial_sentiment.news.item import Item, Reject

_DC = "http://purl.org/dc/elements/1.1/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_BORROWED = {f"{{{_DC}}}date": "date", f"{{{_CONTENT}}}encoded": "encoded"}
"""Elements of other vocabularies that are read; a title of a picture, say, is not."""

_DECLARED = re.compile(rb"<\?xml[^>]{1,100}?encoding\s*=\s*[\"']([\w.-]{1,40})[\"']")
_CODECS = {"gb2312": "gb18030", "gbk": "gb18030"} | {
    name: name for name in ("gb18030", "big5", "big5-hkscs", "shift_jis", "euc-jp", "euc-kr", "iso-2022-jp")
}
"""Encodings of several bytes a character, of which the XML parser knows none."""

_NOT_A_FEED = 'Give the address of the feed itself; a page names it in <link type="application/rss+xml">.'


def read_feed(content: bytes, where: str) -> list[Item | Reject]:
    """Items and rejects of the entries of a feed, in its order.

    An item's source is the publisher that its entry names, else the title of the feed.

    :param where: file or address that messages name.
    :raises DataError: for XML that is broken (naming line and column), declares entities, or is no feed.
    """
    root = _root(content, where)
    kind = _local(root.tag)
    if kind == "feed":
        records = [_of_atom(entry) for entry in _children(root, "entry")]
        title = _words(_children(root, "title"))
    elif kind in ("rss", "rdf"):
        # The root of RSS 1.0 is of another vocabulary than what it holds, and holds the items itself.
        channels = [child for child in root if _local(child.tag) == "channel"]
        inner = [child for parent in (*channels, root) for child in parent if _local(child.tag) == "item"]
        records = [_of_rss(entry) for entry in inner]
        title = next(filter(None, (_words(_children(channel, "title")) for channel in channels)), "")
    else:
        raise DataError(f"this is no RSS or Atom feed, but <{kind[:40]}>", where=where, hint=_NOT_A_FEED)
    return [
        item_of({**record, "source": record["source"] or title}, f"{where}, entry {number}")
        for number, record in enumerate(records, 1)
    ]


def _root(content: bytes, where: str) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    # White space before the declaration is a frequent mistake, and harmless.
    stripped = content.lstrip()
    try:
        root: Element = fromstring(_readable(stripped))
    except DefusedXmlException as error:
        raise DataError(
            "the feed declares entities, with which a small file can fill the memory; it is refused",
            where=where,
            hint="Ask its publisher for a feed without a DTD that declares entities.",
        ) from error
    except ParseError as error:
        if stripped[:1000].lower().startswith((b"<!doctype html", b"<html")):
            raise DataError("this is a web page and no feed", where=where, hint=_NOT_A_FEED) from error
        line = error.position[0] + content[: len(content) - len(stripped)].count(b"\n")
        raise DataError(
            f"the XML is broken in line {line}, column {error.position[1] + 1}: {str(error).partition(':')[0]}",
            where=where,
            hint="Fetch it again; if that does not help, tell its publisher.",
        ) from error
    except (ValueError, LookupError) as error:
        raise DataError(
            f"the feed cannot be decoded: {error}", where=where, hint="Ask its publisher for UTF-8."
        ) from error
    return root


def _readable(content: bytes) -> bytes:
    """The content in an encoding that the parser knows.

    :raises ValueError: if it is not in the encoding that it declares.
    """
    declared = _DECLARED.match(content)
    codec = _CODECS.get(declared[1].decode("ascii", "replace").lower()) if declared else None
    if declared is None or codec is None:
        return content
    text = content.decode(codec)
    return (text[: declared.start(1)] + "utf-8" + text[declared.end(1) :]).encode("utf-8")


def _of_rss(entry: Element) -> dict[str, str]:
    guids = _children(entry, "guid")
    guid = _words(guids)
    is_link = bool(guids) and guids[0].get("isPermaLink", "true").strip().lower() != "false"
    return {
        "headline": _words(_children(entry, "title")),
        "body": _words(_children(entry, "description", "encoded")),
        "time": _words(_children(entry, "pubdate", "date")),
        "source": _words(_children(entry, "source")),
        "url": _words(_children(entry, "link")) or (guid if is_link else ""),
        "id": guid or entry.get(f"{{{_RDF}}}about", ""),
    }


def _of_atom(entry: Element) -> dict[str, str]:
    links = {link.get("rel", "alternate"): link.get("href", "") for link in reversed(_children(entry, "link"))}
    publishers = [title for source in _children(entry, "source") for title in _children(source, "title")]
    return {
        "headline": _words(_children(entry, "title")),
        "body": _words(_children(entry, "summary", "content")),
        "time": _words(_children(entry, "published", "issued", "updated", "modified", "date")),
        "source": _words(publishers),
        "url": links.get("alternate", ""),
        "id": _words(_children(entry, "id")),
    }


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].lower()


def _children(parent: Element, *names: str) -> list[Element]:
    """Children of these names in the parent's own vocabulary, or one that is borrowed from; in the order of names."""
    own = parent.tag.rpartition("}")[0]
    known = [
        (_BORROWED.get(child.tag) or (_local(child.tag) if child.tag.rpartition("}")[0] == own else ""), child)
        for child in parent
    ]
    return [child for name in names for found, child in known if found == name]


def _words(elements: Sequence[Element]) -> str:
    """The text of the first of some elements that has one; markup in it is left out."""
    texts = (
        " ".join(element.itertext()).strip() if len(element) else (element.text or "").strip() for element in elements
    )
    return next(filter(None, texts), "")
