"""All that is served: a recommender, the users it knows, and the rules of the shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaffold.rules.language.rule_file import RuleSet
    from scaffold_recommendation.known_users import KnownUsers
    from scaffold_recommendation.recommender import Recommender


@dataclass(frozen=True, eq=False)
class FittedModel:
    """A recommender with what belongs to it.

    :ivar about: how it came about: settings, encoder, data, figures; plain JSON values.
    :ivar sha256: the hash over its files; empty before it was written.
    """

    recommender: Recommender
    users: KnownUsers
    rules: RuleSet
    about: Mapping[str, Any]
    sha256: str = ""
