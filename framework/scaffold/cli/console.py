"""What the command line shows: results on standard output, progress on standard error."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from scaffold.cli.lazy_group import wants_quiet
from scaffold.progress import SILENT, Progress, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import rich.progress

SLOW = 2.0
"""Seconds after which a stage is worth a line."""

INTERVAL = 10.0
"""Seconds between two lines of one stage where there is no terminal."""


def current_progress() -> Progress:
    """Progress for the running command: on standard error, silent with `--quiet`."""
    if wants_quiet(click.get_current_context()):
        return SILENT
    return ConsoleProgress(live=sys.stderr.isatty())


class ConsoleProgress(Progress):
    """Bars where somebody looks (`live`), otherwise a line now and then; a slow stage leaves a line behind."""

    def __init__(self, *, live: bool) -> None:
        self._live = live
        self._bars: rich.progress.Progress | None = None
        self._open = 0

    def say(self, line: str) -> None:
        """Write `line`, above the bars if there are any."""
        if self._bars is None:
            click.echo(line, err=True)
        else:
            self._bars.console.print(line, markup=False, highlight=False)

    @contextmanager
    def stage(self, title: str, total: int | None = None) -> Iterator[Stage]:
        """Show a stage as long as the block runs; stages may be nested."""
        started = time.monotonic()
        self._open += 1
        stage = self._bar(title, total) if self._live else LineStage(title, total)
        try:
            yield stage
        finally:
            self._open -= 1
            if isinstance(stage, BarStage):
                stage.remove()
            self._close()
        seconds = time.monotonic() - started
        if seconds >= SLOW:
            self.say(f"{'  ' * self._open}{title}: {duration(seconds)}")

    def _bar(self, title: str, total: int | None) -> Stage:
        if self._bars is None:
            self._bars = _new_bars()
            self._bars.start()
        return BarStage(self._bars, "  " * (self._open - 1) + title, total)

    def _close(self) -> None:
        if self._open == 0 and self._bars is not None:
            self._bars.stop()
            self._bars = None


class BarStage(Stage):
    """A stage shown as a bar."""

    def __init__(self, bars: rich.progress.Progress, title: str, total: int | None) -> None:
        self._bars = bars
        self._task = bars.add_task(title, total=total, note="")

    def advance(self, steps: int = 1) -> None:
        """Move the bar."""
        self._bars.advance(self._task, steps)

    def note(self, text: str) -> None:
        """Show `text` behind the bar."""
        self._bars.update(self._task, note=text)

    def remove(self) -> None:
        """Take the bar away."""
        self._bars.remove_task(self._task)


class LineStage(Stage):
    """A stage shown as a line now and then."""

    def __init__(self, title: str, total: int | None) -> None:
        self._title = title
        self._total = total
        self._done = 0
        self._note = ""
        self._said = time.monotonic()

    def advance(self, steps: int = 1) -> None:
        """Count, and write a line if the last one is long ago."""
        self._done += steps
        if time.monotonic() - self._said >= INTERVAL:
            self._said = time.monotonic()
            share = f"/{self._total} ({self._done / self._total:.0%})" if self._total else ""
            click.echo(f"{self._title}: {self._done}{share} {self._note}".rstrip(), err=True)

    def note(self, text: str) -> None:
        """Show `text` with the next line."""
        self._note = text


def duration(seconds: float) -> str:
    """Seconds for people.

    >>> duration(3.21), duration(75), duration(7325)
    ('3.2 s', '1 min 15 s', '2 h 02 min')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A plain table, left-aligned, the same in a terminal and in a file; wide (Chinese) characters count as two."""
    from rich.cells import cell_len

    table = [tuple(header), *(tuple(row) for row in rows)]
    widths = [max(cell_len(row[column]) for row in table) for column in range(len(header))]

    def line(row: tuple[str, ...]) -> str:
        padded = (text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True))
        return "  ".join(padded).rstrip()

    return "\n".join(line(row) for row in table)


def print_json(value: Any) -> None:
    """Write `value` as JSON on standard output, Chinese characters as they are."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _new_bars() -> rich.progress.Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}", markup=False),
        console=Console(stderr=True),
        transient=True,
    )
