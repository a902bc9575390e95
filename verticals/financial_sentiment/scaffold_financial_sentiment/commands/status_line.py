"""How far a monitor has come: one line that changes where somebody looks, a line now and then elsewhere."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

OFTEN, SELDOM = 0.2, 10.0
"""Seconds between two lines, with and without a terminal."""

_CLEAR = "\r\x1b[K"


class StatusLine:
    """Shows a text on standard error, and takes it away before anything else is written.

    The line is no bar of `rich`: that would take standard output over, and alerts that go to a file with it.

    :param quiet: whether nothing but warnings is shown.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._live = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._shown = False
        self._last = ""
        self._due = 0.0 if self._live else time.monotonic() + SELDOM
        self._lock = threading.Lock()

    def show(self, text: Callable[[], str]) -> None:
        """Show a text, which is made only when it is time for a new one; without a terminal only one that changed."""
        now = time.monotonic()
        if self._quiet or now < self._due:
            return
        self._due = now + (OFTEN if self._live else SELDOM)
        line = text()
        if self._live:
            width = shutil.get_terminal_size().columns - 1
            with self._lock:
                self._write(f"{_CLEAR}{line[:width]}")
                self._shown = True
        elif line != self._last:
            self.say(line)
        self._last = line

    def hide(self) -> None:
        """Take the line away until it is shown again; any thread may do so."""
        with self._lock:
            if self._shown:
                self._write(_CLEAR)
                self._shown = False
                self._due = 0.0

    def say(self, line: str) -> None:
        """Write a line that stays."""
        if not self._quiet:
            self.warn(line)

    def warn(self, line: str) -> None:
        """Write a line that stays, even where all else is silent."""
        self.hide()
        with self._lock:
            click.echo(line, err=True)

    @staticmethod
    def _write(text: str) -> None:
        click.echo(text, err=True, nl=False)


class Pace:
    """Items a second of the last seconds."""

    def __init__(self, over: float = 10.0) -> None:
        self._over = over
        self._marks: deque[tuple[float, int]] = deque([(time.monotonic(), 0)])

    def at(self, done: int) -> float:
        """Be told how many there were so far; the speed of the last seconds."""
        now = time.monotonic()
        self._marks.append((now, done))
        while len(self._marks) > 2 and self._marks[1][0] <= now - self._over:
            self._marks.popleft()
        began, before = self._marks[0]
        return (done - before) / max(now - began, 1e-6)
