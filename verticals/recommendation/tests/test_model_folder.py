from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from scaffold.errors import BundleError
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.data.splits import split
from scaffold_recommendation.fitted_model import FittedModel
from scaffold_recommendation.known_users import KnownUsers
from scaffold_recommendation.learning.fitting import Plan, fit
from scaffold_recommendation.model_folder import find_model, read_model, write_model
from scaffold_recommendation.retrieval.als import AlsShape
from scaffold_recommendation.retrieval.shape import Shape

RULES = "rules:\n  - id: less-ice\n    when: {phrases: [ice]}\n    then: {boost: -1}\n"
HOSTILE = "\ud800 =cmd|' /C calc'!A0 ../../etc/passwd \n<script>"


@pytest.fixture(scope="module")
def model(shop: tuple[Interactions, Catalogue], texts: np.ndarray) -> FittedModel:
    events, items = shop
    catalogue = Catalogue(items)
    catalogue.put(Item("i59", HOSTILE, fields={"when": 3.5, "nothing": float("nan")}))
    parts = split(events, "time")
    plan = Plan(shape=Shape(als=AlsShape(8, 2.0, 3.0)), choose=False, candidates=30)
    recommender = fit(parts.train, parts.validation, catalogue, texts, plan).recommender
    users = KnownUsers.of(events, {"u3": {"age": 30}}, 5)
    return FittedModel(recommender, users, RuleSet.of([parse_rules(RULES, "shop")]), {"made": "today"})


def test_a_model_says_the_same_after_it_was_written_and_read(model: FittedModel, tmp_path: Path) -> None:
    sha256 = write_model(tmp_path / "model", model)
    again = read_model(tmp_path / "model")
    assert again.sha256 == sha256
    histories = model.users.histories.rows(0, 50)
    seen = model.users.seen(60)[:50]
    for name in ("items", "scores", "probability"):
        one, other = (getattr(each.recommender.rank(histories, seen), name) for each in (model, again))
        np.testing.assert_array_equal(one, other)
    assert list(again.users.ids) == list(model.users.ids)
    assert again.users.people == {"u3": {"age": 30}}
    assert (again.users.seen(60) != model.users.seen(60)).nnz == 0
    assert [rule.id for rule in again.rules] == ["less-ice"]
    assert again.about == {"made": "today"}


def test_items_keep_whatever_their_rows_say(model: FittedModel, tmp_path: Path) -> None:
    write_model(tmp_path / "model", model)
    again = read_model(tmp_path / "model").recommender.catalogue
    assert again[59].title == HOSTILE
    assert again[59].fields == {"when": 3.5, "nothing": None}
    assert [item.id for item in again] == [item.id for item in model.recommender.catalogue]
    assert again[7] == model.recommender.catalogue[7]


def test_what_was_cut_off_a_history_is_not_recommended_again(model: FittedModel, shop: tuple) -> None:
    events = shop[0]
    long = int(np.argmax(np.bincount(events.user)))
    assert model.users.history(long).lengths[0] == 5
    assert set(model.users.seen_by(long).tolist()) == set(events.item[events.user == long].tolist())


@pytest.mark.parametrize("name", ["model.safetensors", "items.jsonl", "ranker-binary.txt", "rules/01/rules.yaml"])
def test_an_altered_model_is_not_loaded(model: FittedModel, tmp_path: Path, name: str) -> None:
    write_model(tmp_path / "model", model)
    file = tmp_path / "model" / name
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(BundleError, match=f"{name} was altered"):
        read_model(tmp_path / "model")


def test_a_model_of_a_later_format_says_so(model: FittedModel, tmp_path: Path) -> None:
    from scaffold.seal import seal

    write_model(tmp_path / "model", model)
    file = tmp_path / "model" / "model.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"format": 9}))
    seal(tmp_path / "model")
    with pytest.raises(BundleError, match="of format 9, this version reads 2"):
        read_model(tmp_path / "model")


def test_a_model_is_found_in_its_run(model: FittedModel, tmp_path: Path) -> None:
    write_model(tmp_path / "run" / "recommender", model)
    assert find_model(tmp_path / "run") == find_model(tmp_path / "run" / "recommender")
    with pytest.raises(BundleError, match="there is no recommender here"):
        find_model(tmp_path)
