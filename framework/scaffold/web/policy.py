"""What a page may load and do: nothing but its own style and script, and forms to where it came from."""

from __future__ import annotations

import base64
import hashlib


def page_policy(style: str, script: str) -> str:
    """The header `Content-Security-Policy` of a page that holds this style and this script, and no other."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {_digest(style)}",
            f"script-src {_digest(script)}",
            "connect-src 'self'",
            "img-src data:",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
