"""Why items are on a list."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_recommendation.data.items import Catalogue, Item
from scaffold_recommendation.ordering.placed import Move
from scaffold_recommendation.reasons.finding import reasons_for
from scaffold_recommendation.retrieval.histories import Histories


@pytest.fixture
def why(recommender, past, catalogue):
    """Reasons of one item for somebody who took some books."""

    def ask(item, *taken, moves=(), recommender=recommender, **more):
        return reasons_for(recommender, past(*taken, **more), [catalogue.ids.number(item)], [moves])[0]

    return ask


def test_because_names_what_says_most_with_its_share(recommender, catalogue, past):
    taken = ["sea-0", "sea-1", "crime-0", "sea-3", "garden-2"]
    one, item = past(*taken), catalogue.ids.number("sea-2")
    (reasons,) = reasons_for(recommender, one, [item], [()])
    because = reasons[0]
    said = recommender.retrievers.ease.because(item, one.item) * one.weight
    likely = [taken[place] for place in np.argsort(-said, kind="stable")[:3] if said[place] > 0]
    assert because.kind == "because"
    assert list(because.items) == likely
    assert because.weight == pytest.approx(np.sort(said)[-len(likely) :].sum() / said[said > 0].sum(), abs=1e-5)


def test_a_weightier_event_comes_first(why):
    assert why("sea-2", "sea-0", "sea-3", weights=[50.0, 1.0])[0].items == ("sea-0", "sea-3")
    assert why("sea-2", "sea-0", "sea-3", weights=[1.0, 50.0])[0].items == ("sea-3", "sea-0")


def test_what_speaks_against_an_item_is_never_named(why):
    named = {name for reason in why("sea-2", "sea-0", "sea-3", weights=[0.0, 1.0]) for name in reason.items}
    assert named == {"sea-3"}


def test_an_empty_history_finds_popular_items_popular(why):
    (reason,) = why("sea-0")
    assert (reason.kind, reason.weight) == ("popular", 1.0)
    assert why("sea-13") == ()


def test_a_history_of_dislikes_says_nothing(why):
    assert [reason.kind for reason in why("sea-0", "sea-1", weights=[0.0])] == ["popular"]


def test_a_new_book_is_explained_by_its_text(why):
    text, new = why("sea-20", "crime-1", "sea-0", "garden-1")
    assert (text.kind, text.items) == ("text", ("sea-0",))
    assert set(text.words) >= {"winter", "harbour"} or set(text.words) >= {"sea"}
    assert 0 < text.weight <= 1
    assert new.kind == "new"


def test_a_new_book_without_a_text_is_only_new(why):
    assert [reason.kind for reason in why("bare", "sea-0")] == ["new"]


def test_a_new_book_about_something_else_is_only_new(why):
    assert [reason.kind for reason in why("sea-20", "crime-1", "garden-1")] == ["new"]


def test_texts_explain_a_known_book_where_they_bring_it(recommender, why):
    kinds = [reason.kind for reason in why("sea-1", "sea-0", "sea-2", "sea-3")]
    assert kinds == ["because", "text"]
    # Of so few candidates the nearest text brings one.
    few = replace(recommender, candidates=4)
    assert [reason.kind for reason in why("sea-8", "sea-0", "sea-3", recommender=few)] == ["because"]


def test_without_texts_there_is_no_reason_by_text(recommender, why):
    bare = replace(recommender, retrievers=replace(recommender.retrievers, text=None, text_map=None))
    kinds = {reason.kind for reason in why("sea-1", "sea-0", "sea-2", recommender=bare)}
    assert kinds == {"because"}
    assert [reason.kind for reason in why("sea-20", "sea-0", recommender=bare)] == ["new"]


def test_texts_of_items_before_the_newest_thirty_are_not_read(recommender, catalogue):
    new = catalogue.ids.number("sea-20")
    for length, named in ((30, {"sea-20"}), (31, set())):
        numbers = [new, *range(14, 42), 43, 44][:length]
        one = Histories.of_one(numbers, [1.0] * length, [float(time) for time in range(length)])
        (reasons,) = reasons_for(recommender, one, [catalogue.ids.number("sea-10")], [()])
        assert {name for reason in reasons if reason.kind == "text" for name in reason.items} == named


def test_rules_of_the_shop_are_reasons_and_built_in_ones_are_not(why):
    moves = (
        Move("diversity", "diversity", 6, 5),
        Move("push-sea", "boost", 5, 3),
        Move("pin-other", "others", 3, 4),
        Move("fatigue", "boost", 4, 6),
    )
    rules = [reason for reason in why("sea-2", "sea-0", moves=moves) if reason.kind == "rule"]
    assert [(reason.move.rule, reason.weight) for reason in rules] == [("push-sea", 0.0), ("fatigue", 0.0)]
    assert rules[0].as_dict() == {"kind": "rule", "items": [], "words": [], "weight": 0.0, "rule": "push-sea"}


def test_an_item_added_later_has_reasons_at_once(recommender, catalogue, texts, past):
    more = Catalogue([*catalogue, Item("late", "Late", "A story of harbour and winter, with ship and storm in it.")])
    grown = recommender.with_items(more, texts[:1])
    (reasons,) = reasons_for(grown, past("sea-0"), [len(catalogue)], [()])
    assert [reason.kind for reason in reasons] == ["text", "new"]
    assert {"harbour", "winter"} <= set(reasons[0].words)


@given(
    st.lists(
        st.tuples(st.integers(0, 44), st.sampled_from([0.0, 0.5, 4.0])), max_size=40, unique_by=lambda pair: pair[0]
    )
)
def test_reasons_name_only_what_was_taken_with_shares(recommender, catalogue, taken):
    one = Histories.of_one(
        [item for item, _ in taken], [weight for _, weight in taken], [float(time) for time in range(len(taken))]
    )
    liked = {catalogue.ids[item] for item, weight in taken if weight}
    found = reasons_for(recommender, one, range(len(catalogue)), [()] * len(catalogue))
    assert len(found) == len(catalogue)
    for item, reasons in zip(catalogue, found, strict=True):
        assert len({reason.kind for reason in reasons}) == len(reasons)
        for reason in reasons:
            assert set(reason.items) <= liked - {item.id}
            assert len(reason.items) <= 3
            assert 0 <= reason.weight <= 1 + 1e-6
            assert bool(reason.items) == (reason.kind in ("because", "text"))


def test_nothing_is_asked_about(recommender, past):
    assert reasons_for(recommender, past("sea-0"), [], []) == []
