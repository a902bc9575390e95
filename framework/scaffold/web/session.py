"""Sessions without a login: they only prove that a form came from a page of ours."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_WRITTEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Sessions:
    """Hands out sessions, and tokens for forms that are bound to them. Both end with the process.

    :param port: part of the name of the cookie: browsers share cookies among all ports of a host.
    """

    def __init__(self, port: int) -> None:
        self.cookie = f"scaffold-{port}"
        self._secret = secrets.token_bytes(32)

    def of(self, cookies: Mapping[str, str]) -> str | None:
        """The session of a request; None if it has none."""
        session = cookies.get(self.cookie, "")
        return session if _WRITTEN.fullmatch(session) else None

    def new(self) -> str:
        """A new session."""
        return secrets.token_urlsafe(32)

    def token(self, session: str) -> str:
        """The token that forms of a session carry."""
        return hmac.new(self._secret, session.encode(), hashlib.sha256).hexdigest()

    def is_token(self, session: str | None, token: str) -> bool:
        """Whether a form came from a page of this session."""
        return session is not None and hmac.compare_digest(self.token(session).encode(), token.encode())

    def set_cookie(self, session: str) -> str:
        """The header `Set-Cookie` for a session; other sites cannot make a browser send it."""
        return f"{self.cookie}={session}; Path=/; HttpOnly; SameSite=Strict"
