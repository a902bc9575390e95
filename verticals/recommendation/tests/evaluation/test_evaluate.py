"""Ours and the other lines on the same users."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from scaffold.errors import DataError, ScaffoldError
from scaffold.evaluation.bootstrap import Interval
from scaffold_recommendation.evaluation import lines
from scaffold_recommendation.evaluation.evaluate import evaluate
from scaffold_recommendation.evaluation.lines import OTHERS, Difference, figure, other_lines


def _lists(*rows):
    found = np.full((len(rows), 20), -1, np.int64)
    for row, items in enumerate(rows):
        found[row, : len(items)] = items
    return found


@pytest.fixture(scope="module")
def by_hand(make_case):
    """Three users: the first two are asked about; six items, of which item 0 has two takers."""
    case = make_case([[0], [0, 1], [2]], [[3, 4], [5], []], 6, ["Dune", "", "", "", "", ""])
    ours, other = _lists([3, 1, 4], [2, 5]), _lists([1, 2], [5])
    vectors = np.eye(6, dtype=np.float32)
    vectors[4] = vectors[3]
    return evaluate({"ours": ours, "popularity": other}, case.asking, case.known, case.catalogue, vectors)


def test_figures_of_a_case_by_hand(by_hand):
    first = (1 + 1 / 2) / (1 + 1 / math.log2(3))
    assert by_hand.users == 2
    assert by_hand.ours.figures["ndcg@10"].value == pytest.approx((first + 1 / math.log2(3)) / 2)
    assert by_hand.ours.figures["recall@5"].value == 1.0
    assert by_hand.others[0].figures["recall@10"].value == 0.5
    assert by_hand.difference("popularity", "recall@10").interval.value == 0.5
    assert by_hand.ours.coverage == 5 / 6
    # Items 3 and 4 are alike, so of the three pairs of the first list one has nothing that differs.
    assert by_hand.ours.diversity == pytest.approx((2 / 3 + 1) / 2)
    # Of three users one took item 1 and item 2, none the others, which count as taken by one.
    assert by_hand.ours.novelty == pytest.approx(math.log2(3))


def test_figures_for_json(by_hand):
    found = json.loads(json.dumps(by_hand.as_metrics(), allow_nan=False))
    names = {f"{name}@{cut}" for name in ("ndcg", "recall", "hr", "mrr") for cut in (5, 10, 20)}
    assert names | {"coverage@10", "gini@10", "novelty@10", "diversity@10"} <= set(found)
    assert found["ndcg@10"] == found["lines"]["ours"]["ndcg@10"]
    assert list(found["lines"]) == ["ours", "popularity"]
    assert set(found["differences"]["popularity"]) == {"ndcg@10", "recall@10"}
    assert found["differences"]["popularity"]["recall@10"]["value"] == 0.5
    assert found["slices"]["short_history"]["users"] == 2
    assert found["slices"]["short_history"]["too_few_users"]
    assert not found["slices"]["short_history"]["differences"]
    low, high = found["intervals"]["ndcg@10"]
    assert low <= found["ndcg@10"] <= high


def test_without_vectors_there_is_no_diversity(make_case):
    case = make_case([[0]], [[1]], 3)
    found = evaluate({"ours": _lists([1])}, case.asking, case.known, case.catalogue)
    assert found.ours.diversity is None
    assert "diversity@10" not in found.as_metrics()
    assert found.differences == ()


def test_lists_that_are_the_same_do_not_differ(make_case):
    rng = np.random.default_rng(0)
    case = make_case([[0, 1]] * 40, [[int(each)] for each in rng.integers(2, 30, 40)], 30)
    lists = _lists(*[rng.permutation(np.arange(2, 30))[:20].tolist() for _ in range(40)])
    found = evaluate({"ours": lists, "item_knn": lists}, case.asking, case.known, case.catalogue)
    between = found.difference("item_knn").interval
    assert (between.value, between.low, between.high) == (0, 0, 0)
    ratio = next(each for each in found.slices if each.name == "short_history").ratio["ndcg@10"]
    assert ratio == Interval(1.0, 1.0, 1.0)


def test_the_items_that_are_shown_most(by_hand, make_case):
    case = make_case([[0], [0]], [[1], [2]], 4, ["", "Dune 沙丘", "", ""])
    lists = {"ours": _lists([1, 0], [1, 3])}
    first, *rest = evaluate(lists, case.asking, case.known, case.catalogue).most_shown
    assert (first.name, first.lists, first.takers) == ("Dune 沙丘", 1.0, 0.0)
    assert {(each.name, each.takers) for each in rest} == {("i0", 1.0), ("i3", 0.0)}


def test_nobody_to_ask_and_lists_of_others(make_case):
    nobody = make_case([[0]], [[0]], 2)
    with pytest.raises(DataError, match="nobody took anything"):
        evaluate({"ours": _lists()}, nobody.asking, nobody.known, nobody.catalogue)
    case = make_case([[0]], [[1]], 2)
    with pytest.raises(ScaffoldError, match="1 users are asked, but 'ease' has 2 lists"):
        evaluate({"ours": _lists([1]), "ease": _lists([1], [1])}, case.asking, case.known, case.catalogue)


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ((0.0131, 0.0042, 0.0219), "better by .013 (.004 to .022)"),
        ((-0.0131, -0.0219, -0.0042), "worse by .013 (.004 to .022)"),
        ((0.003, -0.004, 0.010), "no clear difference (−.004 to .010)"),
        ((0.0, 0.0, 0.0), "no clear difference (.000 to .000)"),
    ],
)
def test_a_difference_in_words(bounds, words):
    assert Difference("ease", "ndcg@10", Interval(*bounds)).words == words


def test_figures_as_papers_write_them():
    assert [figure(value) for value in (0.3452, 1.0, -0.25, float("nan"))] == [".345", "1.000", "−.250", "–"]


def test_the_lines_beside_ours_leave_out_what_was_seen(tried):
    asking = tried.asking
    found = other_lines(tried.fitted.recommender.retrievers, asking.histories, asking.seen)
    assert tuple(found) == OTHERS
    for lists in found.values():
        assert lists.shape == (len(asking), 20)
        for row, seen in zip(lists, asking.seen.toarray() > 0, strict=True):
            assert not seen[row[row >= 0]].any()
    ours = tried.fitted.recommender.lists(asking.histories, asking.seen, 20)
    result = evaluate({"ours": ours, **found}, asking, tried.train, tried.catalogue, tried.texts)
    assert [line.name for line in result.lines] == ["ours", *OTHERS]
    assert result.ours.figures["recall@20"].value > 0.4


def test_blocks_of_users_do_not_change_the_lists(tried, monkeypatch):
    asking, retrievers = tried.asking, tried.fitted.recommender.retrievers
    whole = other_lines(retrievers, asking.histories, asking.seen)
    monkeypatch.setattr(lines, "_BLOCK", 7)
    parts = other_lines(retrievers, asking.histories, asking.seen)
    for name, each in whole.items():
        assert (parts[name] == each).all()
