"""Work in shards over many workers: do what is missing, then join."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.extras import need
from scaffold.files import new_file
from scaffold.sharding import processes, ray_actors
from scaffold.sharding.shard_folder import shard_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Any

    from scaffold.progress import Progress
    from scaffold.sharding.worker import AnyShard, Job

ENGINES = {"process": processes.run, "ray": ray_actors.run}
_TRIES = 4
_RESTARTED = "A worker died; what it had begun is done again"


@dataclass(frozen=True)
class ShardedWork:
    """Work whose result is a file of lines, cut into shards.

    :ivar target: the file.
    :ivar title: what is done, as progress is told.
    :ivar engine: a name of `ENGINES`.
    :ivar workers: number of workers; None: one for each core of this machine.
    :ivar made_from: what must be equal for a run to be resumed, in words.
    """

    target: Path
    title: str
    engine: str
    workers: int | None
    progress: Progress
    made_from: str = "input, bundle or settings"

    def check(self) -> None:
        """Refuse an engine that is not installed, before anything else is done.

        :raises MissingExtraError: naming the extra that brings it.
        """
        if self.engine == "ray":
            need("ray")

    def run(
        self,
        shards: Sequence[AnyShard],
        identity: dict[str, Any],
        job: Callable[[Path, int], Job[AnyShard]],
        *,
        resume: bool,
    ) -> None:
        """Write every line once, in the order of the shards, or nothing; shards that are done are kept for `resume`.

        :param identity: what the lines are made from, as plain values.
        :param job: what the shards have in common, given where their files go and how many threads a worker has.
        :raises UserError: when the output cannot be written or resumed, or a shard fails or kills its workers.
        """
        self.check()
        with shard_folder(
            self.target, identity, shards, self.progress, resume=resume, made_from=self.made_from
        ) as folder:
            missing = folder.missing()
            if len(missing) < len(shards):
                self.progress.say(f"{len(shards) - len(missing)} of {len(shards)} shards are done already")
            self._do(missing, folder.path, job)
            with new_file(self.target) as stream:
                folder.join(stream)

    def _do(self, shards: Sequence[AnyShard], folder: Path, job: Callable[[Path, int], Job[AnyShard]]) -> None:
        """Do `shards`, each into its file in `folder`."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        workers = min(self.workers or cores, len(shards))
        if not workers:
            return
        common = job(folder.resolve(), max(1, cores // workers))
        with self.progress.stage(self.title, sum(shard.rows for shard in shards)) as stage:
            told: set[str] = set()
            for done in ENGINES[self.engine](common, shards, workers, _TRIES):
                if done.failure:
                    raise done.failure
                for line in (*done.said, *[_RESTARTED] * done.restarted):
                    if line not in told:
                        self.progress.say(line)
                    told.add(line)
                stage.advance(done.shard.rows)
