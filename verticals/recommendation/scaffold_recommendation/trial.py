"""A recommender in front of simulated readers: lists are shown, some items taken, and the next lists know it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scaffold.progress import Progress
    from scaffold_recommendation.recommended import RecommendedList
    from scaffold_recommendation.service import RecommendationService
    from scaffold_recommendation.simulation.session import SimulatedReaders

HOUR = 3600.0


@dataclass(frozen=True)
class Trial:
    """What came of visits.

    :ivar visits: how many lists were shown.
    :ivar taken: items that were taken from them, and `expected` what the model of taste says on average.
    :ivar popular: the same on average, had the most popular items been shown to the same readers.
    :ivar kinds: events by kind.
    :ivar again: items on a list that the reader had already; there are none unless something is wrong.
    """

    visits: int
    taken: int
    expected: float
    popular: float
    kinds: Mapping[str, int]
    again: int


def try_out(
    service: RecommendationService, readers: SimulatedReaders, visits: int, seed: int, progress: Progress, k: int = 10
) -> Trial:
    """Show lists to readers who come at random, and keep what they see and take in the service's store.

    :param visits: an hour lies between two of them; they begin when the model was fitted.
    """
    rng = np.random.default_rng(seed)
    known = [name for name in readers.names if name in service.model.users.ids]
    catalogue = service.recommender.catalogue
    counts = service.recommender.retrievers.popularity.counts
    popular = [catalogue.ids[int(at)] for at in np.argsort(-counts, kind="stable")]
    start = service.recommender.now or 0.0
    kinds: Counter[str] = Counter()
    expected = usual = 0.0
    again = 0
    with progress.stage("Simulated visits", visits) as stage:
        for visit in range(visits):
            reader = known[int(rng.integers(len(known)))]
            now = start + (visit + 1) * HOUR
            made = service.recommend(reader, k=k, now=now, seed=int(rng.integers(2**32)))
            service.show(made, now=now)
            shown = [each.item.id for each in made.items]
            owned = {catalogue.ids[at] for at in service.past_of(reader).owned}
            again += len(owned & set(shown))
            expected += sum(readers.chances(reader, shown, now))
            usual += sum(readers.chances(reader, [item for item in popular if item not in owned][:k], now))
            for event in readers.visit(reader, shown, now):
                kinds[event.kind] += 1
                service.take(reader, event.item, event.kind, now=now)
            stage.advance()
    return Trial(visits, kinds.total(), expected, usual, dict(kinds), again)


def changed(before: RecommendedList, after: RecommendedList) -> tuple[list[str], list[str]]:
    """Titles that are new on a list, and those that are gone."""
    old, new = ([each.item.name for each in made.items] for made in (before, after))
    return [name for name in new if name not in old], [name for name in old if name not in new]
