"""The engine `ray`: workers are Ray actors, on this machine or on the cluster that `RAY_ADDRESS` names."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scaffold.errors import UserError
from scaffold.extras import need
from scaffold.sharding.worker import AnyShard, Done, Job, Worker, killed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_STORE = 100 * 2**20


class Actor(Worker[AnyShard]):
    """A worker that Ray starts, and starts again when it died."""

    def do(self, shard: AnyShard) -> Done:
        """Do a shard and write its file, whole or not at all."""
        context = need("ray").get_runtime_context()
        return replace(super().do(shard), restarted=bool(context.was_current_actor_reconstructed))


def run(job: Job[AnyShard], shards: Sequence[AnyShard], workers: int, tries: int) -> Iterator[Done]:
    """Do `shards`, in any order; Ray starts a worker that died anew and gives it its shard again.

    :raises UserError: when one shard saw its worker die `tries` times.
    """
    ray = _started(workers * job.threads)
    try:
        actor = ray.remote(num_cpus=job.threads, max_restarts=-1, max_task_retries=tries - 1)(Actor)
        pool = need("ray.util").ActorPool([actor.remote(job) for _ in range(workers)])
        yield from pool.map_unordered(lambda worker, shard: worker.do.remote(shard), shards)
    except (ray.exceptions.RayActorError, ray.exceptions.OutOfMemoryError) as error:
        raise killed(job, tries) from error
    except ray.exceptions.RayTaskError as error:
        raise error.cause from error
    finally:
        ray.shutdown()


def _started(cores: int) -> Any:
    """Ray, running; nothing is sent anywhere and nothing listens but to this machine, unless a cluster is named."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # Ray would let its workers wait for every other process of the machine.
    os.environ.setdefault("RAY_worker_niceness", "0")
    ray = need("ray")
    own = {
        # Else Ray would join whatever cluster was last started on this machine.
        "address": "local",
        "num_cpus": cores,
        "object_store_memory": _STORE,
        "include_dashboard": False,
        "_node_ip_address": "127.0.0.1",
    }
    cluster = os.environ.get("RAY_ADDRESS")
    try:
        ray.init(**({} if cluster else own), logging_level=logging.ERROR, log_to_driver=False)
    except ConnectionError as error:
        raise UserError(
            "the Ray cluster that RAY_ADDRESS names does not answer, or does not let this machine in",
            where=cluster,
            hint="Start it (with tokens, set RAY_AUTH_MODE=token), or unset RAY_ADDRESS to use this machine alone.",
        ) from error
    return ray
