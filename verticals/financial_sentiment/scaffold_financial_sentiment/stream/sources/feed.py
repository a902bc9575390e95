"""Source: an RSS or Atom feed that is asked again and again."""

from __future__ import annotations

import time
from collections import Counter
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from scaffold.errors import UserError
from scaffold.text import short_hash
from scaffold_financial_sentiment.news.feed import read_feed
from scaffold_financial_sentiment.news.item import Item, Reject
from scaffold_financial_sentiment.stream.address import Address, without_secrets
from scaffold_financial_sentiment.stream.draft import Draft
from scaffold_financial_sentiment.stream.guard import check_url
from scaffold_financial_sentiment.stream.pause import Pause
from scaffold_financial_sentiment.stream.source import Batch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.stream.source import Source

LONGEST_WAIT = 3600.0
"""Seconds between two tries at most, however often the server failed."""
LONGEST_ASKED = 86_400.0
"""Seconds that a server may ask to be left alone."""

_EVERY = 60.0
_MOST_SEEN = 1000
_MOST_ITEMS_LARGE = 20
"""A feed may be as large as this many of the largest items."""
_ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"


def open(address: str, settings: FinancialSentimentSettings) -> Source:  # noqa: A001
    """The source of `https://news.example/feed`, `rss:news.example/feed` or either with `?every=5m`.

    :raises SettingsError: if the address cannot be used or names one that is not allowed.
    """
    url = address.removeprefix("rss:")
    if not url.startswith(("http:", "https:")):
        url = f"https://{url.removeprefix('//')}"
    read = Address.of(url, ("every",), keep_others=True)
    check_url(read.place, settings.allow_private)
    return Feed(
        read.place,
        every=read.seconds("every", _EVERY, 1.0),
        batch=settings.batch,
        largest=settings.largest_item,
        allow_private=settings.allow_private,
    )


class Feed:
    """New entries of a feed in the order of time.

    The position holds hashes of the entries seen (all of the latest document, and before that up to 1000) and what the
    server wants to be told, so that it need not send a feed that has not changed. A server that fails ends nothing: an
    idle batch names the address and the reason, and each time the next try comes after twice the time.

    :param every: seconds between two requests.
    :param largest: bytes of the largest item; a feed may have 20 times as much.
    """

    def __init__(self, url: str, *, every: float, batch: int, largest: int, allow_private: bool) -> None:
        self.name = without_secrets(url)
        self._url = url
        self._every = every
        self._batch = batch
        self._largest = largest * _MOST_ITEMS_LARGE
        self._allow_private = allow_private
        self._pause = Pause()
        self._seen: dict[str, None] = {}
        self._validators: dict[str, str] = {}
        self._failures = 0

    def batches(self, position: Mapping[str, Any] | None) -> Iterator[Batch]:
        """Batches of new entries while nobody closes the source."""
        self._seen = dict.fromkeys((position or {}).get("seen", ()))
        self._validators = dict((position or {}).get("validators", ()))
        while not self._pause.is_closed:
            wait = self._every
            try:
                yield from self._new()
                self._failures = 0
            except _FeedError as error:
                self._failures += 1
                doubled = self._every * 2 ** min(self._failures, 30)
                wait = max(min(doubled, max(LONGEST_WAIT, self._every)), error.wait)
                yield Batch((), (Reject(error.where or self.name, error.message),), self._position, is_idle=True)
            yield from self._pause.idle(wait, self._position)

    def committed(self, position: Mapping[str, Any]) -> None:
        """Nothing is dropped: the server keeps what it wants."""

    def close(self) -> None:
        """End `batches`, at the latest when a request that is under way has ended."""
        self._pause.close()

    @property
    def _position(self) -> dict[str, Any]:
        return {"seen": list(self._seen), "validators": dict(self._validators)}

    def _new(self) -> Iterator[Batch]:
        """Batches of the entries that have not been seen.

        :raises _FeedError: if there is no feed to be had.
        """
        content, validators = self._document()
        if content is None:
            return
        try:
            keys = _keys(read_feed(content, self.name))
        except UserError as error:
            raise _FeedError(error.message, where=error.where) from error
        draft = Draft(self._batch)
        for key, entry in sorted(keys.items(), key=_order):
            if key not in self._seen:
                self._seen[key] = None
                draft.add(entry)
            if draft.is_full:
                yield draft.batch(self._position)
        self._keep(keys)
        # Only now: after a crash before, the server must send the document again.
        self._validators = validators
        if draft:
            yield draft.batch(self._position)

    def _document(self) -> tuple[bytes | None, dict[str, str]]:
        """The feed, None if it has not changed, and what to tell the server the next time."""
        from scaffold_financial_sentiment.stream.fetch import fetch

        headers = {"User-Agent": "scaffold-financial-sentiment", "Accept": _ACCEPT, **self._validators}
        try:
            answer = fetch(self._url, headers, largest=self._largest, allow_private=self._allow_private)
        except UserError as error:
            raise _FeedError(error.message, where=error.where) from error
        if answer.status == HTTPStatus.NOT_MODIFIED:
            return None, self._validators
        if answer.status != HTTPStatus.OK:
            wait = _asked_wait(answer.headers.get("retry-after", ""))
            raise _FeedError(f"the server answers {_named(answer.status)}", where=self.name, wait=wait)
        known = {"If-None-Match": answer.headers.get("etag"), "If-Modified-Since": answer.headers.get("last-modified")}
        return answer.content, {name: value for name, value in known.items() if value and len(value) <= 1000}

    def _keep(self, keys: Mapping[str, object]) -> None:
        """Forget the oldest entries, but none of the latest document."""
        older = [key for key in self._seen if key not in keys]
        room = max(0, _MOST_SEEN - len(keys))
        self._seen = dict.fromkeys([*(older[-room:] if room else ()), *keys])


class _FeedError(UserError):
    """There is no feed to be had for now.

    :ivar wait: seconds that the server asks to be left alone.
    """

    def __init__(self, message: str, *, where: str | None, wait: float = 0.0) -> None:
        super().__init__(message, where=where)
        self.wait = wait


def _keys(entries: list[Item | Reject]) -> dict[str, Item | Reject]:
    """Entries by what they are known by: the id, or of something unusable the reason and which of this reason it is."""
    keys: dict[str, Item | Reject] = {}
    reasons: Counter[str] = Counter()
    for entry in entries:
        if isinstance(entry, Reject):
            reasons[entry.reason] += 1
        known_by = entry.id if isinstance(entry, Item) else f"\n{reasons[entry.reason]} {entry.reason}"
        keys.setdefault(f"{short_hash(known_by) >> 16:012x}", entry)
    return keys


def _order(keyed: tuple[str, Item | Reject]) -> tuple[float, str]:
    entry = keyed[1]
    return (entry.time, entry.id) if isinstance(entry, Item) else (float("inf"), entry.where)


def _asked_wait(retry_after: str) -> float:
    """Seconds of a `Retry-After` header (RFC 9110, 10.2.3), a number or a date; 0 if it is neither."""
    if retry_after.isascii() and retry_after.isdecimal():
        return min(float(retry_after[:10]), LONGEST_ASKED)
    try:
        asked = parsedate_to_datetime(retry_after).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(max(asked, 0.0), LONGEST_ASKED)


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
