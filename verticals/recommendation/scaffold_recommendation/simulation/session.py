"""Simulated readers in front of the lists of a live recommender.

The readers of a seed are those of the sample's log if the catalogue and the seed are the sample's: what they liked
there they like here, so that a recommender that was fitted on the log can be tried on them.

    readers = SimulatedReaders(data.catalogue, SEED)
    readers.remember((event.user, event.item, event.time) for event in log)
    for taken in readers.visit("r0007", ["b0012", "b0731", "b0100"], now):
        print(taken.item, taken.kind, taken.weight)

Everything is drawn from the seed. What a reader does at the n-th visit depends on the list and the past, and the luck
of an item at that visit on nothing else: two recommenders that show it meet the same luck, and are compared fairly.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.data.settings import USUAL_WEIGHTS
from scaffold_recommendation.simulation.reader import Choosing
from scaffold_recommendation.simulation.shelf import Shelf
from scaffold_recommendation.simulation.streams import stream
from scaffold_recommendation.simulation.taste import readers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scaffold_recommendation.data.items import Catalogue
    from scaffold_recommendation.simulation.taste import Reader

SEED = 20251231
"""Of the sample."""
READERS = 3000
"""In the sample."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Something that a reader did with an item of a list.

    :ivar kind: `view`, `wishlist` or `purchase`.
    :ivar weight: the usual one of the kind.
    """

    item: str
    kind: str
    weight: float


class SimulatedReaders:
    """Readers who answer lists.

    :ivar names: of all readers, in their order.
    """

    def __init__(self, catalogue: Catalogue, seed: int = SEED, count: int = READERS) -> None:
        """Readers of a seed, who know nothing yet.

        :param catalogue: as it is now; items that are put into it later are not seen.
        """
        self._seed = seed
        self._shelf = Shelf(catalogue, seed)
        self._choosing = Choosing(self._shelf)
        self._readers = {reader.name: reader for reader in readers(self._shelf, count, seed)}
        self._visits: Counter[str] = Counter()
        self.names = list(self._readers)

    def __getitem__(self, name: str) -> Reader:
        """What a reader is like.

        :raises KeyError: there is no reader of this name.
        """
        return self._readers[name]

    def remember(self, events: Iterable[tuple[str, str, float]]) -> None:
        """What was taken before, as user, item and seconds since 1970, the oldest first.

        It is not taken again, draws to its series and author, and makes the item popular. Users and items that are
        not of the simulation are passed over.
        """
        for user, item, time in events:
            reader, number = self._readers.get(user), self._shelf.numbers.get(item)
            if reader is not None and number is not None:
                self._choosing.take(reader, number, time)

    def visit(self, reader: str, items: Sequence[str], now: float) -> list[Taken]:
        """What a reader takes of a list, in its order; unknown items are passed over, but hold their place.

        :param items: ids, the first at the top; one that comes twice counts in its first place.
        :param now: seconds since 1970 (UTC).
        :raises KeyError: there is no reader of this name.
        """
        who = self._readers[reader]
        rng = stream(self._seed, "visit", reader, self._visits[reader])
        self._visits[reader] += 1
        luck, fate = rng.random(len(self._shelf)), rng.integers(2**32, size=len(self._shelf))
        liking = self._choosing.liking(who, now)
        utility = self._choosing.utility(who, now, liking)
        above = self._choosing.above(who, liking)
        found: list[Taken] = []
        for place, number in self._shown(items):
            if luck[number] >= self._choosing.chance(utility[number], place):
                continue
            kind = self._choosing.kind(float(above[number]), np.random.default_rng(int(fate[number])))
            self._choosing.take(who, number, now)
            found.append(Taken(self._shelf.ids[number], kind, USUAL_WEIGHTS[kind]))
        return found

    def chances(self, reader: str, items: Sequence[str], now: float) -> list[float]:
        """The probability with which a reader would take each item of a list, in its place; 0 for unknown ones.

        The truth of the model, by which estimates from logs can be checked.
        """
        who = self._readers[reader]
        utility = self._choosing.utility(who, now, self._choosing.liking(who, now))
        found = [0.0] * len(items)
        for place, number in self._shown(items):
            found[place] = self._choosing.chance(utility[number], place)
        return found

    def _shown(self, items: Sequence[str]) -> list[tuple[int, int]]:
        """Places and numbers of the items that are known, each once."""
        places: dict[int, int] = {}
        for place, item in enumerate(items):
            number = self._shelf.numbers.get(item)
            if number is not None:
                places.setdefault(number, place)
        return [(place, number) for number, place in places.items()]
