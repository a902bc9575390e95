"""Garbage is looked for less often."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

THRESHOLDS = (50_000, 20, 50)
"""New objects, and rounds of the younger generations, after which each generation is looked through.

Python's own 700 objects are made by a handful of headlines, and next to nothing of them is garbage that refers to
itself: looking for it took a tenth of a monitor's time.
"""


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """In the block, what is there already is never looked through, and what is new seldom; afterwards as before."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
