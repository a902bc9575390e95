"""Addresses of articles in one form, so that the same article has the same one."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

_SITES = re.compile(r"^(?:(?:www\d?|m|mobile|amp|wap)\.)+(?=[^.]+\.)")
_AMP = re.compile(r"^/amp(?=/)|(?:/amp|\.amp)(?:\.html?)?$", re.IGNORECASE)
_TRACKING = re.compile(
    r"(?:utm_|guce|guccounter|mc_|ito_).*|_ga|amp|cmp|cmpid|dclid|fbclid|feedname|feedtype|ftcamp|gclid|igshid"
    r"|mbid|mod|msclkid|ncid|ocid|output|outputtype|ref|ref_src|rpc|rss|s_cid|smid|spm|src|tsrc|yclid|yptr",
    re.IGNORECASE,
)
_LONGEST = 2000


def plain_address(url: str) -> str:
    """What tells an article's address from others: without scheme, `www.`, mobile variants, tracking and fragment.

    :returns: empty for what names no article: no web address, the home page of a site, nothing at all.

    >>> plain_address("https://www.wire.example/a-story/?utm_source=x&id=7#top")
    'wire.example/a-story?id=7'
    >>> plain_address("http://amp.wire.example/a-story/amp?id=7")
    'wire.example/a-story?id=7'
    """
    url = url.strip()
    if not url or len(url) > _LONGEST:
        return ""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https", "") or "." not in host:
        return ""
    host = _SITES.sub("", host) if port in (None, 80, 443) else f"{host}:{port}"
    path = _AMP.sub("", parts.path.rstrip("/")).rstrip("/")
    query = urlencode(sorted(_told(parts.query)))
    if not path and not query:
        return ""
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def _told(query: str) -> list[tuple[str, str]]:
    """Parameters that may name the article."""
    return [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not _TRACKING.fullmatch(name)]
