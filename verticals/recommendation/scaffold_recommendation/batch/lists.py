"""Lists of a block of users: ranked, ranked and ordered, or fast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from scaffold_recommendation.batch.fast_lists import FastLists, retriever_of
from scaffold_recommendation.batch.ordered_lists import OrderedLists
from scaffold_recommendation.batch.ranked_lists import RankedLists

if TYPE_CHECKING:
    from scaffold_recommendation.batch.list_plan import ListPlan
    from scaffold_recommendation.batch.user_shard import UserBlock
    from scaffold_recommendation.fitted_model import FittedModel
    from scaffold_recommendation.recommender import Ranked


class Lists(Protocol):
    """Makes lists; several threads may ask at once."""

    def of(self, block: UserBlock) -> Ranked:
        """The lists of some users, best first, as (n, k) or less."""


def lists_of(model: FittedModel, plan: ListPlan) -> Lists:
    """What makes the lists of a plan.

    :raises SettingsError: for a retriever that this model does not have.
    """
    if plan.fast is not None:
        return FastLists(model.recommender, retriever_of(model, plan.fast), plan.k)
    if plan.ordering is not None:
        return OrderedLists(model, plan.ordering, plan.k, plan.now)
    return RankedLists(model.recommender, plan.k, plan.now)
