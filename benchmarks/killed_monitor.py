"""Monitors in processes of their own, started to be killed."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHILD = Path(__file__).parents[1] / "verticals/financial_sentiment/tests/monitor/killed_child.py"
# Seconds after which a process that nobody kills must have ended.
LONGEST = 300.0
_REFUSED = 3


@dataclass(frozen=True)
class Plan:
    """How a process is to be killed.

    :ivar after: seconds from the start of its work until it is killed from outside; None lets it live.
    :ivar place: where it kills itself before that, at a call of that number.
    """

    after: float | None = None
    place: str = ""
    call: int = 0


@dataclass(frozen=True)
class Ending:
    """How a process ended.

    :ivar was_killed: whether it was killed, from outside or by itself.
    :ivar by_itself: whether it killed itself.
    :ivar report: what it said at its own end, if it came to that.
    """

    was_killed: bool
    by_itself: bool = False
    report: dict[str, Any] | None = None

    @property
    def was_refused(self) -> bool:
        """Whether it found the state held by one that was killed before."""
        return self.report is not None and "another monitor" in self.report.get("error", "")


class Spares:
    """Processes that have imported all they need and wait for work, so that few seconds are spent on starting.

    Each is a new process of Python with a hash seed of its own.

    :param errors: file of what they write to standard error.
    """

    def __init__(self, errors: Path, count: int = 2) -> None:
        self._errors = errors
        self._count = count
        self._waiting: deque[subprocess.Popen[str]] = deque()

    def __enter__(self) -> Spares:
        self._fill()
        return self

    def __exit__(self, *error: object) -> None:
        for process in self._waiting:
            process.kill()
            process.communicate()

    def work(self, task: dict[str, Any], plan: Plan) -> Ending:
        """Let one work on a task until it ends in whatever way."""
        process = self._waiting.popleft()
        if process.stdin is None or process.stdout is None or process.stdout.readline() != "ready\n":
            raise RuntimeError(f"a monitor did not start: {self._said()}")
        process.stdin.write(json.dumps(task) + "\n")
        process.stdin.flush()
        self._fill()
        was_killed = False
        try:
            process.wait(LONGEST if plan.after is None else plan.after)
        except subprocess.TimeoutExpired:
            process.kill()
            was_killed = process.wait() < 0
            if plan.after is None:
                raise RuntimeError(f"a monitor hangs: {task}") from None
        told, _ = process.communicate()
        if process.returncode < 0:
            return Ending(True, by_itself=not was_killed)
        ending = Ending(False, report=json.loads(told) if told else {})
        if process.returncode != 0 and not ending.was_refused:
            raise RuntimeError(f"a monitor failed: {told}{self._said()}")
        return ending

    def _fill(self) -> None:
        variables = {name: value for name, value in os.environ.items() if name != "PYTHONHASHSEED"}
        while len(self._waiting) < self._count:
            with self._errors.open("ab") as errors:
                process = subprocess.Popen(
                    [sys.executable, str(CHILD), "run"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    encoding="utf-8",
                    env=variables,
                )
            self._waiting.append(process)

    def _said(self) -> str:
        return self._errors.read_text(encoding="utf-8")[-3000:]


class Writer:
    """Writes files while they are read: some bytes at a time, wherever that cuts a line.

    :param seconds: how long it takes; all at once for 0.
    """

    def __init__(self, files: dict[Path, bytes], seconds: float, seed: int) -> None:
        self._files, self._seconds, self._rng = files, seconds, random.Random(seed)
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Wait for the end."""
        self._thread.join()

    def _write(self) -> None:
        for path, content in self._files.items():
            pause = 0.04
            size = len(content) * pause / self._seconds if self._seconds else len(content)
            with path.open("wb", buffering=0) as file:
                start = 0
                while start < len(content):
                    end = start + (self._rng.randint(1, int(2 * size)) if self._seconds else len(content))
                    file.write(content[start:end])
                    start = end
                    time.sleep(pause if self._seconds else 0)
