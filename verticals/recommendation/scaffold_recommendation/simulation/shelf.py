"""A catalogue as simulated readers see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.simulation.streams import stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scaffold_recommendation.data.items import Catalogue, Item

VOICE = 4
"""Numbers that say how an author writes."""
_USUAL_PRICE = 10.0
# How far books of an author differ from one another in voice.
_OWN_VOICE = 0.5


class Shelf:
    """Items in columns, in the order of their numbers. Below `n` is the number of items.

    What a text does not show is drawn from the seed: the voice of each author (readers who like one like others that
    are near it, whatever the genre) and the appeal of each item (some are just better, or better advertised). Both
    belong to names, so that a new item changes nothing in those that are there.

    :ivar ids: ids of the items.
    :ivar genres: names of the main tags.
    :ivar themes: names of all other tags, moods among them.
    :ivar genre: number of the main tag of each item, -1 without one, (n,).
    :ivar theme: share of each theme in an item, rows of sum 1 or 0, (n, themes).
    :ivar voice: (n, VOICE), about standard normal.
    :ivar appeal: standard normal, (n,).
    :ivar price: logarithm of the price, that of an unknown one being the usual, (n,).
    :ivar language: of each item, empty if it is not said.
    :ivar age_limit: years, 0 without a limit, (n,).
    :ivar author: number of the author, -1 without one, (n,).
    :ivar series: number of the series, -1 without one, (n,).
    :ivar since: when it appeared, in seconds since 1970, -inf if it is not known, (n,).
    :ivar until: when it left, inf if it stays, (n,).
    """

    def __init__(self, catalogue: Catalogue, seed: int) -> None:
        items = list(catalogue)
        self.seed = seed
        self.ids = [item.id for item in items]
        self.genres = sorted({item.category for item in items if item.category})
        self.themes = sorted({tag for item in items for tag in item.tags[1:]})
        self.genre = _numbers([item.category for item in items])
        self.theme = self._themes(items)
        self.author = _numbers([str(item.fields.get("author", "")) for item in items])
        self.series = _numbers([str(item.fields.get("series") or "") for item in items])
        self.voice = self._voices(items)
        self.appeal = np.array([stream(seed, "appeal", item.id).standard_normal() for item in items])
        self.price = np.log([item.price if item.price and item.price > 0 else _USUAL_PRICE for item in items])
        self.language = np.array([str(item.fields.get("language") or "") for item in items])
        self.age_limit = np.array([_years(item.fields.get("age_limit")) for item in items])
        self.since = np.array([-np.inf if item.since is None else item.since for item in items])
        self.until = np.array([np.inf if item.until is None else item.until for item in items])
        self.numbers = {name: at for at, name in enumerate(self.ids)}

    def __len__(self) -> int:
        return len(self.ids)

    def _themes(self, items: Sequence[Item]) -> NDArray[np.float64]:
        at = {name: number for number, name in enumerate(self.themes)}
        found = np.zeros((len(items), len(at)))
        for row, item in enumerate(items):
            own = [at[tag] for tag in item.tags[1:]]
            found[row, own] = 1 / max(1, len(own))
        return found

    def _voices(self, items: Sequence[Item]) -> NDArray[np.float64]:
        found = np.zeros((len(items), VOICE))
        known: dict[str, NDArray[np.float64]] = {}
        for row, item in enumerate(items):
            author = str(item.fields.get("author") or item.id)
            if author not in known:
                known[author] = stream(self.seed, "author", author).standard_normal(VOICE)
            found[row] = known[author] + _OWN_VOICE * stream(self.seed, "voice", item.id).standard_normal(VOICE)
        return np.asarray(found / np.sqrt(1 + _OWN_VOICE**2))


def _numbers(names: Sequence[str]) -> NDArray[np.int64]:
    """Numbers of names in their sorted order, -1 for an empty one."""
    at = {name: number for number, name in enumerate(sorted({name for name in names if name}))}
    return np.array([at.get(name, -1) for name in names], dtype=np.int64)


def _years(cell: object) -> float:
    try:
        return float(str(cell))
    except ValueError:
        return 0.0
