"""How the retrievers are fitted; chosen on data that they do not see."""

from __future__ import annotations

from dataclasses import dataclass, field

from scaffold_recommendation.retrieval.als import AlsShape


@dataclass(frozen=True)
class Shape:
    """Settings of all retrievers.

    :ivar ease_l2: regularisation of EASE.
    :ivar ease_items: items that EASE covers at most.
    :ivar neighbours: neighbours of an item that ItemKNN keeps.
    :ivar half_life: of popularity, in days; None counts all events alike.
    """

    ease_l2: float = 250.0
    ease_items: int = 6000
    neighbours: int = 100
    als: AlsShape = field(default_factory=AlsShape)
    half_life: float | None = None
    seed: int = 0
