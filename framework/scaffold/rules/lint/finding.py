"""Something about a rule that its author should know."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True)
class Finding:
    """One thing that was found.

    :ivar code: its kind, one word or two, for programs.
    :ivar where: `file:line`.
    :ivar hint: what to do about it; may be empty.
    """

    severity: Severity
    code: str
    message: str
    where: str
    hint: str = ""

    @property
    def rank(self) -> tuple[int, str, int, str]:
        """What findings are sorted by: the worst first, then as they stand in the files."""
        file, _, line = self.where.rpartition(":")
        return SEVERITIES.index(self.severity), file, int(line) if line.isdecimal() else 0, self.message

    def as_dict(self) -> dict[str, str]:
        """Plain values."""
        return asdict(self)


def some(names: list[str], most: int = 3) -> str:
    """The first few of some names, in quotes.

    >>> some(["a", "b"]), some(list("abcde"))
    ("'a', 'b'", "'a', 'b', 'c' and 2 more")
    """
    shown = ", ".join(map(repr, names[:most]))
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
