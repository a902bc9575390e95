"""`webhook:URL`: each alert is posted as JSON and signed.

A receiver checks that a message is ours and new, then drops what it has seen already:

    def is_ours(headers, body: bytes, secret: bytes, now: float) -> bool:
        timestamp = headers["X-Scaffold-Timestamp"]
        expected = hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        is_signed = hmac.compare_digest(headers["X-Scaffold-Signature"], f"sha256={expected}")
        return is_signed and abs(now - int(timestamp)) < 300

    if is_ours(...) and headers["Idempotency-Key"] not in seen: ...

A message that is sent again has the same `Idempotency-Key` and body; time and signature are new. Any answer from 200 to
299 says that the receiver has it.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import math
import os
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import httpx2

from scaffold.errors import DataError, SettingsError, UserError
from scaffold.text import normalise
from scaffold_financial_sentiment.alerts.as_json import as_json
from scaffold_financial_sentiment.alerts.errors import SinkError
from scaffold_financial_sentiment.stream.address import Address
from scaffold_financial_sentiment.stream.connection import GuardedTransport
from scaffold_financial_sentiment.stream.guard import check_address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scaffold_financial_sentiment.incidents.alert import Alert
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings

SECRET = "FINANCIAL_SENTIMENT_WEBHOOK_SECRET"  # noqa: S105 - the name of the variable that holds it
LONGEST_RETRY_AFTER = 3600.0
"""Seconds; a receiver that asks for more is tried again all the same."""

_TRY_AGAIN = frozenset({408, 425, 429})
_OPTIONS = ("secret_env", "unsigned", "within")
_WITHIN = 15.0
_LONGEST_ANSWER = 200
_SAFE = "!#$&'()*+,/:;=?@[]|"


class WebhookSink:
    """Posts alerts to one URL.

    :param secret: what messages are signed with; None leaves them unsigned.
    :param within: seconds that a receiver has for its answer, connecting included.
    :param clock: the present, in seconds since 1970 UTC, for the signature.
    """

    def __init__(
        self,
        url: str,
        secret: bytes | None,
        *,
        allow_private: bool = False,
        within: float = _WITHIN,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.name = name_of(url)
        self._url = url
        self._secret = secret
        self._clock = clock
        self._client = httpx2.Client(
            transport=GuardedTransport(allow_private=allow_private, within=within),
            timeout=within,
            trust_env=False,
            follow_redirects=False,
        )

    def send(self, alert: Alert) -> None:
        """Post it.

        :raises SinkError: unless the answer is one of 200 to 299; final for a redirect and for 4xx except 408, 425
            and 429.
        """
        body = as_json(alert).encode()
        headers = {
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "scaffold-financial-sentiment",
            "Idempotency-Key": quote(alert.key, safe=_SAFE),
            **self._signature(body),
        }
        try:
            with self._client.stream("POST", self._url, content=body, headers=headers) as response:
                if not response.is_success:
                    raise self._refused(response)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise SinkError(f"the webhook does not answer: {error}", where=self.name) from error
        except SinkError:
            raise
        except UserError as error:
            raise SinkError(error.message, where=self.name, hint=error.hint) from error

    def close(self) -> None:
        """Close the client."""
        self._client.close()

    def _signature(self, body: bytes) -> dict[str, str]:
        if self._secret is None:
            return {}
        timestamp = str(math.floor(self._clock()))
        return {"X-Scaffold-Timestamp": timestamp, "X-Scaffold-Signature": signature(self._secret, timestamp, body)}

    def _refused(self, response: httpx2.Response) -> SinkError:
        status = response.status_code
        if response.is_redirect or 300 <= status < 400:
            return SinkError(
                f"the webhook answers {status} and points elsewhere; that is not followed",
                where=self.name,
                hint="Give the address that it points to.",
                is_final=True,
            )
        said = _beginning(response)
        return SinkError(
            f"the webhook answers {status}" + (f": {said}" if said else ""),
            where=self.name,
            is_final=400 <= status < 500 and status not in _TRY_AGAIN,
            retry_after=retry_after(response.headers, self._clock()),
        )


def open(address: str, settings: FinancialSentimentSettings) -> WebhookSink:  # noqa: A001 - the name that a spec has it by
    """The sink of `webhook:URL`, `webhook+https://...` or `webhook+http://...`.

    These parameters behind `?` are not sent on: `secret_env=NAME`, the environment variable that holds the secret;
    `unsigned=yes`; and `within=15s`, the time for an answer.

    :raises SettingsError: when the secret is missing, or the URL is not allowed.
    """
    read = Address.of(address[len("webhook:") :], _OPTIONS, keep_others=True)
    within = read.seconds("within", _WITHIN, 1.0)
    secret = None if read.flag("unsigned", False) else _secret(read.text("secret_env", SECRET), name_of(read.place))
    with contextlib.suppress(DataError):  # A name that is not known at the moment may be later.
        check_address(read.place, settings.allow_private)
    return WebhookSink(read.place, secret, allow_private=settings.allow_private, within=within)


def signature(secret: bytes, timestamp: str, body: bytes) -> str:
    """Value of the header `X-Scaffold-Signature`: HMAC-SHA256 (RFC 2104) of the time, a dot and the body."""
    return "sha256=" + hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def name_of(url: str) -> str:
    """Scheme, host, and a mark of path and query, which often are secrets themselves; user and password leave no trace.

    >>> name_of("https://me:pass@risk.example/alerts")
    'webhook:https://risk.example/alerts'
    >>> name_of("https://chat.example/hooks/T01/Zx81?token=q")
    'webhook:https://chat.example/hooks/...#90488908'
    """
    parts = urlsplit(url)
    place = f"webhook:{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
    first, *others = parts.path.strip("/").split("/")
    if not others and not parts.query and len(first) <= 20:
        return f"{place}{parts.path}"
    mark = hashlib.blake2b(f"{parts.path}?{parts.query}".encode(), digest_size=4).hexdigest()
    return f"{place}/{first if len(first) <= 20 else ''}/...#{mark}"


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds of the header `Retry-After` (RFC 9110, 10.2.3), a number or a date, at most an hour; None without it.

    >>> retry_after({"retry-after": "120"}, 0), retry_after({"retry-after": "99999"}, 0), retry_after({}, 0)
    (120.0, 3600.0, None)
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return min(float(value[:9]), LONGEST_RETRY_AFTER)
    try:
        return min(max(parsedate_to_datetime(value).timestamp() - now, 0.0), LONGEST_RETRY_AFTER)
    except (ValueError, OverflowError):
        return None


def _secret(variable: str, name: str) -> bytes:
    value = os.environ.get(variable, "")
    if not value:
        raise SettingsError(
            f"the environment variable {variable}, which holds the secret for signing, is not set",
            where=name,
            hint=f"Set {variable}, name another one with ?secret_env=NAME, or add ?unsigned=yes.",
        )
    return value.encode()


def _beginning(response: httpx2.Response) -> str:
    """The first words of an answer, for the message; an answer that breaks off says nothing."""
    try:
        block = next(response.iter_raw(_LONGEST_ANSWER), b"")
    except httpx2.HTTPError:
        return ""
    return normalise(block[:_LONGEST_ANSWER].decode("utf-8", "replace"))
