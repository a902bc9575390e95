from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from scaffold.errors import DataError
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold_recommendation.data.interactions import Interactions
from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.data.splits import split
from scaffold_recommendation.feedback.store import FeedbackStore
from scaffold_recommendation.fitted_model import FittedModel
from scaffold_recommendation.known_users import KnownUsers
from scaffold_recommendation.learning.fitting import Plan, fit
from scaffold_recommendation.ordering.settings import OrderingSettings
from scaffold_recommendation.retrieval.als import AlsShape
from scaffold_recommendation.retrieval.shape import Shape
from scaffold_recommendation.service import RecommendationService
from scaffold_recommendation.settings import RecommendationSettings

RULES = "rules:\n  - id: no-soup\n    when: {phrases: [soup]}\n    then: {exclude: true}\n    uses: [decide, explain]\n"


@pytest.fixture(scope="module")
def model(shop: tuple[Interactions, Catalogue], texts: np.ndarray) -> FittedModel:
    events, catalogue = shop
    parts = split(events, "time")
    plan = Plan(shape=Shape(als=AlsShape(8, 2.0, 3.0)), choose=False, candidates=30)
    recommender = fit(parts.train, parts.validation, catalogue, texts, plan).recommender
    return FittedModel(recommender, KnownUsers.of(events, {"u3": {"age": 30}}, 100), RuleSet(), {}, "f" * 64)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FeedbackStore]:
    with FeedbackStore.open(tmp_path / "feedback.sqlite") as opened:
        yield opened


@pytest.fixture
def now(model: FittedModel) -> float:
    assert model.recommender.now is not None
    return model.recommender.now + 3600


def service(model: FittedModel, store: FeedbackStore | None = None, **ordering: object) -> RecommendationService:
    return RecommendationService(model, RecommendationSettings(ordering=OrderingSettings(**ordering)), store)


def ids(made: object) -> list[str]:
    return [each.item.id for each in made.items]  # type: ignore[attr-defined]


def test_a_list_holds_nothing_that_the_user_had(model: FittedModel, shop: tuple, now: float) -> None:
    events = shop[0]
    for user in range(0, 60, 7):
        had = {events.items[int(item)] for item in events.item[events.user == user]}
        made = service(model).recommend(f"u{user}", k=10, now=now)
        assert made.known == len(had)
        assert not had & set(ids(made))
        assert [each.place for each in made.items] == list(range(1, 11))


def test_every_item_says_why(model: FittedModel, now: float) -> None:
    for each in service(model).recommend("u5", k=10, now=now).items:
        assert each.reasons
        assert each.words
        assert 0 < each.probability < 1
    assert "因为" in " ".join(e.words for e in service(model).recommend("u5", k=10, now=now, language="zh").items)


def test_somebody_nobody_knows_gets_what_is_popular_and_a_note(model: FittedModel, now: float) -> None:
    made = service(model, diversity="none").recommend("nobody", k=5, now=now)
    counts = model.recommender.retrievers.popularity.counts
    best = [model.recommender.catalogue.ids[int(at)] for at in np.argsort(-counts, kind="stable")[:5]]
    assert made.known == 0
    assert "nothing is known of the user 'nobody'" in made.notes[0]
    if model.recommender.ranking.way_of_new == "popularity":
        assert set(ids(made)) == set(best)


def test_a_history_of_the_request_needs_no_user(model: FittedModel, now: float) -> None:
    made = service(model, diversity="none").recommend(history=["i1", "i5", "i9", "i13"], k=10, now=now)
    own = sum(int(name[1:]) % 4 == 1 for name in ids(made))
    assert made.user is None
    assert made.known == 4
    assert own >= 5
    assert not {"i1", "i5"} & set(ids(made))


def test_unknown_items_of_a_history_are_told_and_passed_over(model: FittedModel, now: float) -> None:
    made = service(model).recommend(history=["i1", "i 1", "=cmd|x"], k=3, now=now)
    assert made.known == 1
    assert "2 of 3 items of the history are not in the catalogue: 'i 1', did you mean 'i1'?" in made.notes[0]
    empty = service(model).recommend(history=[], k=3, now=now)
    assert "the history is empty" in empty.notes[0]
    assert len(empty.items) == 3


def test_what_is_taken_counts_in_the_next_list(model: FittedModel, store: FeedbackStore, now: float) -> None:
    shop = service(model, store)
    before = shop.recommend("a new user", k=5, now=now)
    for name in ("i2", "i6", "i10"):
        shop.take("a new user", name, "purchase", now=now)
    after = shop.recommend("a new user", k=5, now=now + 1)
    assert after.known == 3
    assert ids(after) != ids(before)
    assert sum(int(name[1:]) % 4 == 2 for name in ids(after)) > sum(int(name[1:]) % 4 == 2 for name in ids(before))


