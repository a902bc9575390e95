"""Hard rules decide and forbid, the best proven one first, and leave every other text as it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.decision.rules.enforcing import allowed_by, enforce, enforce_labels, followed

LABELS = ("a", "b", "c", "d")
SHARES = st.floats(0.01, 0.999)
NAMED = st.sets(st.sampled_from(LABELS), min_size=1)
EFFECTS = st.one_of(
    st.sampled_from(LABELS).map(lambda label: {"label": label}), NAMED.map(lambda some: {"not_label": sorted(some)})
)
POWERS = st.sampled_from(["hard", "hard", "soft", "off"])


@st.composite
def cases(draw):
    """Rules with what they may do, and texts of any probabilities and sets."""
    count, rows = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    thens = [draw(EFFECTS) for _ in range(count)]
    of_rules = {
        name: [draw(values) for _ in range(count)]
        for name, values in (("accuracy", SHARES), ("low", SHARES), ("power", POWERS))
    }
    parts = draw(st.lists(st.lists(st.integers(0, 1000), min_size=4, max_size=4), min_size=rows, max_size=rows))
    numbers = np.array(parts, dtype=np.float64) + 1e-9
    flags = draw(st.lists(st.booleans(), min_size=rows * count, max_size=rows * count))
    inside = draw(st.lists(st.booleans(), min_size=rows * 4, max_size=rows * 4))
    return (
        thens,
        of_rules,
        np.array(flags).reshape(rows, count),
        numbers / numbers.sum(axis=1, keepdims=True),
        np.array(inside).reshape(rows, 4),
    )


@given(cases())
def test_rows_sum_to_one_the_label_is_allowed_and_sets_hold_it(ruled, case):
    thens, of_rules, fired, before, sets = case
    rules = ruled(*thens, labels=LABELS, **of_rules)
    after, inside = enforce(rules, fired, before, sets)

    np.testing.assert_allclose(after.sum(axis=1), 1)
    assert (after >= 0).all()
    for row in range(len(before)):
        if not rules.hard(fired[row]):
            assert (after[row] == before[row]).all()
            assert (inside[row] == sets[row]).all()
            continue
        allowed = np.all([allowed_by(rules, number) for number in followed(rules, fired[row])] or [[True] * 4], axis=0)
        assert allowed[after[row].argmax()]
        assert inside[row].any()
        assert not (inside[row] & ~allowed).any() or not allowed.any()
        assert inside[row, after[row].argmax()]
        # What the rules leave keeps its order.
        assert (np.diff(after[row][allowed][np.argsort(before[row][allowed], kind="stable")]) >= -1e-9).all()


@given(cases())
def test_what_was_handed_in_is_not_changed(ruled, case):
    thens, of_rules, fired, before, sets = case
    kept, held = before.copy(), sets.copy()
    enforce(ruled(*thens, labels=LABELS, **of_rules), fired, before, sets)
    enforce_labels(ruled(*thens, labels=LABELS, **of_rules), fired, before, sets, sets)

    assert (before == kept).all()
    assert (sets == held).all()


ROW = np.array([[0.2, 0.7, 0.1]])
ALL = np.ones((1, 3), dtype=bool)
FIRED = np.ones((1, 1), dtype=bool)


def test_hard_label_has_the_probability_that_its_rule_is_right(ruled):
    rules = ruled({"label": "a"}, power=["hard"], accuracy=[0.98])
    after, inside = enforce(rules, FIRED, ROW, ALL)

    np.testing.assert_allclose(after, [[0.98, 0.0175, 0.0025]])
    assert inside.tolist() == [[True, False, False]]


def test_label_that_is_likelier_already_loses_nothing(ruled):
    after, _ = enforce(ruled({"label": "b"}, power=["hard"], accuracy=[0.6]), FIRED, ROW, ALL)
    np.testing.assert_allclose(after, ROW)


def test_rule_that_is_right_half_of_the_time_decides_all_the_same(ruled):
    rules = ruled({"label": "a"}, power=["hard"], accuracy=[0.3])
    after, inside = enforce(rules, FIRED, np.array([[0.01, 0.98, 0.01]]), ALL)

    assert after.argmax() == 0
    assert after[0, 0] == pytest.approx(0.5, abs=0.01)
    assert inside.tolist() == [[True, False, False]]


def test_forbidden_labels_keep_what_the_rule_is_wrong_about(ruled):
    rules = ruled({"not_label": ["b"]}, power=["hard"], accuracy=[0.99])
    after, inside = enforce(rules, FIRED, ROW, ALL)

    np.testing.assert_allclose(after, [[0.66, 0.01, 0.33]])
    assert inside.tolist() == [[True, False, True]]


def test_set_of_forbidden_labels_alone_becomes_the_likeliest_of_the_others(ruled):
    rules = ruled({"not_label": ["b"]}, power=["hard"], accuracy=[0.99])
    _, inside = enforce(rules, FIRED, ROW, np.array([[False, True, False]]))
    assert inside.tolist() == [[True, False, False]]


@pytest.mark.parametrize(("lows", "wins"), [([0.7, 0.9], "c"), ([0.9, 0.7], "a"), ([0.8, 0.8], "a")])
def test_of_rules_at_odds_the_better_proven_wins_then_the_one_written_first(ruled, lows, wins):
    rules = ruled({"label": "a"}, {"label": "c"}, power=["hard"] * 2, low=lows, accuracy=[0.95, 0.95])
    after, inside = enforce(rules, np.ones((1, 2), dtype=bool), ROW, ALL)

    assert rules.labels[int(after.argmax())] == wins
    assert [rules.labels[i] for i in np.flatnonzero(inside[0])] == [wins]
    assert followed(rules, np.ones(2, dtype=bool)) == [("a", "c").index(wins)]


def test_a_rule_that_forbids_is_of_no_account_against_a_better_one_that_gives(ruled):
    rules = ruled({"not_label": ["a"]}, {"label": "a"}, power=["hard"] * 2, low=[0.6, 0.9], accuracy=[0.9, 0.95])
    after, _ = enforce(rules, np.ones((1, 2), dtype=bool), ROW, ALL)
    assert after[0, 0] == pytest.approx(0.95)


def test_second_ban_does_not_lift_the_first(ruled):
    rules = ruled({"not_label": ["a"]}, {"not_label": ["c"]}, power=["hard"] * 2, low=[0.6, 0.5], accuracy=[0.55, 0.55])
    after, inside = enforce(rules, np.ones((1, 2), dtype=bool), np.array([[0.45, 0.1, 0.45]]), ALL)

    assert after.argmax() == 1
    assert inside.tolist() == [[False, True, False]]


def test_soft_rules_enforce_nothing(ruled):
    after, inside = enforce(ruled({"label": "a"}), FIRED, ROW, ALL)
    assert after is ROW
    assert inside is ALL


@given(cases())
def test_of_several_labels_the_best_proven_rule_about_each_counts(ruled, case):
    thens, of_rules, fired, before, sets = case
    rules = ruled(*thens, labels=LABELS, **of_rules)
    after, chosen, inside = enforce_labels(rules, fired, before, sets, sets)

    assert ((after >= 0) & (after <= 1)).all()
    for row in range(len(before)):
        for column, label in enumerate(LABELS):
            about = [n for n in rules.hard(fired[row]) if label in rules.rules[n].then.labels]
            if not about:
                assert after[row, column] == before[row, column]
                assert chosen[row, column] == inside[row, column] == sets[row, column]
                continue
            gives = not rules.rules[about[0]].then.not_label
            assert chosen[row, column] == inside[row, column] == gives
            sure = rules.standings[about[0]].accuracy
            assert after[row, column] >= sure if gives else after[row, column] <= 1 - sure
