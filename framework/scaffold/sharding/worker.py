"""What a worker does, in whatever process an engine starts it: load the bundle once, then shard after shard."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors import ScaffoldError, UserError
from scaffold.extras import need
from scaffold.files import new_file
from scaffold.progress import Progress
from scaffold.sharding.decider import Decider

if TYPE_CHECKING:
    from scaffold.settings import Settings
    from scaffold.sharding.shard import Shard


@dataclass(frozen=True)
class Job:
    """What all shards have in common.

    :ivar where: the input as messages name it.
    :ivar folder: where the decisions of the shards go.
    :ivar threads: of one worker.
    """

    bundle: Path
    settings: Settings
    source: Path
    where: str
    folder: Path
    threads: int


@dataclass(frozen=True)
class Done:
    """A shard that was done, or could not be.

    :ivar said: what plugins had to say meanwhile.
    :ivar failure: why it could not be done.
    :ivar restarted: by a worker that stands in for one that died.
    """

    shard: Shard
    said: tuple[str, ...] = ()
    failure: ScaffoldError | None = None
    restarted: bool = False


class Worker:
    """Does shards one after the other; the bundle is loaded with the first."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._decider: Decider | None = None
        self._heard = Heard()

    def do(self, shard: Shard) -> Done:
        """Decide a shard and write its file, whole or not at all."""
        try:
            self._write(shard)
        except ScaffoldError as error:
            return Done(shard, failure=_plain(error))
        return Done(shard, self._heard.taken())

    def _write(self, shard: Shard) -> None:
        if self._decider is None:
            bound_threads(self._job.threads)
            self._decider = Decider(self._job.bundle, self._job.settings, self._heard)
        rows = shard.read(self._job.source, self._job.where)
        with new_file(shard_file(self._job.folder, shard)) as stream:
            stream.writelines(self._decider.lines(rows))


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


def killed(job: Job, times: int) -> UserError:
    """What to say when workers die and die again."""
    return UserError(
        f"workers were killed {times} times over the same rows",
        where=job.where,
        hint="Memory may be short: run it again with fewer --workers, and --resume to keep what is done.",
    )


def shard_file(folder: Path, shard: Shard) -> Path:
    """Where the decisions of a shard are; the file is there only when it is complete."""
    return folder / f"{shard.number:08d}.jsonl"


def bound_threads(threads: int) -> None:
    """Let this process compute with `threads` threads, so that workers on one machine do not fight for its cores."""
    # The tokenizer's pool is made when it is first used, torch's may be there already.
    os.environ["RAYON_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(threads)
    need("threadpoolctl").threadpool_limits(threads)
    need("torch").set_num_threads(threads)


def _plain(error: ScaffoldError) -> ScaffoldError:
    """The error in a class that every process can make from its message alone."""
    kind = UserError if isinstance(error, UserError) else ScaffoldError
    return kind(error.message, where=error.where, hint=error.hint)