def test_an_item_nobody_knows_cannot_be_taken(model: FittedModel, store: FeedbackStore) -> None:
    with pytest.raises(DataError, match="there is no item 'i999' in the catalogue, did you mean"):
        service(model, store).take("u1", "i999")
    with pytest.raises(DataError, match="no feedback store"):
        service(model).take("u1", "i1")


def test_what_was_shown_in_vain_is_counted(model: FittedModel, store: FeedbackStore, now: float) -> None:
    shop = service(model, store, explore=0.5)
    made = shop.recommend("u8", k=5, now=now, seed=3)
    shop.show(made, now=now)
    (logged,) = store.shown()
    assert [place.item for place in logged.places] == ids(made)
    assert [place.propensity for place in logged.places] == [each.propensity for each in made.items]
    assert logged.model == "f" * 64
    assert set(store.times_seen("u8", ids(made), window=0.0).values()) == {1}
    assert ids(shop.recommend("u8", k=5, now=now, seed=3)) == ids(made)


def test_a_rule_keeps_items_off_every_list(model: FittedModel, now: float) -> None:
    ruled = FittedModel(model.recommender, model.users, RuleSet.of([parse_rules(RULES, "shop")]), {})
    plain, kept = (service(each).recommend("u3", k=20, now=now) for each in (model, ruled))
    assert any("soup" in each.item.description for each in plain.items)
    assert not any("soup" in each.item.description for each in kept.items)
    out = [each for each in kept.left_out if each.moves]
    assert {each.moves[-1].rule for each in out} == {"no-soup"}
    told = service(ruled).why("u3", out[0].item.id)
    assert told.verdict == "kept out"
    assert told.kept_out_by is not None
    assert told.kept_out_by.rule == "no-soup"


def test_why_not_is_answered_for_every_item(model: FittedModel, shop: tuple, now: float) -> None:
    events = shop[0]
    had = events.items[int(events.item[events.user == 4][0])]
    assert service(model).why("u4", had).is_seen
    verdicts = {service(model).why("u4", f"i{number}").verdict for number in range(0, 60, 5)}
    assert verdicts <= {"shown", "too low", "not found", "kept out"}
    assert len(verdicts) > 1


def test_a_new_item_is_found_and_an_old_one_changes(model: FittedModel, now: float) -> None:
    class Reader:
        """Gives every text the vector of the first item."""

        fingerprint, dimension = "reader", 16

        def encode(self, texts: list[str], *, progress: object = None) -> np.ndarray:
            return np.repeat(model.recommender.retrievers.text.vectors[:1], len(texts), axis=0)  # type: ignore[union-attr]

    shop = RecommendationService(model, RecommendationSettings(), None, Reader)
    shop.add_items([Item("fresh", "Ships in the harbour"), Item("i3", "Another title", stock=0)])
    made = shop.why(None, "fresh", ["i0", "i4", "i8", "i12"])
    assert made.is_found
    assert shop.recommender.catalogue[3].title == "Another title"
    assert "i3" not in ids(shop.recommend(history=["i7", "i11", "i15"], k=20, now=now))
    assert len(model.recommender.catalogue) == 60


def test_a_model_varies_lists_by_tags_else_by_texts(model: FittedModel, now: float) -> None:
    everything = np.arange(60)
    tags = model.recommender.item_vectors(everything, "tags")
    assert model.recommender.varied_by("tags") == "tags"
    assert (tags @ tags[0] > 0.99).tolist() == [number % 4 == 0 for number in range(60)]
    assert model.recommender.varied_by("texts") == "texts"
    ranked = ids(service(model, diversity="none").recommend("u5", k=6, now=now))
    varied = service(model, diversity="msd", trade_off=0.2).recommend("u5", k=6, now=now)
    assert len({int(name[1:]) % 4 for name in ids(varied)}) > len({int(name[1:]) % 4 for name in ranked})


def test_items_alike_are_those_that_the_same_users_take(model: FittedModel) -> None:
    found = service(model).similar("i0", 8)
    assert len(found) == 8
    assert "i0" not in {each.item.id for each in found}
    assert np.mean([int(each.item.id[1:]) % 4 == 0 for each in found]) > 0.7
    assert all(each.together >= 0 for each in found)
