"""Lists for all users over many workers: cut, list, join."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scaffold import __version__
from scaffold.errors import SettingsError
from scaffold.progress import SILENT, Progress
from scaffold.sharding.shard_folder import interrupted
from scaffold.sharding.work import ShardedWork
from scaffold_recommendation.batch.batch_job import BatchJob
from scaffold_recommendation.batch.fast_lists import retriever_of
from scaffold_recommendation.batch.user_shard import shards_of
from scaffold_recommendation.model_folder import find_model, read_model

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold_recommendation.batch.list_plan import ListPlan
    from scaffold_recommendation.fitted_model import FittedModel

SHARD = 2048
"""Users of a shard."""


@dataclass(frozen=True)
class BatchRecommendation:
    """Make a list for every user that `model` knows, and write them to `target`, in the order of the users.

    A line is `{"user": id, "items": [{"id", "score", "probability"}, ...]}`. The bytes are the same whatever the engine
    and the number of workers. Usage::

        BatchRecommendation(Path("run"), Path("lists.jsonl"), ListPlan(k=20), workers=4).run(resume=False)

    :ivar model: folder of a run, or the model itself.
    :ivar engine: a name of `scaffold.sharding.work.ENGINES`.
    :ivar workers: number of workers, each with a model of its own in memory; None: one for each core of this machine.
    :ivar shard_size: users of a shard, which is what is lost when a worker dies.
    """

    model: Path
    target: Path
    plan: ListPlan
    engine: str = "process"
    workers: int | None = None
    shard_size: int = SHARD
    progress: Progress = SILENT

    def run(self, *, resume: bool = False) -> None:
        """Write every list once, in the order of the users, or nothing; shards that are done are kept for `resume`.

        :raises SettingsError: for a plan that cannot be carried out.
        :raises UserError: for a model or an output that cannot be used, and when a shard kills its workers.
        """
        work = ShardedWork(
            self.target, "Listing", self.engine, self.workers, self.progress, made_from="model, users or settings"
        )
        work.check()
        self.plan.check()
        if self.shard_size < 1:
            raise SettingsError(f"a shard of {self.shard_size} users cannot be made", hint="Take 1 or more.")
        path = find_model(self.model)
        model = read_model(path)
        plan = self._settled(model, resume=resume)
        users, sha256 = len(model.users.ids), model.sha256
        # Workers have models of their own.
        del model
        identity = {"scaffold": __version__, "model": sha256, "users": users, "plan": plan.as_dict()}

        def job(folder: Path, threads: int) -> BatchJob:
            return BatchJob(str(self.model), folder, threads, path.resolve(), sha256, plan)

        work.run(shards_of(users, self.shard_size), identity, job, resume=resume)

    def _settled(self, model: FittedModel, *, resume: bool) -> ListPlan:
        """The plan with all that was left open: the retriever, and the time, which a resumed run does not change."""
        fast = None if self.plan.fast is None else retriever_of(model, self.plan.fast).name
        now = self.plan.now
        if now is None and resume:
            now = interrupted(self.target).get("plan", {}).get("now")
        return replace(self.plan, fast=fast, now=time.time() if now is None else now)
