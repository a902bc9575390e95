"""How candidates become a list: part of `[recommendation]` in `scaffold.toml`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scaffold.settings import Section

VaryBy = Literal["tags", "texts"]


class OrderingSettings(Section):
    """What a shop decides about its lists, beside its rules."""

    diversity: Literal["mmr", "msd", "dpp", "none"] = Field(
        "msd", description="maximal marginal relevance, max-sum diversification, a determinantal point process, nothing"
    )
    vary_by: VaryBy = Field("tags", description="what makes items alike: their tags, where items have some, or texts")
    trade_off: float = Field(0.8, ge=0, le=1, description="1: the score alone counts; 0: that items differ alone")
    most_per_category: int | None = Field(
        None, ge=1, description="items of one category on a list, more only where places would stay empty"
    )
    explore: float = Field(0.0, ge=0, le=1, description="share of the places that are filled by chance")
    explore_by: Literal["epsilon", "softmax"] = Field(
        "epsilon", description="chance: the same for all candidates, or more for those with higher scores"
    )
    temperature: float = Field(
        1.0,
        gt=0,
        description="of softmax, in standard deviations of the scores; the higher, the more alike the chances",
    )
    depth: int = Field(100, ge=1, description="best candidates that diversity and exploration look at")
    unknown_age: Literal["hide", "show"] = Field(
        "hide", description="items with an age limit, for a user whose age is not known"
    )
