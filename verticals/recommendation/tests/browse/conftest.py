"""A small shop that is served, with rules, odd titles and a store of what people take."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold_recommendation.browse.service_shelf import ServiceShelf
from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.feedback.store import FeedbackStore
from scaffold_recommendation.fitted_model import FittedModel
from scaffold_recommendation.known_users import KnownUsers
from scaffold_recommendation.learning.fitting import Plan, fit
from scaffold_recommendation.service import RecommendationService
from scaffold_recommendation.settings import RecommendationSettings

ODD = {
    "i0": '<script>alert("1")</script> & "quotes"',
    "i1": '=HYPERLINK("http://evil.example";"x") \u202eturned',
    "i2": "Averylongtitlewithoutanyblank" * 12,
    "i3": "海港之冬",
    "i5": "רכבת לילה",
}
"""Titles by item."""

WRITTEN = (
    ("The Lightkeeper", "Salt", "Low Water", "A Ship for Winter", "Harbour of Glass", "The Ninth Wave", "Tidewrack"),
    ("White Ridge", "The Ice Road", "Avalanche Season", "Snow on the Pass", "Altitude", "The Col", "A Rope of Breath"),
    ("Engine Hearts", "The Quiet Robot", "Star Ferry", "Orbit of Ash", "Copper Minds", "The Last Relay", "Vacuum"),
    ("Bread and Patience", "The Soup Diaries", "A Kitchen in Lyon", "Salted Butter", "Proof", "Stone Oven", "Broth"),
)
TAGS = (("sea", "literary"), ("mountains", "adventure"), ("science fiction",), ("cookery", "memoir"))
ABOUT = (
    "A ship comes back to a harbour where the sea has taken everything but {}.",
    "Three climbers and a mountain of ice, held together by {}.",
    "A robot with an old engine travels between stars, looking for {}.",
    "In a small kitchen there is bread every morning, and {} with it.",
)
THINGS = ("a letter", "one lamp", "a borrowed name", "old promises", "a map", "a song nobody finishes")

RULES = """
rules:
  - id: window-display
    when: {field: {name: price, below: 5.5}}
    then: {boost: 1.5}
    uses: [decide]
  - id: seen-often
    when: {field: {name: category, is: mountains}}
    then: {boost: -0.7}
    uses: [decide]
  - id: recalled
    when: {field: {name: title, is: Low Water}}
    then: {exclude: true}
    hardness: hard
    uses: [decide]
"""


def book(number):
    """The book of a number, of the group that the texts put it in."""
    group, at = number % 4, number // 4
    title = f"{WRITTEN[group][at % 7]}{'' if at < 7 else f', part {at // 7 + 1}'}"
    stock = 0 if number in (8, 13) else None
    description = ABOUT[group].format(THINGS[at % len(THINGS)])
    name = f"i{number}"
    price = 5.0 + (at * 3 + group) % 9
    return Item(name, ODD.get(name, title), description, TAGS[group], price=price, stock=stock)


@pytest.fixture(scope="session")
def model(shop, texts):
    """Fitted on the events of the shop, whose books have got titles."""
    events, plain = shop
    books = Catalogue(book(number) for number in range(len(plain)))
    assert list(books.ids) == list(plain.ids)
    late = events.time > np.quantile(events.time, 0.9)
    recommender = fit(events.select(~late), events.select(late), books, texts, Plan(choose=False, candidates=40))
    rules = RuleSet.of([parse_rules(RULES, "shop.yaml")])
    people = {"u1": {"age": "41"}}
    return FittedModel(recommender.recommender, KnownUsers.of(events, people, 1000), rules, {})


@pytest.fixture
def store(tmp_path):
    with FeedbackStore.open(tmp_path / "feedback.sqlite") as opened:
        yield opened


@pytest.fixture
def shelf(model, store):
    service = RecommendationService(model, RecommendationSettings(), store)
    return ServiceShelf(service, "Tarnbrook Books", ("purchase", "view"))


@pytest.fixture
def open_client():
    """A client of the application of a shelf."""
    pytest.importorskip("fastapi")
    pytest.importorskip("httpx2")
    from starlette.testclient import TestClient

    from scaffold.web.hosts import Hosts
    from scaffold.web.session import Sessions
    from scaffold_recommendation.browse.app import create_app

    def make(shelf):
        app = create_app(shelf, Hosts("127.0.0.1"), Sessions(8767))
        return TestClient(app, base_url="http://127.0.0.1:8767", follow_redirects=False)

    return make


@pytest.fixture
def client(shelf, open_client):
    return open_client(shelf)
