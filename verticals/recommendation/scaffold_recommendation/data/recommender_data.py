"""All that a recommender learns from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaffold.data.dataset import FileInfo
    from scaffold_recommendation.data.interactions import Interactions
    from scaffold_recommendation.data.items import Catalogue


@dataclass(frozen=True, eq=False)
class RecommenderData:
    """Interactions, the catalogue they count items by, and what is known of users.

    :ivar people: by user id, what else is known of a user.
    :ivar notes: what was assumed or left out while reading, for the report.
    """

    interactions: Interactions
    catalogue: Catalogue
    people: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    files: tuple[FileInfo, ...] = ()
    notes: tuple[str, ...] = ()
