"""Work that the first process gives to all."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from scaffold.training.processes.group import group, met, were_several_started

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def leading() -> Iterator[bool]:
    """Inside the block: whether this process is the one that does what is done once.

    Where `torchrun` started several, the others have done their part of all work by the time the block begins for
    them, and have nothing more to do.
    """
    if not were_several_started():
        yield True
        return
    with met() as processes:
        if not processes.leads:
            _follow()
            yield False
            return
        _at_work.clear()
        try:
            yield True
        finally:
            # In the middle of work nobody listens: then whoever started the others ends them.
            if not _at_work:
                processes.agree(lambda: None)


def together(work: Callable[..., Any], *given: Any, **own: Any) -> Any:
    """What `work` returns in this process, while the other ones do the same.

    :param work: a function of a module; what it is `given` is sent to the other processes.
    :param own: what only this process gives it.
    """
    processes = group()
    if processes.size == 1:
        return work(*given, **own)
    _at_work.append(work)
    processes.agree(lambda: (work, given))
    made = work(*given, **own)
    processes.meet()
    _at_work.clear()
    return made


# What this process has given to the others and not seen the end of.
_at_work: list[Callable[..., Any]] = []


def _follow() -> None:
    processes = group()
    while job := processes.agree(_nothing):
        work, given = job
        work(*given)
        processes.meet()


def _nothing() -> Any:
    return None
