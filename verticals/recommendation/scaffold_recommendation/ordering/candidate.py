"""What the ranker hands over."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may come on the list.

    :ivar item: its number in the catalogue.
    :ivar score: the ranker's, higher is better.
    :ivar probability: calibrated probability of interest.
    """

    item: int
    score: float
    probability: float
