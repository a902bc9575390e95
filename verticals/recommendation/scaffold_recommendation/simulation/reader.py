"""How a simulated reader chooses.

The model, for reader r, item i and moment t; p, q are the taste of `taste`, i.genre and i.themes what the tags say.

    liking(r, i, t)  = 1.1 ln(0.02 + p[i.genre]) + 3 sqrt(mean of q over i.themes) + 0.8 v_r . v_i / sqrt(4)
    pull(r, i, t)    = o_r (0.75 appeal_i + 0.4 ln(1 + popularity_i(t)) + 0.8 exp(-age / 30 days) + season_i(t))
                       - k_r max(0, ln price_i - ln m_r)
                       + s_r [r has another book of the series] + 0.7 [r has another book of the author]
    utility          = liking + pull

Popularity counts what all readers took, half of it after six weeks; age is the time since an item appeared. Some tags
have a season: at its height the pull of a book that has the tag is 0.5 higher, half a year away 0.5 lower.

Never taken: what r has already, what is in a language that r does not read, what is for older people, what has not
appeared or has left.

- Free browsing takes item i with probability softmax(utility) over the catalogue.
- From a list, the item in place k (0 the first) is looked at with probability 1 / (1 + k) ** 0.5, and taken, if looked
  at, with probability 1 / (1 + exp(3.5 - utility)), whatever else is taken of the list.
- What is taken is bought with probability 1 / (1 + exp(1.8 - 0.7 z)), z being how many standard deviations of the
  catalogue above its mean the reader likes the item; else put on the wish list with probability 0.2; else only viewed.
- A third of what is bought is rated: 2.7 + 0.7 z + leniency + Normal(0, 0.6), rounded and kept between 1 and 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.simulation.popularity import Popularity
from scaffold_recommendation.simulation.taste import DAY, YEAR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.simulation.shelf import Shelf
    from scaffold_recommendation.simulation.taste import Reader

VIEW, WISH, PURCHASE = "view", "wishlist", "purchase"

_GENRE, _NO_GENRE = 1.1, 0.02
_THEME = 3.0
_VOICE = 0.8
_APPEAL, _POPULAR, _NEW, _NEW_DAYS = 0.75, 0.4, 0.8, 30.0
_SAME_AUTHOR = 0.7
_SEASON = 0.5
_SEASONS = {"winter": 10, "cookery": 345, "children": 350, "cosy": 330, "travel": 160, "sea": 195, "gardens": 110}
"""The day of the year on which a tag is at its height."""
_NEVER = -1e9
_THRESHOLD, _LOOKING = 3.5, 0.5
_BUYING, _BUYING_SLOPE, _WISHING = 1.8, 0.7, 0.2
_RATED, _STARS, _STARS_SLOPE, _STARS_SPREAD = 1 / 3, 2.7, 0.7, 0.6


class Past:
    """What a reader has taken so far: whether each item, author and series is among it.

    The last author and the last series stand for "none" (-1), of which nobody has taken anything.
    """

    def __init__(self, shelf: Shelf) -> None:
        self.items = np.zeros(len(shelf), dtype=bool)
        self.authors = np.zeros(int(shelf.author.max(initial=-1)) + 2, dtype=bool)
        self.series = np.zeros(int(shelf.series.max(initial=-1)) + 2, dtype=bool)


class Choosing:
    """Readers in front of a shelf, with all that happened there so far."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.popularity = Popularity(len(shelf))
        self._pasts: dict[str, Past] = {}
        tags = [(day, _has(shelf, tag)) for tag, day in sorted(_SEASONS.items())]
        self._seasons = np.array([day for day, _ in tags]), np.array([held for _, held in tags])
        self._readable: dict[tuple[str, int], NDArray[np.bool_]] = {}

    def take(self, reader: Reader, item: int, now: float) -> None:
        """A reader has taken an item."""
        past = self._past(reader)
        past.items[item] = True
        past.authors[self.shelf.author[item]] = True
        past.series[self.shelf.series[item]] = True
        past.authors[-1] = past.series[-1] = False
        self.popularity.add(item, now)

    def liking(self, reader: Reader, now: float) -> NDArray[np.float64]:
        """How much a reader likes each item for what it is, (items,)."""
        shelf = self.shelf
        genres, themes = reader.taste(now)
        of_genre = np.append(genres, 0.0)[shelf.genre]
        of_voice = shelf.voice @ reader.voice / np.sqrt(len(reader.voice))
        found: NDArray[np.float64] = (
            _GENRE * np.log(_NO_GENRE + of_genre) + _THEME * np.sqrt(shelf.theme @ themes) + _VOICE * of_voice
        )
        return found

    def utility(self, reader: Reader, now: float, liking: NDArray[np.float64]) -> NDArray[np.float64]:
        """What draws a reader to each item, (items,); -1e9 where it is never taken.

        :param liking: as the method of that name gives it for the moment.
        """
        shelf, past = self.shelf, self._past(reader)
        fresh = np.exp(-np.maximum(now - shelf.since, 0.0) / (_NEW_DAYS * DAY))
        public = _APPEAL * shelf.appeal + _POPULAR * self.popularity.level(now) + _NEW * fresh + self._season(now)
        utility = liking + reader.openness * public - reader.thrift * np.maximum(0.0, shelf.price - reader.price)
        utility += reader.series * past.series[shelf.series] + _SAME_AUTHOR * past.authors[shelf.author]
        possible = self._can_read(reader) & (shelf.since <= now) & (now < shelf.until) & ~past.items
        return np.where(possible, utility, _NEVER)

    def browse(self, reader: Reader, now: float, liking: NDArray[np.float64], rng: np.random.Generator) -> int | None:
        """The number of the item that a reader takes of the whole shelf; None if there is none left."""
        utility = self.utility(reader, now, liking)
        if not len(utility):
            return None
        # The largest of the utilities with Gumbel noise is a draw from their softmax.
        noisy = utility - np.log(-np.log(np.maximum(rng.random(len(utility)), 1e-300)))
        item = int(np.argmax(noisy))
        return item if utility[item] > _NEVER else None

    def chance(self, utility: float, place: int) -> float:
        """The probability with which an item is taken from a list.

        :param utility: of the item for the reader.
        :param place: counted from 0.
        """
        looked = (1.0 + place) ** -_LOOKING
        return float(looked / (1 + np.exp(np.clip(_THRESHOLD - utility, -50, 50)))) if utility > _NEVER else 0.0

    def kind(self, above: float, rng: np.random.Generator) -> str:
        """What becomes of an item that is taken.

        :param above: how much the reader likes it, in standard deviations of the catalogue above its mean.
        """
        bought, wished = rng.random(2)
        if bought < 1 / (1 + np.exp(_BUYING - _BUYING_SLOPE * above)):
            return PURCHASE
        return WISH if wished < _WISHING else VIEW

    def rating(self, reader: Reader, above: float, rng: np.random.Generator) -> int | None:
        """The stars that a reader gives to what was bought; None for most."""
        rated, noise = rng.random(), rng.standard_normal()
        if rated >= _RATED:
            return None
        return int(np.clip(round(_STARS + _STARS_SLOPE * above + reader.leniency + _STARS_SPREAD * noise), 1, 5))

    def above(self, reader: Reader, liking: NDArray[np.float64]) -> NDArray[np.float64]:
        """Liking in standard deviations above its mean over what the reader can read, (items,)."""
        known = liking[self._can_read(reader)]
        if not len(known):
            return np.zeros(len(liking))
        return np.asarray((liking - known.mean()) / max(float(known.std()), 1e-9))

    def _past(self, reader: Reader) -> Past:
        if reader.name not in self._pasts:
            self._pasts[reader.name] = Past(self.shelf)
        return self._pasts[reader.name]

    def _season(self, now: float) -> NDArray[np.float64]:
        peaks, held = self._seasons
        days = (now % YEAR) / DAY
        return np.asarray(_SEASON * np.cos(2 * np.pi * (days - peaks) / 365.25) @ held)

    def _can_read(self, reader: Reader) -> NDArray[np.bool_]:
        key = reader.language, reader.age
        if key not in self._readable:
            languages = {name: reader.reads(str(name)) for name in set(self.shelf.language.tolist())}
            known = np.array([languages[name] for name in self.shelf.language.tolist()], dtype=bool)
            self._readable[key] = known & (self.shelf.age_limit <= reader.age)
        return self._readable[key]


def _has(shelf: Shelf, tag: str) -> NDArray[np.float64]:
    """1 for items with a tag, (items,)."""
    found = np.zeros(len(shelf))
    if tag in shelf.genres:
        found[shelf.genre == shelf.genres.index(tag)] = 1
    if tag in shelf.themes:
        found[shelf.theme[:, shelf.themes.index(tag)] > 0] = 1
    return found
