"""What a page may load and do: nothing but its own style and script, and forms to where it came from."""

from __future__ import annotations

import base64
import hashlib


def page_policy(style: str, script: str, *, is_header: bool = True) -> str:
    """The `Content-Security-Policy` of a page that holds this style and this script, and no other.

    :param is_header: or a tag in a page that is opened as a file, which then sends and fetches nothing at all.
    """
    own = ("default-src 'none'", f"style-src {_digest(style)}", f"script-src {_digest(script)}", "img-src data:")
    if not is_header:
        return "; ".join((*own, "form-action 'none'", "base-uri 'none'"))
    return "; ".join((*own, "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"))


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
