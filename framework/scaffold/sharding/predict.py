"""Predict over many workers: cut, decide, join."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold import __version__
from scaffold.bundle import inputs_of, read_metadata
from scaffold.extras import need
from scaffold.files import new_file
from scaffold.seal import check_seal
from scaffold.sharding import processes, ray_actors
from scaffold.sharding.rows import BLOCK
from scaffold.sharding.shard import cut
from scaffold.sharding.shard_folder import shard_folder
from scaffold.sharding.worker import Job

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.progress import Progress
    from scaffold.settings import Settings
    from scaffold.sharding.shard import Shard

ENGINES = {"process": processes.run, "ray": ray_actors.run}
_TRIES = 4
_RESTARTED = "A worker died; what it had begun is done again"


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
        if self.engine == "ray":
            need("ray")
        seal = check_seal(self.bundle)
        shards, sha256 = cut(self.source, str(self.source), BLOCK, self.progress, inputs_of(read_metadata(self.bundle)))
        identity = {
            "scaffold": __version__,
            "input": sha256,
            "bundle": seal,
            "settings": self.settings.model_dump(mode="json"),
        }
        with shard_folder(self.target, identity, shards, self.progress, resume=resume) as folder:
            missing = folder.missing()
            if len(missing) < len(shards):
                self.progress.say(f"{len(shards) - len(missing)} of {len(shards)} shards are done already")
            self._decide(missing, folder.path)
            with new_file(self.target) as stream:
                folder.join(stream)

    def _decide(self, shards: Sequence[Shard], folder: Path) -> None:
        """Do `shards`, each into its file in `folder`."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        workers = min(self.workers or cores, len(shards))
        if not workers:
            return
        job = Job(
            self.bundle.resolve(),
            self.settings,
            self.source.resolve(),
            str(self.source),
            folder.resolve(),
            max(1, cores // workers),
        )
        with self.progress.stage("Deciding", sum(shard.rows for shard in shards)) as stage:
            told: set[str] = set()
            for done in ENGINES[self.engine](job, shards, workers, _TRIES):
                if done.failure:
                    raise done.failure
                for line in (*done.said, *[_RESTARTED] * done.restarted):
                    if line not in told:
                        self.progress.say(line)
                    told.add(line)
                stage.advance(done.shard.rows)
