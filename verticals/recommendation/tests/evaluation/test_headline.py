"""What the report says in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scaffold.evaluation.bootstrap import Interval
from scaffold_recommendation.evaluation.calibration import Calibration
from scaffold_recommendation.evaluation.curve import CurvePoint, DiversityCurve
from scaffold_recommendation.evaluation.evaluate import evaluate
from scaffold_recommendation.evaluation.headline import findings, told_slices

ITEMS = 60


@pytest.fixture(scope="module")
def two_kinds(make_case):
    """40 users without a history, for whom popularity is right; 40 with a long one, for whom we are.

    Six more users make the other items known, all but one that two of them take.
    """
    rng = np.random.default_rng(0)
    before = [[]] * 40 + [list(range(10))] * 40 + [list(range(10, 59))] * 6
    then = [[int(each)] for each in rng.integers(10, 30, 80)]
    for at in (0, 50):
        then[at].append(59)
    case = make_case(before, [*then, *[[]] * 6], ITEMS)
    right, wrong = (np.full((80, 20), -1, np.int64) for _ in range(2))
    for at, taken in enumerate(then):
        right[at, :2] = 40, taken[0]
        wrong[at, :2] = 40, 41
    ours = np.concatenate([wrong[:40], right[40:]])
    popular = np.concatenate([right[:40], wrong[40:]])
    return evaluate({"ours": ours, "popularity": popular}, case.asking, case.known, case.catalogue)


def _texts(evaluation, good, **more):
    return [each.text for each in findings(evaluation, **more) if each.is_good == good]


def test_slices_are_told_by_who_does_better(two_kinds):
    (good,), minded = _texts(two_kinds, True), _texts(two_kinds, False)
    assert good.startswith("Better than all other lines for users with more than 5 items in their history: NDCG@10 .")
    assert any(each.startswith("Popularity does better for users without a history") for each in minded)
    assert any(each.startswith("Popularity does as well for all users") for each in minded)
    assert "Too few to tell: items that at most 5 users took (2 users); items that nobody took yet (2 users)." in minded


def test_slices_that_say_nothing_of_their_own_are_left_out(two_kinds, make_case):
    assert [each.name for each in told_slices(two_kinds)] == ["no_history", "long_history", "cold_items", "new_items"]
    case = make_case([[0, 1]] * 3, [[2]] * 3, 3)
    alike = evaluate({"ours": np.full((3, 20), 2)}, case.asking, case.known, case.catalogue)
    assert "short_history" not in [each.name for each in told_slices(alike)]


def test_a_few_users_tell_nothing(make_case):
    case = make_case([[0, 1]] * 3, [[2]] * 3, 3)
    lists = {"ours": np.full((3, 20), 2), "ease": np.full((3, 20), -1)}
    found = _texts(evaluate(lists, case.asking, case.known, case.catalogue), False)
    assert "Only 3 users took something: too few to tell lines apart." in found
    assert not any("EASE" in each for each in found)


def test_items_that_no_line_finds(make_case):
    case = make_case([[0]] * 40, [[2]] * 40, 4)
    nothing = np.full((40, 20), -1, np.int64)
    nothing[:, 0] = 1
    found = _texts(evaluate({"ours": nothing, "ease": nothing}, case.asking, case.known, case.catalogue), False)
    assert "No line finds items that nobody took yet." in found


@pytest.mark.parametrize(
    ("said", "taken", "error", "good", "begin"),
    [
        (0.05, 0.06, 0.01, True, "Probabilities mean what they say: 5.0% on average, and 6.0% are taken"),
        (0.09, 0.03, 0.06, False, "Probabilities are too high"),
        (0.03, 0.06, 0.03, False, "Probabilities are not to be taken at their word"),
    ],
)
def test_probabilities_are_judged_by_how_far_they_are_off(two_kinds, said, taken, error, good, begin):
    known = Calibration((), error, said, taken, 1000)
    assert any(each.startswith(begin) for each in _texts(two_kinds, good, calibration=known))


def _curve(diversity, lost):
    ranked = CurvePoint("mmr", 1.0, 0.35, 0.5, 0.2, Interval(0.0, 0.0, 0.0))
    chosen = CurvePoint("dpp", 0.7, 0.35, diversity, 0.2, Interval(*lost))
    return DiversityCurve(ranked, (chosen,), chosen, 100, is_chosen_before=True)


def test_variety_is_trusted_where_its_price_is_sure(two_kinds):
    sure = _curve(0.6, (0.004, -0.001, 0.009))
    assert "Lists that are 20% more varied cost 0.4% of NDCG@10." in _texts(two_kinds, True, curve=sure)
    open_ = _curve(0.6, (-0.004, -0.02, 0.016))
    (text,) = (each for each in _texts(two_kinds, False, curve=open_) if "varied" in each)
    assert text == "Lists that are 20% more varied cost nothing in NDCG@10 here; it may be 1.6%."
    here = replace(sure, is_chosen_before=False)
    assert any("chosen on these same users" in each for each in _texts(two_kinds, False, curve=here))
    for none in (_curve(0.505, (0.0, 0.0, 0.0)), replace(sure, chosen=None)):
        found = _texts(two_kinds, False, curve=none)
        assert "Lists can hardly be made more varied at a loss of 1% of NDCG@10." in found


def test_a_random_split_is_minded(two_kinds):
    assert any("at random" in each for each in _texts(two_kinds, False, protocol="random"))
    assert not any("at random" in each for each in _texts(two_kinds, False, protocol="time"))
