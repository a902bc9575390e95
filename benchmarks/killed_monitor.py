"""Monitors in processes of their own, started to be killed."""

from __future__ import annotations

import json
import os
import random
import signal
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
# Starts after which the process that they are forked from is replaced.
STARTS = 8


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
    :ivar by_itself: whether nobody outside did.
    :ivar report: what it said at its own end, if it came to that.
    :ivar seconds: how long it worked.
    """

    was_killed: bool
    by_itself: bool
    report: dict[str, Any]
    seconds: float

    @property
    def was_refused(self) -> bool:
        """Whether it found the state held by one that was killed before."""
        return "another monitor" in self.report.get("error", "")


class Monitors:
    """Starts monitors, each in a process of its own, forked from one that has imported all it needs.

    That one is replaced after some starts, so that hash seeds differ among the starts too.

    :param errors: file of what they write to standard error.
    """

    def __init__(self, errors: Path) -> None:
        self._errors = errors
        self._processes: deque[subprocess.Popen[str]] = deque()
        self._starts = 0

    def __enter__(self) -> Monitors:
        self._add()
        return self

    def __exit__(self, *error: object) -> None:
        for process in self._processes:
            process.kill()
            process.communicate()

    def work(self, task: dict[str, Any], plan: Plan) -> Ending:
        """Let one work on a task until it ends in whatever way."""
        self._replace()
        process = self._processes[0]
        after = LONGEST if plan.after is None else plan.after
        die = [plan.place, plan.call] if plan.place else None
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("a monitor has no pipes")
        print(json.dumps({**task, "after": after, "die": die}), file=process.stdin, flush=True)
        answer = process.stdout.readline()
        if not answer:
            raise RuntimeError(f"no monitor starts: {self._said()}")
        found = json.loads(answer)
        was_killed = found["code"] == -signal.SIGKILL
        ending = Ending(was_killed, found["by_itself"], found["report"], found["seconds"])
        if ending.was_killed and plan.after is None:
            raise RuntimeError(f"a monitor hangs: {task}")
        if not ending.was_killed and found["code"] != 0 and not ending.was_refused:
            raise RuntimeError(f"a monitor failed: {answer}{self._said()}")
        return ending

    def _replace(self) -> None:
        self._starts += 1
        if self._starts % STARTS == STARTS - 1:
            self._add()  # It gets ready while the other one works.
        if self._starts % STARTS == 0:
            old = self._processes.popleft()
            old.communicate()

    def _said(self) -> str:
        return self._errors.read_text(encoding="utf-8")[-3000:]

    def _add(self) -> None:
        variables = {name: value for name, value in os.environ.items() if name != "PYTHONHASHSEED"}
        with self._errors.open("ab") as errors:
            process = subprocess.Popen(
                [sys.executable, str(CHILD)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
                env={**variables, "OMP_NUM_THREADS": "1"},
            )
        self._processes.append(process)


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
