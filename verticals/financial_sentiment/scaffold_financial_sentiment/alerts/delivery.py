"""Delivery: what waits in the outbox goes to the sinks, at least once, in order, no sink waiting for another."""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.errors import UserError
from scaffold.text import normalise
from scaffold_financial_sentiment.alerts.dead_letters import keep_dead_letter
from scaffold_financial_sentiment.alerts.errors import SinkError
from scaffold_financial_sentiment.alerts.outbox import Outbox, Pending

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from scaffold_financial_sentiment.alerts.sink import Sink

__all__ = ["Delivery", "Outbox", "Pending", "deliver", "deliver_all", "in_turn", "wait_after"]

FIRST_WAIT, LONGEST_WAIT = 30.0, 3600.0
"""Seconds until the second try, and at most between two; in between each wait is twice the one before."""

MOST_TRIES = 12
"""Tries after which an alert is given up: five hours after the first, if its turn comes each time."""

_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of the alerts that were due.

    :ivar postponed: were tried in vain, or wait since their sink did not take another one.
    :ivar problems: what the sinks complained of, a line each, sorted.
    """

    delivered: int = 0
    postponed: int = 0
    given_up: int = 0
    problems: tuple[str, ...] = ()

    def __add__(self, other: Delivery) -> Delivery:
        return Delivery(
            self.delivered + other.delivered,
            self.postponed + other.postponed,
            self.given_up + other.given_up,
            tuple(sorted({*self.problems, *other.problems})),
        )

    def __bool__(self) -> bool:
        return bool(self.delivered or self.postponed or self.given_up)


def deliver(outbox: Outbox, sinks: Sequence[Sink], *, now: float, dead_letters: Path | None = None) -> Delivery:
    """Try what is due; each sink is served in a thread of its own, the outbox by the calling thread alone.

    The first alert that a sink cannot take ends its turn: all else that is due there waits until that one is tried
    again, so that a dead sink costs one time-out. An alert is given up after `MOST_TRIES` tries, or at once where
    the sink says that trying again is of no use; the turn goes on then.

    :param now: the present, in seconds since 1970 UTC.
    :param dead_letters: JSONL file of alerts that were given up; as long as it cannot be written none is given up.
    """
    named = {sink.name: sink for sink in sinks}
    turns = [_Turn(sink, deque(in_turn(outbox.due(name, now)))) for name, sink in named.items()]
    done = Delivery()
    with ThreadPoolExecutor(max(len(turns), 1), thread_name_prefix="alerts") as pool:
        running = {pool.submit(turn.attempt): turn for turn in turns if turn.waiting}
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                turn = running.pop(future)
                done += _mark(outbox, turn, future.result(), now, dead_letters)
                if turn.waiting:
                    running[pool.submit(turn.attempt)] = turn
    return done


def deliver_all(
    outbox: Outbox, sinks: Sequence[Sink], *, now: float, dead_letters: Path | None = None, most: int = 1000
) -> Delivery:
    """`deliver` until nothing is due at `now`, at most `most` times: for the end of a replay.

    What was postponed stays in the outbox for the next start.
    """
    done = Delivery()
    for _ in range(most):
        step = deliver(outbox, sinks, now=now, dead_letters=dead_letters)
        if not step:
            break
        done += step
    return done


def wait_after(tries: int) -> float:
    """Seconds to wait after so many tries in vain.

    >>> [wait_after(tries) for tries in (1, 2, 3, 7, 8, 12)]
    [30.0, 60.0, 120.0, 1920.0, 3600.0, 3600.0]
    """
    return min(FIRST_WAIT * 2.0 ** (min(tries, MOST_TRIES) - 1), LONGEST_WAIT)


def in_turn(pending: Iterable[Pending]) -> list[Pending]:
    """The order to try them in: incidents tried least come first, and in an incident the earlier alert.

    So an alert that a sink chokes on does not keep the others back again and again.
    """
    ordered = sorted(pending, key=lambda each: each.number)
    tries: dict[str, int] = {}
    for each in ordered:
        tries.setdefault(each.alert.incident.id, each.tries)
    return sorted(ordered, key=lambda each: (tries[each.alert.incident.id], each.number))


@dataclass(eq=False)
class _Turn:
    """What a sink is to be given, next first."""

    sink: Sink
    waiting: deque[Pending]

    def attempt(self) -> SinkError | None:
        """Send the next one; what went wrong, if it did."""
        try:
            self.sink.send(self.waiting[0].alert)
        except SinkError as error:
            return error
        except Exception as error:  # A plugin's sink may raise anything; the others must get theirs all the same.
            return SinkError(f"{type(error).__name__}: {error}", where=self.sink.name)
        return None


def _mark(outbox: Outbox, turn: _Turn, error: SinkError | None, now: float, dead_letters: Path | None) -> Delivery:
    """Tell the outbox what came of an attempt; end the turn if the sink did not take it."""
    name, pending = turn.sink.name, turn.waiting.popleft()
    if error is None:
        outbox.delivered(name, pending.number)
        return Delivery(delivered=1)
    tries, reason = pending.tries + 1, normalise(str(error))[:_LONGEST_REASON]
    problems: tuple[str, ...] = (reason if error.where else f"{name}: {reason}",)
    is_over = error.is_final or tries >= MOST_TRIES
    if is_over and dead_letters is not None:
        try:
            keep_dead_letter(dead_letters, name, pending.alert, reason, tries)
        except UserError as refused:
            is_over, problems = False, (*problems, str(refused))
    if is_over:
        outbox.given_up(name, pending.number, reason)
    put_off = [] if is_over else [(pending.number, tries)]
    if not (is_over and error.is_final):
        put_off += [(each.number, each.tries) for each in turn.waiting]
        turn.waiting.clear()
    until = now + max(wait_after(tries), min(error.retry_after or 0.0, LONGEST_WAIT))
    for number, tried in put_off:
        outbox.postponed(name, number, tried, until, reason)
    return Delivery(postponed=len(put_off), given_up=int(is_over), problems=problems)
