"""The interface of a sink."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scaffold_financial_sentiment.incidents.alert import Alert


class Sink(Protocol):
    """Where alerts go. Delivery is at least once; `Alert.key` tells a second delivery from another alert.

    :ivar name: what the outbox calls it: its address without secrets, the same at every start.
    """

    name: str

    def send(self, alert: Alert) -> None:
        """Deliver; return only when the receiver has it.

        :raises SinkError: when it could not be delivered; `is_final` says that trying again is of no use.
        """
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...
