"""Rows that several processes have computed, side by side, with their gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.extras import need
from scaffold.training.processes.group import group

if TYPE_CHECKING:
    from collections.abc import Sequence


def gathered(rows: Any, count: int) -> Any:
    """The rows of all processes, of which the first `count` count; each process sees the same.

    So every process computes the loss of the whole batch, whatever that compares. The gradient of its own rows is
    multiplied by the number of processes, because the gradients of the weights are averaged over them.

    :param rows: what `Group.share` gave to this process, (rows, ...).
    """
    if group().size == 1:
        return rows
    return _gather().apply(rows)[:count]


def _gather() -> Any:
    torch = need("torch")

    class Gather(torch.autograd.Function):  # type: ignore[misc, name-defined]
        """Forth: all rows. Back: the gradient of one's own."""

        @staticmethod
        def forward(context: Any, rows: Any) -> Any:
            context.shape = rows.shape
            return _all_rows(rows.detach())

        @staticmethod
        def backward(context: Any, gradient: Any) -> Any:
            processes, each = group(), context.shape[0]
            own = gradient[processes.rank * each : (processes.rank + 1) * each]
            return processes.size * own[tuple(slice(length) for length in context.shape)]

    return Gather


def _all_rows(rows: Any) -> Any:
    torch, distributed, processes = need("torch"), need("torch.distributed"), group()
    # Rows for the tokens of texts: those of one process may be longer than those of another.
    shapes = processes.collect(tuple(rows.shape)) if rows.dim() > 2 else [tuple(rows.shape)]
    wide = _widened(rows, [max(lengths) for lengths in zip(*shapes, strict=True)])
    found = [torch.empty_like(wide) for _ in range(processes.size)]
    distributed.all_gather(found, wide)
    return torch.cat(found)


def _widened(rows: Any, shape: Sequence[int]) -> Any:
    wide = rows.new_zeros(shape)
    wide[tuple(slice(length) for length in rows.shape)] = rows
    return wide
