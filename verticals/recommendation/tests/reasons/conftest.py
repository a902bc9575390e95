"""A small bookshop, and a recommender that has learnt from what its readers take."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import settings

from scaffold.text import words
from scaffold_recommendation.data.ids import Ids
from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.learning.fitting import Plan, fit
from scaffold_recommendation.retrieval.histories import Histories

# A busy machine is no error of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

DAY = 86_400.0
GENRES = {
    "sea": "harbour winter ship storm lighthouse sailor tide island captain fog",
    "crime": "murder detective alibi poison witness jury motive inspector corpse ransom",
    "garden": "roses orchard soil beehive seedling compost hedge trellis meadow pruning",
}
EACH = 14


def book(genre, number, **more):
    """A book with a few of the words of its genre."""
    known = GENRES[genre].split()
    chosen = [known[(number + step) % len(known)] for step in range(4)]
    text = f"A story of {chosen[0]} and {chosen[1]}, with {chosen[2]} and {chosen[3]} in it."
    return Item(f"{genre}-{number}", f"{genre.title()} No. {number}", text, (genre,), **more)


def vector(item):
    """What a text is about, of unit length; zeros without a text."""
    known = sorted(" ".join(GENRES.values()).split())
    found = np.zeros(len(known), np.float32)
    for word in words(item.description):
        if word in known:
            found[known.index(word)] = 1
    return found / (np.linalg.norm(found) or 1)


@pytest.fixture(scope="session")
def catalogue():
    """Books of three genres, then one that is new, one that is sold out, and one of which nothing is known."""
    books = [book(genre, number) for genre in GENRES for number in range(EACH)]
    more = [book("sea", 20), book("garden", 21, stock=0), Item("bare")]
    return Catalogue([*books, *more])


@pytest.fixture(scope="session")
def events(catalogue):
    """120 readers, who mostly take books of one genre; the last three items are left alone."""
    rng = np.random.default_rng(7)
    rows = []
    for reader in range(120):
        taste, time = reader % 3, float(rng.integers(0, 50))
        for _ in range(int(rng.integers(5, 10))):
            genre = taste if rng.random() < 0.85 else int(rng.integers(3))
            place = min(int(rng.exponential(4)), EACH - 1)
            time += float(rng.exponential(3))
            rows.append((reader, genre * EACH + place, time * DAY))
    user, item, time = (np.array(column) for column in zip(*rows, strict=True))
    count = len(rows)
    ones, ratings = np.ones(count, np.float32), np.full(count, np.nan, np.float32)
    readers = Ids(f"r{number}" for number in range(120))
    return Interactions(readers, catalogue.ids, user, item, ones, ratings, time, np.zeros(count, np.int16))


@pytest.fixture(scope="session")
def texts(catalogue):
    return np.stack([vector(item) for item in catalogue])


@pytest.fixture(scope="session")
def recommender(catalogue, events, texts):
    """Fitted on the first nine tenths."""
    late = events.time > np.quantile(events.time, 0.9)
    plan = Plan(choose=False, candidates=30)
    return fit(events.select(~late), events.select(late), catalogue, texts, plan).recommender


@pytest.fixture(scope="session")
def past(catalogue):
    """The history of somebody who took some books, by their ids, the newest last."""

    def make(*ids, weights=None):
        numbers = [catalogue.ids.number(each) for each in ids]
        assert None not in numbers
        times = [100 * DAY + step for step in range(len(ids))]
        return Histories.of_one(numbers, weights or [1.0] * len(ids), times)

    return make
