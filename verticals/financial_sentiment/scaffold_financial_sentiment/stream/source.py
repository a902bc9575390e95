"""The interface of a source: batches of items, and a position to go on from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scaffold_financial_sentiment.news.item import Item, Reject

Position = "Mapping[str, Any]"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some items in the order of the source.

    :ivar items: usable ones.
    :ivar rejects: what was not.
    :ivar position: where the source stands after this batch, as JSON; `open` with it goes on behind this batch.
    :ivar is_idle: nothing new has come for now; such a batch may be empty.
    """

    items: tuple[Item, ...]
    rejects: tuple[Reject, ...] = ()
    position: Mapping[str, Any] = field(default_factory=dict)
    is_idle: bool = False


class Source(Protocol):
    """Gives batches; asks for nothing before the one before was taken, so that a slow reader slows it down.

    :ivar name: what the state calls it: its address without secrets, the same at every start.
    """

    name: str

    def batches(self, position: Mapping[str, Any] | None) -> Iterator[Batch]:
        """Batches behind a position (None: from the start); ends when the source can give no more.

        A source that is followed never ends; it gives idle batches while nothing comes.
        """
        ...

    def committed(self, position: Mapping[str, Any]) -> None:
        """Be told that everything up to a position is stored; a queue may drop it now."""
        ...

    def close(self) -> None:
        """Let go of files and connections; `batches` ends."""
        ...
