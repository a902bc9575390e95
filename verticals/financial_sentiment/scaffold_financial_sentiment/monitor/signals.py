"""Stopping at a signal, at a point where nothing is half done."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(BaseException):
    """Raised while waiting, when somebody asked to stop."""


class Stopping:
    """Catches the signals that ask a program to stop, as long as its block runs.

    While `waiting` they end the wait at once; in between, the work in hand is finished first. A second signal stops
    whatever is being done. Outside the main thread, which alone gets signals, nothing is caught.

    :ivar asked: whether somebody asked to stop.
    """

    def __init__(self) -> None:
        self.asked = False
        self._is_waiting = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._caught) for number in SIGNALS}
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def wait_begins(self) -> None:
        """From now on a signal may interrupt.

        :raises Stopped: when one came already.
        """
        self._is_waiting = True
        if self.asked:
            self._is_waiting = False
            raise Stopped

    def wait_ends(self) -> None:
        """From now on a signal has to wait."""
        self._is_waiting = False

    def _caught(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        if self._is_waiting:
            self._is_waiting = False
            raise Stopped
