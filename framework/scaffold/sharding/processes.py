"""The engine `process`: workers are processes of this machine, from the standard library."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scaffold.sharding.worker import AnyShard, Done, Job, Worker, killed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.sharding.shard import Shard

_worker: Worker[Any] | None = None


def run(job: Job[AnyShard], shards: Sequence[AnyShard], workers: int, tries: int) -> Iterator[Done]:
    """Do `shards`, in any order; the shards of workers that died are done again by new ones.

    :raises UserError: when workers died `tries` times and no shard was done in between.
    """
    left = {shard.number: shard for shard in shards}
    died, restarted = 0, False
    while left:
        # A forked process would inherit torch's threads in a state that nobody knows.
        pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin, (job,))
        try:
            for future in as_completed([pool.submit(_do, shard) for shard in left.values()]):
                done = future.result()
                del left[done.shard.number]
                died = 0
                yield replace(done, restarted=restarted)
        except BrokenProcessPool as error:
            died, restarted = died + 1, True
            if died == tries:
                raise killed(job, tries) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _begin(job: Job[Any]) -> None:
    global _worker
    _worker = Worker(job)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _do(shard: Shard) -> Done:
    assert _worker is not None
    return _worker.do(shard)
