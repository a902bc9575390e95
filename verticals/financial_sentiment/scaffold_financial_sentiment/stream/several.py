"""Several sources at once, each read by a thread of its own."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Any

from scaffold.errors import SettingsError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scaffold_financial_sentiment.stream.source import Batch, Source

_MOST_WAITING = 2
_END_WITHIN = 5.0


class Several:
    """Batches of several sources, taken in turn; a slow reader slows all of them down.

    Of each source at most two batches wait. `committed` is to be called on the source itself.

        with Several(sources) as several:
            for source, batch in several.batches(positions):
                ...

    :raises SettingsError: if two sources have the same name, since they would share a position.
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = tuple(sources)
        names = [source.name for source in sources]
        if twice := {name for name in names if names.count(name) > 1}:
            raise SettingsError("this source is given twice", where=min(twice), hint="Leave one of them out.")
        self._changed = threading.Condition()
        self._waiting: dict[str, deque[Batch]] = {name: deque() for name in names}
        self._reading: set[str] = set()
        self._errors: dict[str, BaseException] = {}
        self._is_closed = False
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Several:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def batches(self, positions: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[Source, Batch]]:
        """Batches with their sources, until all sources have ended or `close` is called.

        :param positions: where to go on, by the name of the source.
        :raises UserError: what a source raised, after the batches before it; it names the source.
        """
        self._reading = set(self._waiting)
        for source in self._sources:
            thread = threading.Thread(
                target=self._read, args=(source, positions.get(source.name)), name=source.name, daemon=True
            )
            self._threads.append(thread)
            thread.start()
        turn = 0
        while (taken := self._take(turn)) is not None:
            turn, batch = taken
            yield self._sources[turn], batch
            turn += 1

    def close(self) -> None:
        """Close all sources and wait for their threads, for some seconds at most."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        for source in self._sources:
            source.close()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(_END_WITHIN)

    def _take(self, turn: int) -> tuple[int, Batch] | None:
        """The next batch, looking at source number `turn` first; None at the end."""
        with self._changed:
            while not self._is_closed:
                for number in range(turn, turn + len(self._sources)):
                    at = number % len(self._sources)
                    name = self._sources[at].name
                    if self._waiting[name]:
                        batch = self._waiting[name].popleft()
                        self._changed.notify_all()
                        return at, batch
                    if name in self._errors:
                        raise _named(self._errors.pop(name), name)
                if not self._reading:
                    return None
                self._changed.wait()
        return None

    def _read(self, source: Source, position: Mapping[str, Any] | None) -> None:
        """Run in a thread: take batches of a source while there is room."""
        try:
            for batch in source.batches(position):
                if not self._put(source.name, batch):
                    return
        except BaseException as error:
            self._errors[source.name] = error
        finally:
            with self._changed:
                self._reading.discard(source.name)
                self._changed.notify_all()

    def _put(self, name: str, batch: Batch) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or len(self._waiting[name]) < _MOST_WAITING)
            if self._is_closed:
                return False
            self._waiting[name].append(batch)
            self._changed.notify_all()
            return True


def _named(error: BaseException, name: str) -> BaseException:
    """The error with the name of its source."""
    if isinstance(error, UserError):
        if name not in (error.where or ""):
            error.where = f"{name}: {error.where}" if error.where else name
    else:
        error.add_note(f"while reading {name}")
    return error
