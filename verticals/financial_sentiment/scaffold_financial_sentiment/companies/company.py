"""A company that is watched."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Company:
    """One row of the company table.

    :ivar id: what everything else calls it; unlike that of any other.
    :ivar name: what people call it.
    :ivar aliases: other names it is found by.
    :ivar ticker: at a stock exchange, such as `HRLD`; empty if it has none.
    :ivar sector: such as `steel`; empty if not given.
    :ivar negative_context: phrases that hold one of its names and mean something else, such as `apple pie`.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    ticker: str = ""
    sector: str = ""
    negative_context: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names, each once, `name` first."""
        return tuple(dict.fromkeys((self.name, *self.aliases)))
