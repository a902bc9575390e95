"""Counts as a line of blocks for the eye, and as numbers for the ear."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCKS = "▁▂▃▄▅▆▇█"

_RUN = 3
"""Equal counts in a row from which they are said together."""


def sparkline(counts: Sequence[float]) -> str:
    """A block for each count, the lowest for none, the highest for the largest; not-a-number is a blank.

    >>> sparkline([0, 1, 3, 7]), sparkline([0, 0]), sparkline([])
    ('▁▂▄█', '▁▁', '')
    """
    largest = max((count for count in counts if count > 0), default=1.0)
    return "".join(" " if math.isnan(count) else BLOCKS[math.ceil(7 * max(count, 0) / largest)] for count in counts)


def in_numbers(counts: Sequence[int]) -> str:
    """The same counts as a screen reader can say them; each is one hour.

    >>> in_numbers([0, 0, 0, 0, 2, 1, 1, 7])
    '0 for 4 hours, 2, 1, 1, 7'
    """
    parts: list[str] = []
    for count, run in groupby(counts):
        hours = len(list(run))
        parts += [f"{count} for {hours} hours"] if hours >= _RUN else [str(count)] * hours
    return ", ".join(parts)
