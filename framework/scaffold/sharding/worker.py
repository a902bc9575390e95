"""What a worker does, in whatever process an engine starts it: load what it needs once, then shard after shard."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from scaffold.errors import ScaffoldError, UserError
from scaffold.extras import need
from scaffold.files import new_file
from scaffold.progress import Progress

if TYPE_CHECKING:
    from scaffold.sharding.shard import Shard

AnyShard = TypeVar("AnyShard", bound="Shard")


@dataclass(frozen=True)
class Job(ABC, Generic[AnyShard]):
    """What all shards have in common; it is sent to each worker, so it holds paths and settings, and nothing large.

    :ivar where: what is worked on, as messages name it.
    :ivar folder: where the lines of the shards go.
    :ivar threads: of one worker.
    """

    where: str
    folder: Path
    threads: int

    @abstractmethod
    def open(self, heard: Progress) -> Callable[[AnyShard], Iterable[bytes]]:
        """Load what the shards need; gives what turns a shard into its lines, one for each of its rows."""


@dataclass(frozen=True)
class Done:
    """A shard that was done, or could not be.

    :ivar said: what there was to say meanwhile.
    :ivar failure: why it could not be done.
    :ivar restarted: by a worker that stands in for one that died.
    """

    shard: Shard
    said: tuple[str, ...] = ()
    failure: ScaffoldError | None = None
    restarted: bool = False


class Worker(Generic[AnyShard]):
    """Does shards one after the other; what they need is loaded with the first."""

    def __init__(self, job: Job[AnyShard]) -> None:
        self._job = job
        self._lines: Callable[[AnyShard], Iterable[bytes]] | None = None
        self._heard = Heard()

    def do(self, shard: AnyShard) -> Done:
        """Do a shard and write its file, whole or not at all."""
        try:
            self._write(shard)
        except ScaffoldError as error:
            return Done(shard, failure=_plain(error))
        return Done(shard, self._heard.taken())

    def _write(self, shard: AnyShard) -> None:
        if self._lines is None:
            bound_threads(self._job.threads)
            self._lines = self._job.open(self._heard)
        with new_file(shard_file(self._job.folder, shard)) as stream:
            stream.writelines(self._lines(shard))


class Heard(Progress):
    """Keeps what is said for the process that shows it."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def say(self, line: str) -> None:
        """Keep `line`."""
        self._lines.append(line)

    def taken(self) -> tuple[str, ...]:
        """All lines since the last call."""
        lines, self._lines = tuple(self._lines), []
        return lines


def killed(job: Job[AnyShard], times: int) -> UserError:
    """What to say when workers die and die again."""
    return UserError(
        f"workers were killed {times} times over the same rows",
        where=job.where,
        hint="Memory may be short: run it again with fewer --workers, and --resume to keep what is done.",
    )


def shard_file(folder: Path, shard: Shard) -> Path:
    """Where the lines of a shard are; the file is there only when it is complete."""
    return folder / f"{shard.number:08d}.jsonl"


def bound_threads(threads: int) -> None:
    """Let this process compute with `threads` threads, so that workers on one machine do not fight for its cores."""
    # For pools that are made when they are first used, such as the tokenizer's; others may be there already.
    os.environ["RAYON_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(threads)
    need("threadpoolctl").threadpool_limits(threads)


def _plain(error: ScaffoldError) -> ScaffoldError:
    """The error in a class that every process can make from its message alone."""
    kind = UserError if isinstance(error, UserError) else ScaffoldError
    return kind(error.message, where=error.where, hint=error.hint)
