"""Plain text out of the HTML that titles and summaries of feeds hold."""

from __future__ import annotations

import html
import re

_INLINE_NAMES = "a abbr b big cite code del em font i ins mark q s small span strong sub sup u wbr"
_INLINE = frozenset(_INLINE_NAMES.split())
_BLOCKS = (
    "address article aside blockquote body br button caption center dd div dl dt embed figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 head header hr html iframe img input label li link main meta nav noscript object ol option p"
    " picture pre section select source table tbody td tfoot th thead title tr ul video audio"
)
_HIDDEN = {"script": "script", "style": "style", "<!--": "-->"}
"""What hides the text behind it, and what ends that."""
_NAMES = "|".join(sorted({*_INLINE, *_BLOCKS.split(), "script", "style"}, key=len, reverse=True))
# Names that are known, so that "profit <y and sales >z" stays as it is.
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{_NAMES})(?=[\s/>])[^<>]*>|(?P<comment><!--|-->)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def plain_text(text: str) -> str:
    """The text without tags, comments, scripts and styles, its entities read; other text stays as it is.

    >>> plain_text("<p>AT&amp;T <b>falls</b> 5%</p>").strip()
    'AT&T falls 5%'
    >>> plain_text("margin <5% and sales >10%")
    'margin <5% and sales >10%'
    """
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return _without_tags(text) if "<" in text else text


def _without_tags(text: str) -> str:
    parts: list[str] = []
    at, hidden = 0, ""
    for match in _TAG.finditer(text):
        name = (match["name"] or match["comment"]).lower()
        if hidden:
            if match["end"] or name == "-->":
                hidden = "" if name == hidden else hidden
        elif name != "-->":
            parts += [text[at : match.start()], "" if name in _INLINE else " "]
            hidden = _HIDDEN.get(name, "") if not match["end"] else ""
        else:
            continue
        at = match.end()
    return "".join(parts) if hidden else "".join([*parts, text[at:]])
