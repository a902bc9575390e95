"""Answers that may be some seconds old, so that many screens cost no more than one."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Answer = TypeVar("Answer")

_MOST = 64


class Remembered(Generic[Answer]):
    """Keeps the answers to the last questions.

    :param seconds: how old an answer may be.
    :param clock: gives seconds that only rise.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._answers: dict[Hashable, tuple[float, Answer]] = {}

    def get(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer, asked for only if none is fresh; questions of several threads are asked one after the other."""
        with self._lock:
            known = self._answers.pop(question, None)
            if known is None or self._clock() >= known[0] + self._seconds:
                known = (self._clock(), ask())
            self._answers[question] = known
            while len(self._answers) > _MOST:
                del self._answers[next(iter(self._answers))]
            return known[1]
