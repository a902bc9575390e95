"""Who the simulated readers are: what each of them likes, can pay, can read, and how often they come.

The model, for reader r. All draws are independent, and each belongs to a seed and a name, so that a tag, an author or
a reader more changes nothing in those that are there.

- Genres: p_r ~ Dirichlet(0.2, ..., 0.2) over main tags: most readers care for two or three of twelve.
- Themes and moods: q_r ~ Dirichlet(0.12, ..., 0.12) over all other tags: about four of them matter to a reader.
- Voice: v_r ~ Normal(0, I), a taste in how authors write, which no text shows.
- Drift: there is a second pair p'_r, q'_r, drawn alike. On a day t years after the first one the taste is
  (1 - w) p_r + w p'_r with w = min(0.6, d_r t), d_r ~ Uniform(0, 0.4).
- Price: a level m_r with ln m_r ~ Normal(ln 11, 0.35), and thrift k_r ~ Uniform(0, 3).
- Language: English 87 in 100, Chinese 7, both 6. What is written in another one is never taken.
- Age: 11 to 85, the mean of two draws of Uniform(11, 85). Below its age limit a book is never taken.
- Openness to what is popular: o_r ~ Gamma(4) / 4, about 1.
- Tolerance for series: s_r ~ Normal(0.9, 0.6): how much an earlier volume pulls; below 0 it puts off.
- Leniency in ratings: Normal(0, 0.4) stars.
- Activity: the number of events expected in a full period, ln a_r ~ Normal(2.75, 0.78): many readers have a few, few
  have a hundred and more.
- First day: a third of the readers come in the first month, the others at any time of the period.

Regions are drawn at random and mean nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from scaffold_recommendation.simulation.shelf import VOICE
from scaffold_recommendation.simulation.streams import stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scaffold_recommendation.simulation.shelf import Shelf

START = datetime(2024, 7, 1, tzinfo=UTC).timestamp()
"""The first moment of the period in which readers come, in seconds since 1970."""
END = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
"""The moment after its last."""
DAY = 86_400.0
YEAR = 365.25 * DAY
ENGLISH, CHINESE, BOTH = "en", "zh", "en+zh"
REGIONS = ("Harbour Coast", "Upper Vale", "Greymoor", "Sable Isles", "Linden Plain", "Old Town")

_GENRES_SPREAD, _THEMES_SPREAD = 0.2, 0.12
_DRIFT, _MOST_DRIFT = 0.4, 0.6
_PRICE, _PRICE_SPREAD, _THRIFT = 11.0, 0.35, 3.0
_LANGUAGES = ((0.87, ENGLISH), (0.94, CHINESE), (1.0, BOTH))
_YOUNGEST, _OLDEST = 11, 85
_SERIES, _SERIES_SPREAD = 0.9, 0.6
_LENIENCY = 0.4
_ACTIVITY, _ACTIVITY_SPREAD = 2.75, 0.78
_EARLY = 1 / 3


@dataclass(frozen=True, eq=False)
class Reader:
    """A reader who does not exist; see the module for what the numbers mean.

    :ivar genres: taste in genres at first and later, (2, genres), rows of sum 1.
    :ivar themes: taste in themes and moods at first and later, (2, themes), rows of sum 1.
    :ivar voice: taste in voices, (VOICE,).
    :ivar price: logarithm of the price level.
    :ivar activity: events expected in a full period.
    :ivar first_day: in seconds since 1970.
    """

    name: str
    age: int
    language: str
    region: str
    genres: NDArray[np.float64]
    themes: NDArray[np.float64]
    voice: NDArray[np.float64]
    drift: float
    price: float
    thrift: float
    openness: float
    series: float
    leniency: float
    activity: float
    first_day: float

    def taste(self, now: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Taste in genres, (genres,), and in themes, (themes,), at a moment."""
        later = min(_MOST_DRIFT, self.drift * max(0.0, now - self.first_day) / YEAR)
        mix = np.array([1 - later, later])
        return mix @ self.genres, mix @ self.themes

    def reads(self, language: str) -> bool:
        """Whether the reader knows a language; an unsaid one is known to all."""
        return not language or language in self.language.split("+")


def readers(shelf: Shelf, count: int, seed: int, start: float = START, end: float = END) -> list[Reader]:
    """The first `count` readers of a seed, named r0001 and so on.

    :param start: of the period in which they come, in seconds since 1970.
    """

    def rng(what: str) -> np.random.Generator:
        return stream(seed, "readers", what)

    genres = [_shares(shelf.genres, count, _GENRES_SPREAD, seed, f"genre {time}") for time in (0, 1)]
    themes = [_shares(shelf.themes, count, _THEMES_SPREAD, seed, f"theme {time}") for time in (0, 1)]
    voice = rng("voice").standard_normal((count, VOICE))
    drift = rng("drift").random(count) * _DRIFT
    price = np.log(_PRICE) + _PRICE_SPREAD * rng("price").standard_normal(count)
    thrift = rng("thrift").random(count) * _THRIFT
    language = rng("language").random(count)
    age = _YOUNGEST + (_OLDEST - _YOUNGEST) * rng("age").random((count, 2)).mean(axis=1)
    region = (rng("region").random(count) * len(REGIONS)).astype(int)
    openness = rng("openness").standard_gamma(4.0, count) / 4
    series = _SERIES + _SERIES_SPREAD * rng("series").standard_normal(count)
    leniency = _LENIENCY * rng("leniency").standard_normal(count)
    activity = np.exp(_ACTIVITY + _ACTIVITY_SPREAD * rng("activity").standard_normal(count))
    first = _first_days(rng("first day").random((count, 2)), start, end)
    return [
        Reader(
            name=f"r{at + 1:04d}",
            age=int(age[at]),
            language=next(name for below, name in _LANGUAGES if language[at] < below),
            region=REGIONS[region[at]],
            genres=np.stack([each[at] for each in genres]),
            themes=np.stack([each[at] for each in themes]),
            voice=voice[at],
            drift=float(drift[at]),
            price=float(price[at]),
            thrift=float(thrift[at]),
            openness=float(openness[at]),
            series=float(series[at]),
            leniency=float(leniency[at]),
            activity=float(activity[at]),
            first_day=float(first[at]),
        )
        for at in range(count)
    ]


def _shares(tags: list[str], count: int, spread: float, seed: int, what: str) -> NDArray[np.float64]:
    """Dirichlet shares of tags for each reader, (count, tags): gammas, each the tag's own, divided by their sum."""
    drawn = np.zeros((count, len(tags)))
    for at, tag in enumerate(tags):
        drawn[:, at] = stream(seed, "taste", what, tag).standard_gamma(spread, count)
    return np.asarray(drawn / np.maximum(drawn.sum(axis=1, keepdims=True), 1e-300))


def _first_days(drawn: NDArray[np.float64], start: float, end: float) -> NDArray[np.float64]:
    """A day of the first month for some, of the whole period for the others, at midnight."""
    early, place = drawn.T
    length = np.where(early < _EARLY, min(30 * DAY, end - start), end - start)
    days: NDArray[np.float64] = start + np.floor(place * length / DAY) * DAY
    return days
