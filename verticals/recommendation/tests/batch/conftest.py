"""A fitted model of the small shop, in its folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scaffold.rules.language.rule_file import RuleSet
from scaffold_recommendation.data.ids import Ids
from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.fitted_model import FittedModel
from scaffold_recommendation.known_users import KnownUsers
from scaffold_recommendation.learning.fitting import Plan, fit
from scaffold_recommendation.model_folder import read_model, write_model
from scaffold_recommendation.retrieval.als import AlsShape
from scaffold_recommendation.retrieval.shape import Shape

LIMIT = 6
"""Items of a history: some users took more, which are seen all the same."""


@pytest.fixture(scope="session")
def model_path(
    tmp_path_factory: pytest.TempPathFactory, shop: tuple[Interactions, Catalogue], texts: np.ndarray
) -> Path:
    """The folder of a model that knows the users of the shop, one of whom did nothing, and two items nobody took."""
    events, known = shop
    catalogue = Catalogue([*known, Item("new", title="A new book of snow"), Item("blank")])
    events = replace(events, users=Ids([*events.users, "somebody new"]), items=catalogue.ids)
    texts = np.concatenate([texts, texts[1:2], np.zeros_like(texts[:1])])
    order = np.argsort(events.time, kind="stable")
    cut = int(0.8 * len(events))
    plan = Plan(shape=Shape(als=AlsShape(factors=8)), choose=False, limit=LIMIT, candidates=20)
    fitted = fit(events.select(order[:cut]), events.select(order[cut:]), catalogue, texts, plan)
    path = tmp_path_factory.mktemp("batch") / "model"
    users = KnownUsers.of(events, {"u3": {"age": 30}}, LIMIT)
    write_model(path, FittedModel(fitted.recommender, users, RuleSet(), {"retriever": "ease"}))
    return path


@pytest.fixture(scope="session")
def model(model_path: Path) -> FittedModel:
    """The same, read."""
    return read_model(model_path)
