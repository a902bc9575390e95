"""`[recommendation]` in `scaffold.toml`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scaffold_recommendation.data.settings import ReadingSettings
from scaffold_recommendation.ordering.settings import OrderingSettings


class RecommendationSettings(ReadingSettings):
    """What a shop decides about its recommender: how its files are read, what is learnt, how lists are made."""

    protocol: Literal["time", "last", "random"] = Field(
        "time", description="how events are split: by time, the last two of each user, or at random for each user"
    )
    history_limit: int = Field(1000, ge=1, description="newest items of a user that are read")
    candidates: int = Field(100, ge=10, le=2000, description="items that are ranked for each list")
    ease_items: int = Field(6000, ge=2, description="most taken items that EASE covers; memory grows with the square")
    neighbours: int = Field(100, ge=1, description="neighbours of each item that ItemKNN keeps")
    factors: int = Field(64, ge=2, le=512, description="factors of users and items, for catalogues too large to choose")
    texts: bool = Field(True, description="read the texts of items, which new items need to be found")
    feedback: str | None = Field(
        None, description="where events and shown lists are kept: a file, or a database URL; nowhere if not set"
    )
    language: Literal["en", "zh"] = Field("en", description="language of reasons")
    ordering: OrderingSettings = Field(OrderingSettings(), description="diversity, caps and exploration")
