"""A consumer group of a Redis stream: the few commands that a reader needs."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from scaffold.errors import SettingsError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import redis

    Entry = tuple[str, Mapping[bytes, bytes] | None]

_TIMEOUT = 10.0
"""Seconds without an answer after which a connection counts as lost."""


class LostConnectionError(UserError):
    """The server cannot be reached for now."""


class RedisGroup:
    """One consumer of a group.

    What it takes over from others belongs to a second consumer, `NAME:claimed`: the ids of what it reads itself only
    grow, those of what it takes over do not, and so the two can be told apart after a crash.

    :raises LostConnectionError: from every method, if the server cannot be reached.
    :raises SettingsError: from every method, if the server refuses.
    """

    def __init__(self, client: redis.Redis, stream: str, group: str, consumer: str) -> None:
        self._client: Any = client
        self._stream = stream
        self._group = group
        self._own = consumer
        self._claimed = f"{consumer}:claimed"

    @classmethod
    def connect(cls, server: Mapping[str, Any], stream: str, group: str, consumer: str) -> RedisGroup:
        """The group at a server; nothing is sent yet.

        :param server: `host`, `port`, `db`, `username`, `password`, `ssl`.
        :raises UserError: if the package `redis` is not installed.
        """
        try:
            import redis
            from redis.backoff import NoBackoff
            from redis.retry import Retry
        except ImportError:
            raise UserError(
                "this needs the package 'redis', which is not installed",
                hint='Run: pip install "scaffold-financial-sentiment[redis]"',
            ) from None
        # A command that is sent again after its answer was lost would pass over the entries of that answer.
        never = Retry(NoBackoff(), 0)
        options: dict[str, Any] = {**server, "socket_timeout": _TIMEOUT, "socket_connect_timeout": _TIMEOUT}
        return cls(redis.Redis(**options, retry=never, protocol=2), stream, group, consumer)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def create(self, after: str) -> None:
        """Make the stream and the group where they are missing; the group begins behind the id `after`."""
        import redis

        with _as_user_error():
            try:
                self._client.xgroup_create(self._stream, self._group, id=after, mkstream=True)
            except redis.ResponseError as error:
                if not str(error).startswith("BUSYGROUP"):
                    raise

    def new(self, most: int, wait: float) -> list[Entry]:
        """Entries that nobody has been given, after waiting for them; they are pending then."""
        return self._read(self._own, ">", most, wait)

    def pending(self, after: str, most: int, *, claimed: bool = False) -> list[Entry]:
        """Entries with higher ids than `after` that were given to this consumer and not acknowledged."""
        return self._read(self._claimed if claimed else self._own, after, most, None)

    def claim(self, idle: float, most: int) -> list[Entry]:
        """Take over entries that others were given `idle` seconds ago and have not acknowledged since."""
        with _as_user_error():
            start = "-"
            ids: list[bytes] = []
            while len(ids) < most:
                page = self._client.xpending_range(
                    self._stream, self._group, min=start, max="+", count=most, idle=int(idle * 1000)
                )
                others = (each for each in page if each["consumer"].decode() not in (self._own, self._claimed))
                ids += [each["message_id"] for each in others]
                if len(page) < most:
                    break
                start = f"({page[-1]['message_id'].decode()}"
            # The server looks again whether they are idle, as somebody else may have been faster.
            found = ids and self._client.xclaim(self._stream, self._group, self._claimed, int(idle * 1000), ids[:most])
        return [(key.decode(), fields) for key, fields in found or () if key is not None]

    def acknowledge(self, ids: Sequence[str]) -> None:
        """Tell the server that entries are done."""
        with _as_user_error():
            for start in range(0, len(ids), 1000):
                self._client.xack(self._stream, self._group, *ids[start : start + 1000])

    def _read(self, consumer: str, after: str, most: int, wait: float | None) -> list[Entry]:
        block = None if wait is None else int(wait * 1000)
        with _as_user_error():
            answer = self._client.xreadgroup(self._group, consumer, {self._stream: after}, count=most, block=block)
        return [(key.decode(), fields) for _, entries in answer or () for key, fields in entries]


@contextmanager
def _as_user_error() -> Iterator[None]:
    import redis

    try:
        yield
    except redis.AuthenticationError as error:
        raise SettingsError(f"Redis refuses user or password: {error}", hint="Correct them in the address.") from error
    except redis.ResponseError as error:
        # The group is gone after a flush, or on a server that lost its data: it is made again after a new start.
        if str(error).startswith("NOGROUP"):
            raise LostConnectionError("the consumer group is gone") from error
        if isinstance(error, redis.ReadOnlyError):
            raise LostConnectionError("this Redis is a replica for now") from error
        raise SettingsError(f"Redis refuses: {error}", hint="Look at the address and at the stream's type.") from error
    except (redis.RedisError, OSError) as error:
        raise LostConnectionError(f"Redis cannot be reached: {error}") from error
