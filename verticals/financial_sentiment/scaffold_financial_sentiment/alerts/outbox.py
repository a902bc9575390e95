"""The interface of an outbox: what waits for a sink, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold_financial_sentiment.incidents.alert import Alert


class Pending(NamedTuple):
    """An alert that a sink has not got yet.

    :ivar number: its place in the outbox; later alerts have larger numbers.
    :ivar tries: how often it was tried already.
    """

    number: int
    alert: Alert
    tries: int


class Outbox(Protocol):
    """Where alerts wait for their sinks; what it is told is stored when the call returns."""

    def due(self, sink: str, now: float) -> Sequence[Pending]:
        """Alerts that are to be tried at a sink now, in the order of their numbers; all of them or the first ones.

        An alert that was postponed is due from its `until` on. A later alert of an incident waits for the earlier
        ones: as long as one of them is postponed at this sink, it is left out too.
        """
        ...

    def delivered(self, sink: str, number: int) -> None:
        """The sink has it."""
        ...

    def postponed(self, sink: str, number: int, tries: int, until: float, reason: str) -> None:
        """It is to be tried again at `until`; `tries` is what `due` gives with it then."""
        ...

    def given_up(self, sink: str, number: int, reason: str) -> None:
        """It is not to be tried again."""
        ...
