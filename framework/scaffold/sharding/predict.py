"""Predict over many workers: cut, decide, join."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold import __version__
from scaffold.bundle import inputs_of, read_metadata
from scaffold.extras import need
from scaffold.seal import check_seal
from scaffold.sharding.decider import Decider
from scaffold.sharding.rows import BLOCK
from scaffold.sharding.shard import FileShard, cut
from scaffold.sharding.work import ShardedWork
from scaffold.sharding.worker import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from scaffold.progress import Progress
    from scaffold.settings import Settings


@dataclass(frozen=True)
class Prediction(Job[FileShard]):
    """Shards of `source`, decided with `bundle`."""

    bundle: Path
    settings: Settings
    source: Path

    def open(self, heard: Progress) -> Callable[[FileShard], Iterable[bytes]]:
        """Load the bundle."""
        need("torch").set_num_threads(self.threads)
        decider = Decider(self.bundle, self.settings, heard)
        return lambda shard: decider.lines(shard.read(self.source, self.where))


@dataclass(frozen=True)
class ShardedPrediction:
    """Decide the texts of `source` with `bundle`, and write the decisions to `target`.

    :ivar engine: a name of `ENGINES`.
    :ivar workers: number of workers; None: one for each core of this machine.
    """

    bundle: Path
    settings: Settings
    source: Path
    target: Path
    engine: str
    workers: int | None
    progress: Progress

    def run(self, *, resume: bool) -> None:
        """Write every row once, in the order of the input, or nothing; shards that are done are kept for `resume`.

        :raises UserError: for input, bundle or output that cannot be used, and when a shard kills its workers.
        """
        work = ShardedWork(self.target, "Deciding", self.engine, self.workers, self.progress)
        work.check()
        seal = check_seal(self.bundle)
        shards, sha256 = cut(self.source, str(self.source), BLOCK, self.progress, inputs_of(read_metadata(self.bundle)))
        identity = {
            "scaffold": __version__,
            "input": sha256,
            "bundle": seal,
            "settings": self.settings.model_dump(mode="json"),
        }
        work.run(shards, identity, self._job, resume=resume)

    def _job(self, folder: Path, threads: int) -> Prediction:
        where = str(self.source)
        return Prediction(where, folder, threads, self.bundle.resolve(), self.settings, self.source.resolve())
