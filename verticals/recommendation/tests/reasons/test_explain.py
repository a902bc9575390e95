"""Why one item is, or is not, on a list."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from scaffold_recommendation.data.items import Catalogue
from scaffold_recommendation.ordering.candidate import Candidate
from scaffold_recommendation.ordering.context import Context
from scaffold_recommendation.ordering.order import Ordering
from scaffold_recommendation.ordering.placed import LeftOut, Move, Ordered, Placed
from scaffold_recommendation.ordering.settings import OrderingSettings
from scaffold_recommendation.ranking.ranking import FUSED, POPULAR, Ranking
from scaffold_recommendation.reasons import asked_item
from scaffold_recommendation.reasons.explanation import Standing, decisive
from scaffold_recommendation.reasons.finding import explain

TAKEN = ("sea-0", "sea-3", "crime-1")


@pytest.fixture
def asked(recommender, past, catalogue):
    """The explanation of an item, with a list of ten that is made as a service makes it."""

    def ask(item, taken=TAKEN, k=10, recommender=recommender, **more):
        one, number = past(*taken), catalogue.ids.number(item)
        owned = frozenset(one.item.tolist())
        hidden = sorted(owned - {number})
        seen = sparse.csr_matrix(
            (np.ones(len(hidden), np.float32), (np.zeros(len(hidden), int), hidden)), shape=(1, len(catalogue))
        )
        ranked = recommender.rank(one, seen, also=(number,))
        columns = (ranked.items[0], ranked.scores[0], ranked.probability[0])
        candidates = [Candidate(*each) for each in zip(*map(np.ndarray.tolist, columns), strict=True) if each[0] >= 0]
        ordering = Ordering(catalogue, None, OrderingSettings(diversity="none"))
        ordered = ordering.explain(candidates, k, Context(now=1e9, owned=owned), about=(number,))
        return explain(recommender, one, number, ordered, owned, **more), ranked, ordered

    return ask


def test_an_item_on_the_list_is_as_it_was_ranked(asked, recommender, catalogue):
    for place in (1, 4):
        _, ranked, ordered = asked("garden-9")
        item = ordered.shown[place - 1].item
        found, ranked, _ = asked(catalogue.ids[item])
        at = ranked.items[0].tolist().index(item)
        assert (found.verdict, found.place, found.rank) == ("shown", place, at + 1)
        assert found.score == pytest.approx(float(ranked.scores[0, at]), abs=1e-5)
        assert found.probability == pytest.approx(float(ranked.probability[0, at]), abs=1e-5)
        assert f"in place {place}" in found.gist
        assert found.words.startswith("Because you took")


def test_every_retriever_says_its_score_and_rank(asked, recommender, past, catalogue):
    found, _, _ = asked("sea-5")
    queries = recommender.retrievers.query(past(*TAKEN))
    everything = np.arange(len(catalogue))
    left = ~np.isin(everything, past(*TAKEN).item)
    for standing in found.standings:
        scores = queries[standing.retriever].scores(everything[None])[0]
        assert standing.score == pytest.approx(float(scores[found_number(catalogue)]), abs=1e-5)
        better = int((scores[left] > scores[found_number(catalogue)]).sum())
        assert standing.rank is None or standing.rank == better + 1
    assert [each.retriever for each in found.standings] == list(recommender.retrievers.names)
    assert any(each.rank for each in found.standings)


def found_number(catalogue):
    return catalogue.ids.number("sea-5")


def test_a_retriever_that_knows_nothing_gives_no_rank(asked):
    found, _, _ = asked("sea-20")
    known = {each.retriever: each for each in found.standings}
    assert known["item_knn"] == Standing("item_knn", 0.0, None)
    assert known["text"].rank is not None
    assert found.reasons[0].kind == "text"


def test_features_are_weighed_by_the_trees_that_order(asked, recommender):
    found, _, _ = asked("sea-1")
    assert found.objective in recommender.ranking.rankers
    sizes = [abs(each.effect) for each in found.effects]
    assert sizes == sorted(sizes, reverse=True)
    assert 0 < len(found.effects) <= 12


def test_effects_tell_two_items_apart_as_the_trees_do(recommender, past, catalogue, monkeypatch):
    """All effects add up to the score but for a constant (Lundberg et al. 2018, local accuracy)."""
    monkeypatch.setattr(asked_item, "_NAMED", 1000)
    monkeypatch.setattr(asked_item, "_FAINT", 0.0)
    trees = recommender.ranking.rankers["binary"]
    bases = []
    for name in ("sea-1", "crime-4", "garden-21"):
        item = asked_item.AskedItem.of(recommender, past(*TAKEN), catalogue.ids.number(name), (), None)
        objective, effects = item.effects(Ranking(recommender.ranking.rankers, "log-loss trees"))
        assert objective == "binary"
        said = float(trees.scores(item.features[None, None], np.ones((1, 1), bool))[0, 0])
        bases.append(said - sum(each.effect for each in effects))
    assert bases == pytest.approx([bases[0]] * 3, abs=1e-4)


def test_without_trees_there_are_no_effects_and_no_probability(asked, recommender):
    plain = replace(recommender, ranking=Ranking({}, FUSED))
    found, _, _ = asked("sea-1", recommender=plain)
    assert (found.objective, found.effects) == ("", ())
    assert found.as_dict()["probability"] is None
    assert json.loads(json.dumps(found.as_dict(), allow_nan=False))["rank"] == found.rank


def test_somebody_new_is_told_of_trees_only_where_they_order(recommender, past):
    by_popularity = replace(recommender, ranking=replace(recommender.ranking, way_of_new=POPULAR))
    found = explain(by_popularity, past(), 0, Ordered(()), frozenset())
    assert (found.objective, found.effects) == ("", ())
    by_trees = replace(recommender, ranking=replace(recommender.ranking, way_of_new="LambdaMART"))
    found = explain(by_trees, past(), 0, Ordered(()), frozenset())
    assert found.objective == "lambdarank"
    assert found.effects


def test_what_was_taken_is_kept_out_and_seen(asked):
    found, _, _ = asked("sea-0")
    assert found.is_seen
    assert (found.verdict, found.place) == ("kept out", None)
    assert found.kept_out_by.rule == "taken-already"
    assert "taken it already" in found.gist
    assert "had to do" not in found.gist


def test_what_is_sold_out_says_so_in_both_languages(asked):
    found, _, _ = asked("garden-21", ("garden-1", "garden-2"))
    assert found.kept_out_by.rule == "stock"
    assert "out of stock" in found.gist
    found, _, _ = asked("garden-21", ("garden-1", "garden-2"), language="zh")
    assert "无库存" in found.gist
    assert found.as_dict()["kept_out_by"] == "stock"


def test_what_scores_too_low_is_below_the_list(asked):
    found, _, _ = asked("sea-7", k=2)
    assert found.place is None
    assert found.verdict in ("too low", "not found")
    assert found.rank > 2
    assert f"number {found.rank} of {found.candidates}" in found.gist


def test_what_no_retriever_brings_is_not_found_even_where_the_list_is_long(recommender, asked):
    few = replace(recommender, candidates=3)
    found, _, ordered = asked("garden-13", recommender=few)
    assert any(each.item == 41 for each in ordered.shown)
    assert (found.verdict, found.place, found.is_found) == ("not found", None, False)
    assert "no retriever" in found.gist


def test_a_pinned_item_is_shown_though_nothing_brings_it(recommender, past):
    few = replace(recommender, candidates=3)
    moves = (Move("pin-it", "pin", 9, 1),)
    ordered = Ordered((Placed(41, 0.1, 0.1, 1.0, moves),))
    found = explain(few, past(*TAKEN), 41, ordered, frozenset())
    assert (found.verdict, found.place) == ("shown", 1)
    assert found.words.endswith("The rule “pin-it” puts it in place 1.")


def test_moves_below_the_list_count_only_if_the_score_would_have_done(recommender, past):
    down = (Move("fatigue", "boost", 2, 30),)
    shown = tuple(Placed(item, 0.0, 0.0, 1.0) for item in range(5))
    found = explain(recommender, past(*TAKEN), 7, Ordered(shown, (LeftOut(7, 0.0, 0.0, down),)), frozenset())
    assert (found.verdict, found.kept_out_by) == ("kept out", down[0])
    assert decisive((Move("fatigue", "boost", 20, 30),), 5) is None
    assert decisive((), 5) is None


def test_the_catalogue_of_the_recommender_names_the_item(recommender, past):
    assert isinstance(recommender.catalogue, Catalogue)
    found = explain(recommender, past(), 41, Ordered(()), frozenset())
    assert found.item.id == "garden-13"
    assert found.candidates >= found.rank >= 1
