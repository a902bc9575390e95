"""A store in either database, and lists that are quickly written down."""

from __future__ import annotations

import pytest
from hypothesis import settings

from scaffold_recommendation.feedback.shown_list import ShownList, ShownPlace
from scaffold_recommendation.feedback.store import FeedbackStore

# A busy machine is no error of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

DAY = 86_400.0


@pytest.fixture
def file(tmp_path):
    return tmp_path / "feedback.sqlite"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, file):
    return str(file) if request.param == "sqlite" else request.getfixturevalue("database_url")


@pytest.fixture
def store(address):
    with FeedbackStore.open(address) as opened:
        yield opened


@pytest.fixture
def shown():
    """A list of items in their order."""

    def make(name, user, time, items, *, model="m1", propensity=0.5, probability=0.25):
        places = [ShownPlace(item, at, propensity, probability) for at, item in enumerate(items, 1)]
        return ShownList(name, user, time, model, tuple(places))

    return make
