"""What a worker does: load the model once, then list shard after shard of its users."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.errors import DataError
from scaffold.extras import need
from scaffold.sharding.worker import Job
from scaffold_recommendation.batch.list_lines import ListLines
from scaffold_recommendation.batch.lists import lists_of
from scaffold_recommendation.batch.user_shard import UserBlock, UserShard
from scaffold_recommendation.model_folder import read_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scaffold.progress import Progress
    from scaffold_recommendation.batch.list_plan import ListPlan


@dataclass(frozen=True)
class BatchJob(Job[UserShard]):
    """Lists of `plan` for the users of a model.

    :ivar model: its folder.
    :ivar sha256: the hash over its files.
    """

    model: Path
    sha256: str
    plan: ListPlan

    def open(self, heard: Progress) -> Callable[[UserShard], Iterable[bytes]]:
        """Load the model.

        :raises DataError: when it is not the one that the lists were begun with.
        """
        # A product of matrices is another one, in its last bits, with another number of threads.
        _alone()
        model = read_model(self.model)
        if model.sha256 != self.sha256:
            raise DataError(
                "the model was changed while lists were made",
                where=self.where,
                hint="Run it again, on a model that stays as it is.",
            )
        lists, users = lists_of(model, self.plan), model.users
        items = model.recommender.catalogue.ids
        lines = ListLines(users.ids, items)

        def listed(block: tuple[int, int]) -> list[bytes]:
            return list(lines.of(block[0], lists.of(UserBlock.of(users, len(items), *block))))

        if len(users.ids):
            # What is made when it is first wanted must not be made by several threads at once.
            listed((0, 1))
        pool = ThreadPoolExecutor(self.threads, initializer=_alone)
        return lambda shard: chain.from_iterable(pool.map(listed, shard.blocks(len(items))))


def _alone() -> None:
    """Let this thread compute by itself: blocks share the cores, and nothing depends on how many there are."""
    need("threadpoolctl").threadpool_limits(1)
