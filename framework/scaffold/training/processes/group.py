"""Which of several processes this one is, and how they agree."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Value = TypeVar("Value")

# Those that wait while the first one loads, trains small models and measures must not give up on it; whoever started
# them ends them all when one dies.
_PATIENCE = timedelta(days=30)


@dataclass(frozen=True)
class Group:
    """One process among several.

    :ivar rank: its number; 0 leads.
    """

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether it is the one that writes files and shows progress."""
        return self.rank == 0

    def share(self, count: int) -> list[int]:
        """The numbers of a batch of `count` rows that this process reads: as many for each, the last one repeated."""
        each = -(-count // self.size)
        return [min(number, count - 1) for number in range(self.rank * each, (self.rank + 1) * each)]

    def agree(self, make: Callable[[], Value]) -> Value:
        """What the first process makes, for all."""
        if self.size == 1:
            return make()
        found = [make() if self.leads else None]
        need("torch.distributed").broadcast_object_list(found, src=0)
        return found[0]  # type: ignore[return-value]

    def collect(self, value: Value) -> list[Value]:
        """The values of all processes, by rank."""
        if self.size == 1:
            return [value]
        found: list[Value | None] = [None] * self.size
        need("torch.distributed").all_gather_object(found, value)
        return found  # type: ignore[return-value]

    def meet(self) -> None:
        """Go on when all have come here."""
        if self.size > 1:
            need("torch.distributed").barrier()


def group() -> Group:
    """The processes that work together now; this one alone unless they have met."""
    distributed = need("torch.distributed")
    if not (distributed.is_available() and distributed.is_initialized()):
        return Group()
    return Group(distributed.get_rank(), distributed.get_world_size())


def were_several_started() -> bool:
    """Whether torchrun, or accelerate, started this process as one of several."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1


@contextmanager
def met() -> Iterator[Group]:
    """Inside the block the processes that were started together know each other."""
    torch, distributed = need("torch"), need("torch.distributed")
    backend = "cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo"
    distributed.init_process_group(backend, timeout=_PATIENCE)
    try:
        yield group()
    finally:
        distributed.destroy_process_group()


def leave() -> None:
    """End this process, if it is one of several, as done and without taking the interpreter down.

    What torch keeps of a process group outlives `destroy_process_group`, and a thread of it that lets go of its last
    rows while the interpreter goes down aborts the process (pytorch pull request 179291 describes it).
    """
    if were_several_started():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
