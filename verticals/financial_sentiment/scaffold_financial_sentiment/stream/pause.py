"""Waiting of a source that is followed: ends at once when the source is closed."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from scaffold_financial_sentiment.stream.source import Batch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

IDLE_EVERY = 1.0
"""Seconds between two idle batches."""


class Pause:
    """Waits between two looks at a source, and tells when it is time to say that nothing has come."""

    def __init__(self) -> None:
        self._closed = threading.Event()
        self._last_idle = float("-inf")

    @property
    def is_closed(self) -> bool:
        """Whether the source was closed."""
        return self._closed.is_set()

    def close(self) -> None:
        """End all waiting, now and later."""
        self._closed.set()

    def wait(self, seconds: float) -> None:
        """Wait, unless the source is closed meanwhile."""
        self._closed.wait(seconds)

    def is_idle_due(self) -> bool:
        """Whether an idle batch may be given; then the next one is due in a second."""
        now = time.monotonic()
        if now < self._last_idle + IDLE_EVERY:
            return False
        self._last_idle = now
        return True

    def idle(self, seconds: float, position: Mapping[str, Any]) -> Iterator[Batch]:
        """Wait, giving an empty idle batch now and then; ends at once when the source is closed."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not self.is_closed:
            if self.is_idle_due():
                yield Batch((), (), position, is_idle=True)
            self._closed.wait(min(left, IDLE_EVERY))
