"""Work on many texts by all cores: in order, with few of them in memory."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

T = TypeVar("T")
R = TypeVar("R")

# Chunks that lie ready for each worker: one that it works on, and the next.
_AHEAD = 2

_work: Callable[[Any], Any] | None = None


class _Done(Generic[R]):
    """The results of a chunk as far as it went, and what stopped it."""

    def __init__(self, results: list[R], error: BaseException | None, is_stopped: bool) -> None:
        self.results, self.error, self.is_stopped = results, error, is_stopped


def in_parallel(
    work: Callable[[T], R], items: Iterable[T], workers: int | None = None, chunk: int = 256
) -> Iterator[R]:
    """`map(work, items)` by several processes; results come in the order of the items.

    No more than two chunks for each worker are read ahead. What `work` raises is raised here, after the results
    before it. All processes have ended when the iterator has, or is closed.

    :param work: called in processes forked from this one, so it may hold an index that is large; where processes
        cannot be forked it is pickled once for each. It must not use torch, whose threads no fork survives.
    :param workers: the number of cores, where it is `None`; with one, or for a single chunk, no process is started.
    :param chunk: items sent to a worker at once.
    """
    count = workers or usable_cores()
    if count == 1:
        yield from map(work, items)
        return
    chunks = _chunks(items, chunk)
    first, second = next(chunks, []), next(chunks, [])
    if not second:
        yield from map(work, first)
        return
    pool = ProcessPoolExecutor(count, _context(), _begin, (work,))
    waiting: deque[tuple[list[T], Future[_Done[R]]]] = deque()
    try:
        for own in (first, second):
            waiting.append((own, pool.submit(_do, own)))
        while waiting:
            for own in islice(chunks, count * _AHEAD - len(waiting)):
                waiting.append((own, pool.submit(_do, own)))
            own, future = waiting.popleft()
            done = future.result()
            yield from done.results
            if done.error is not None:
                raise done.error
            if done.is_stopped:
                # The error could not be sent, so it is met again here.
                yield from map(work, own[len(done.results) :])
    finally:
        pool.shutdown(cancel_futures=True)


def usable_cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while own := list(islice(rest, size)):
        yield own


def _context() -> BaseContext:
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def _begin(work: Callable[[Any], Any]) -> None:
    global _work
    _work = work
    # What was inherited stays shared: a collection that looked at it would copy its pages.
    gc.freeze()
    # An interrupt from the keyboard reaches all processes; this one ends when the first tells it to.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _do(items: list[Any]) -> _Done[Any]:
    assert _work is not None
    results: list[Any] = []
    try:
        for item in items:
            results.append(_work(item))
    except Exception as error:
        return _Done(results, error if _can_be_sent(error) else None, is_stopped=True)
    return _Done(results, None, is_stopped=False)


def _can_be_sent(error: Exception) -> bool:
    try:
        return type(pickle.loads(pickle.dumps(error))) is type(error)  # noqa: S301
    except Exception:
        return False
