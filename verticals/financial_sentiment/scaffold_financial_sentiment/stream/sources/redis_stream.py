"""Source: a Redis stream, read as a member of a consumer group."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from scaffold.errors import SettingsError
from scaffold_financial_sentiment.news.item import Reject
from scaffold_financial_sentiment.stream.address import Address, without_secrets
from scaffold_financial_sentiment.stream.draft import Draft
from scaffold_financial_sentiment.stream.pause import IDLE_EVERY, Pause
from scaffold_financial_sentiment.stream.redis_entry import item_of_entry
from scaffold_financial_sentiment.stream.redis_group import LostConnectionError, RedisGroup
from scaffold_financial_sentiment.stream.source import Batch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.stream.redis_group import Entry
    from scaffold_financial_sentiment.stream.source import Source

LONGEST_WAIT = 30.0
"""Seconds between two tries to reach a server."""

_FIRST_WAIT = 0.5
_CLAIM = 600.0
_CLAIM_EVERY = 30.0
_FORM = "Write redis://host:6379/0/STREAM?group=NAME&consumer=NAME."


def open(address: str, settings: FinancialSentimentSettings) -> Source:  # noqa: A001
    """The source of `redis://host:port/db/STREAM?group=NAME&consumer=NAME`; `rediss:` for TLS.

    `claim=10m` is the time after which entries that another consumer left are taken over; it must be longer than any
    consumer works on a batch.

    :raises SettingsError: if the address names no stream.
    :raises UserError: if the package `redis` is not installed.
    """
    read = Address.of(address, ("group", "consumer", "claim"))
    shown = without_secrets(read.place)
    try:
        parts = urlsplit(read.place)
        host, port = parts.hostname or "localhost", parts.port or 6379
    except ValueError as error:
        raise SettingsError(f"this is no address: {error}", where=shown, hint=_FORM) from None
    database, _, stream = parts.path.removeprefix("/").partition("/")
    if not stream or not database.isdecimal():
        raise SettingsError("the address must name a database and a stream", where=shown, hint=_FORM)
    group, consumer = read.text("group", "scaffold"), read.text("consumer", "monitor")
    server = {
        "host": host,
        "port": port,
        "db": int(database),
        "username": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "ssl": parts.scheme == "rediss",
    }
    return RedisStream(
        RedisGroup.connect(server, unquote(stream), group, consumer),
        f"{parts.scheme}://{host}:{port}/{database}/{stream}?group={group}&consumer={consumer}",
        batch=settings.batch,
        largest=settings.largest_item,
        claim_after=read.seconds("claim", _CLAIM, 1.0),
    )


class RedisStream:
    """Entries of a stream, each given to one consumer of the group.

    What this consumer reads itself comes with growing ids, so one id tells what is done. What it takes over from
    consumers that died may be older; the position names such entries one by one until they are acknowledged. After a
    new start or a lost connection all that is pending is looked through: what is committed is acknowledged, the rest
    is given (again).

    :param name: the address without secrets.
    :param claim_after: seconds after which entries that others left are taken over.
    """

    def __init__(self, group: RedisGroup, name: str, *, batch: int, largest: int, claim_after: float) -> None:
        self.name = name
        self._group = group
        self._batch = batch
        self._largest = largest
        self._claim_after = claim_after
        self._pause = Pause()
        self._lock = threading.Lock()
        self._last = self._committed = "0-0"
        self._given: deque[str] = deque()
        self._claimed: dict[str, None] = {}
        self._committed_claims: frozenset[str] = frozenset()
        self._next_claim = 0.0

    def batches(self, position: Mapping[str, Any] | None) -> Iterator[Batch]:
        """Batches while nobody closes the source; a server that cannot be reached is asked again.

        :raises SettingsError: if the server refuses.
        """
        self._last = self._committed = (position or {}).get("last", "0-0")
        self._claimed = dict.fromkeys((position or {}).get("claimed", ()))
        self._committed_claims = frozenset(self._claimed)
        wait = _FIRST_WAIT
        try:
            while not self._pause.is_closed:
                try:
                    self._group.create(self._last)
                    yield from self._pending()
                    wait = _FIRST_WAIT
                    yield from self._follow()
                except LostConnectionError as error:
                    if not self._pause.is_closed:
                        yield Batch((), (Reject(self.name, error.message),), self._position, is_idle=True)
                    yield from self._pause.idle(wait, self._position)
                    wait = min(2 * wait, LONGEST_WAIT)
        finally:
            self._group.close()

    def committed(self, position: Mapping[str, Any]) -> None:
        """Acknowledge what is stored. If the server cannot be reached, that is made up for later."""
        with self._lock:
            self._committed, self._committed_claims = position["last"], frozenset(position["claimed"])
            done = [key for key in self._given if _rank(key) <= _rank(self._committed)]
            done += [key for key in self._claimed if key in self._committed_claims]
        self._acknowledge(done)

    def close(self) -> None:
        """End `batches`, within a second."""
        self._pause.close()

    @property
    def _position(self) -> dict[str, Any]:
        with self._lock:
            return {"last": self._last, "claimed": list(self._claimed)}

    def _follow(self) -> Iterator[Batch]:
        while not self._pause.is_closed:
            entries = self._group.new(self._batch, IDLE_EVERY)
            yield from self._batches(entries)
            if not entries and self._pause.is_idle_due():
                yield Batch((), (), self._position, is_idle=True)
            if time.monotonic() >= self._next_claim:
                yield from self._batches(self._group.claim(self._claim_after, self._batch), claimed=True)
                self._next_claim = time.monotonic() + min(self._claim_after / 2, _CLAIM_EVERY)

    def _pending(self) -> Iterator[Batch]:
        """What was given to this consumer before, and either not committed or not acknowledged."""
        for claimed in (False, True):
            after = "0-0"
            while entries := self._group.pending(after, self._batch, claimed=claimed):
                yield from self._batches(entries, claimed=claimed)
                after = entries[-1][0]

    def _batches(self, entries: Iterable[Entry], *, claimed: bool = False) -> Iterator[Batch]:
        draft = Draft(self._batch)
        done = []
        for key, fields in entries:
            if self._is_committed(key, claimed):
                done.append(key)
            elif self._take(key, claimed):
                draft.add(item_of_entry(key, fields, f"{self.name} {key}", self._largest))
            if draft.is_full:
                yield draft.batch(self._position)
        if draft:
            yield draft.batch(self._position)
        self._acknowledge(done)

    def _is_committed(self, key: str, claimed: bool) -> bool:
        with self._lock:
            return key in self._committed_claims if claimed else _rank(key) <= _rank(self._committed)

    def _take(self, key: str, claimed: bool) -> bool:
        """Note that an entry is given now; False if it was before."""
        with self._lock:
            if claimed:
                is_new = key not in self._claimed
                self._claimed[key] = None
                return is_new
            if _rank(key) <= _rank(self._last):
                return False
            self._last = key
            self._given.append(key)
            return True

    def _acknowledge(self, keys: list[str]) -> None:
        if not keys:
            return
        try:
            self._group.acknowledge(keys)
        except LostConnectionError:
            # They stay noted: the next commit, or the look through what is pending, acknowledges them.
            return
        with self._lock:
            acknowledged = set(keys)
            self._given = deque(key for key in self._given if key not in acknowledged)
            self._claimed = {key: None for key in self._claimed if key not in acknowledged}


def _rank(key: str) -> tuple[int, int]:
    time_part, _, number = key.partition("-")
    return int(time_part), int(number)
