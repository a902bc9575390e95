"""A source that says so when it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold_financial_sentiment.stream.source import Batch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scaffold_financial_sentiment.stream.source import Source


class Ending:
    """A source with an idle batch behind its last one, so that the others need not wait for it any longer."""

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self._source = source

    def batches(self, position: Mapping[str, Any] | None) -> Iterator[Batch]:
        """The batches of the source, and the idle one."""
        reached = position or {}
        for batch in self._source.batches(position):
            reached = batch.position
            yield batch
        yield Batch((), (), reached, is_idle=True)

    def committed(self, position: Mapping[str, Any]) -> None:
        """Pass on what is stored."""
        self._source.committed(position)

    def close(self) -> None:
        """Close the source."""
        self._source.close()
