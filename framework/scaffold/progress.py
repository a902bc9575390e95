"""How long work tells whoever waits for it how far it has come."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Progress:
    """Silent by default; the command line shows the same calls as bars and lines."""

    def say(self, line: str) -> None:
        """Tell one finished fact, as a line."""

    @contextmanager
    def stage(self, title: str, total: int | None = None) -> Iterator[Stage]:
        """Open a stage of `total` steps (None: unknown); it closes with the block."""
        yield Stage()


class Stage:
    """One running stage."""

    def advance(self, steps: int = 1) -> None:
        """`steps` more are done."""

    def note(self, text: str) -> None:
        """Show a short remark beside the stage, such as the current loss."""


SILENT = Progress()
