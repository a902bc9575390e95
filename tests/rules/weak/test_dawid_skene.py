from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scaffold.rules.weak.dawid_skene import DawidSkene
from scaffold.rules.weak.majority import majority
from scaffold.rules.weak.votes import Votes

LEVELS = [0.9, 0.8, 0.75, 0.6, 0.5]


def share_right(probabilities, drawn) -> float:
    covered = drawn.votes.covered
    return float((probabilities.argmax(axis=1) == drawn.truth)[covered].mean())


@pytest.mark.parametrize("k", [2, 3, 5])
def test_accuracies_of_the_model_are_found_again(drawn, k: int) -> None:
    case = drawn(5000, LEVELS, k=k)
    found = DawidSkene.fit(case.votes)
    off = found.accuracies - case.accuracies
    assert np.abs(off).mean() < 0.03
    # The rules of one voter were drawn with one accuracy.
    assert np.abs(off.reshape(len(LEVELS), k).mean(axis=1)).max() < 0.05
    assert share_right(found.probabilities, case) >= share_right(majority(case.votes), case)


def test_probabilities_mean_what_they_say(drawn) -> None:
    case = drawn(5000, LEVELS)
    found = DawidSkene.fit(case.votes).probabilities[case.votes.covered]
    right = found.argmax(axis=1) == case.truth[case.votes.covered]
    assert found.max(axis=1).mean() == pytest.approx(right.mean(), abs=0.03)


def test_good_rules_outvote_more_numerous_bad_ones(drawn) -> None:
    case = drawn(3000, [0.95, 0.9, 0.45, 0.45, 0.45, 0.45])
    found = DawidSkene.fit(case.votes)
    assert share_right(found.probabilities, case) > share_right(majority(case.votes), case) + 0.03


def test_classes_of_uneven_size_keep_their_share() -> None:
    rng = np.random.default_rng(3)
    shares = np.array([0.85, 0.12, 0.03])
    truth = rng.choice(3, 6000, p=shares)
    said = [0, 0, 1, 1, 1, 2, 2, 2]
    # Four of five firings are right, whatever the size of the class.
    odds = shares[said] / (1 - shares[said])
    fired = rng.random((6000, 8)) < np.where(truth[:, None] == said, 0.4, 0.1 * odds)
    targets = np.eye(3, dtype=np.float32)[said]
    votes = Votes(fired, targets, np.ones(8, dtype=np.float32), tuple("abcdefgh"), ("x", "y", "z"))
    found = DawidSkene.fit(votes)
    assert found.prior[0] > found.prior[1] > found.prior[2] > 0.01
    right = found.probabilities.argmax(axis=1) == truth
    assert right[votes.covered].mean() >= (majority(votes).argmax(axis=1) == truth)[votes.covered].mean()


def test_a_rule_alone_is_believed_as_far_as_it_is_trusted(rules_of) -> None:
    fired = np.zeros((50, 1), dtype=bool)
    fired[:40] = True
    for k in (2, 3, 10):
        found = DawidSkene.fit(rules_of(fired, [1], k), trust=0.7)
        assert found.accuracies == pytest.approx([0.7], abs=1e-6)
        assert found.probabilities[:40, 1] == pytest.approx(0.7, abs=1e-6)


def test_rules_that_never_meet_are_believed_as_far_as_they_are_trusted(rules_of) -> None:
    fired = np.kron(np.eye(2, dtype=bool), np.ones((500, 1), dtype=bool))
    found = DawidSkene.fit(rules_of(fired, [0, 1], 10))
    assert found.accuracies == pytest.approx([0.7, 0.7], abs=0.02)


def test_texts_of_known_class_show_that_a_rule_is_always_wrong(rules_of) -> None:
    votes = rules_of(np.ones((1000, 1), dtype=bool), [0], 3)
    gold = np.full(1000, -1)
    gold[:20] = 1
    found = DawidSkene.fit(votes, gold=gold)
    assert found.accuracies[0] < 0.3
    assert found.probabilities[500, 0] < 0.3
    assert found.probabilities[0].tolist() == [0, 1, 0]


def test_texts_of_known_class_help(drawn) -> None:
    case = drawn(400, [0.9, 0.35, 0.35, 0.35], seed=4)
    gold = np.where(np.arange(400) < 100, case.truth, -1)
    unseen = np.arange(400) >= 100
    alone = DawidSkene.fit(case.votes).probabilities.argmax(axis=1) == case.truth
    helped = DawidSkene.fit(case.votes, gold=gold).probabilities.argmax(axis=1) == case.truth
    assert helped[unseen].mean() > alone[unseen].mean()


def test_a_model_and_the_rules_know_more_together(drawn) -> None:
    case = drawn(2000, [0.8, 0.7, 0.6], share=0.3)
    rng = np.random.default_rng(1)
    likely = rng.normal(size=(2000, 3))
    likely[np.arange(2000), case.truth] += 1.5
    likely = np.exp(1.5 * likely)
    likely /= likely.sum(axis=1, keepdims=True)
    found = DawidSkene.fit(case.votes, likely=likely)
    covered = case.votes.covered
    alone = (likely.argmax(axis=1) == case.truth)[covered].mean()
    assert share_right(found.probabilities, case) > max(alone, share_right(majority(case.votes), case)) + 0.03
    assert found.probabilities[~covered] == pytest.approx(likely[~covered])
    assert found.prior == pytest.approx(likely.mean(axis=0))


def test_a_model_that_contradicts_a_lone_rule_lowers_its_accuracy(rules_of) -> None:
    votes = rules_of(np.arange(300)[:, None] < 200, [0], 2)
    likely = np.where(np.arange(300)[:, None] < 200, [0.02, 0.98], [0.98, 0.02])
    assert DawidSkene.fit(votes, likely=likely).accuracies[0] < 0.4


def test_a_given_prior_is_what_texts_without_a_rule_get(rules_of) -> None:
    prior = np.array([0.2, 0.5, 0.3])
    found = DawidSkene.fit(rules_of([[1], [0]], [0], 3), prior=prior)
    assert found.prior == pytest.approx(prior)
    assert found.probabilities[1] == pytest.approx(prior)
    assert found.probabilities[0] == pytest.approx([0.7, 0.3 * 5 / 8, 0.3 * 3 / 8])


def test_a_rule_that_never_fires_keeps_its_trust_and_changes_nothing(drawn) -> None:
    case = drawn(300, [0.9, 0.7])
    votes = case.votes
    more = Votes(
        np.hstack([votes.fired, np.zeros((300, 1), dtype=bool)]),
        np.vstack([votes.targets, votes.targets[:1]]),
        np.ones(votes.m + 1, dtype=np.float32),
        (*votes.rules, "idle"),
        votes.labels,
    )
    plain, found = DawidSkene.fit(votes), DawidSkene.fit(more)
    assert found.accuracies[-1] == pytest.approx(0.7)
    assert found.probabilities == pytest.approx(plain.probabilities, abs=1e-6)


def test_a_rule_without_a_word_on_this_head_changes_nothing(rules_of) -> None:
    votes = rules_of([[1, 0], [1, 1], [0, 1]], [0, 0], 2)
    votes = replace(votes, targets=np.array([[1, 0], [0, 0]], dtype=np.float32))
    found = DawidSkene.fit(votes)
    assert found.probabilities[0] == pytest.approx(found.probabilities[1])
    assert np.isfinite(found.accuracies).all()


def test_what_a_rule_rules_out_becomes_less_likely(rules_of) -> None:
    votes = rules_of(np.ones((30, 1), dtype=bool), [0], 5)
    votes = replace(votes, targets=np.array([[0, 0.25, 0.25, 0.25, 0.25]], dtype=np.float32))
    assert (DawidSkene.fit(votes).probabilities[:, 0] < 0.1).all()


def test_weights_decide_between_rules_that_nothing_else_tells_apart(rules_of) -> None:
    votes = rules_of(np.ones((10, 2), dtype=bool), [0, 1], 3)
    even = DawidSkene.fit(votes).probabilities[0]
    assert even[0] == pytest.approx(even[1])
    found = DawidSkene.fit(replace(votes, weights=np.array([2, 1], dtype=np.float32))).probabilities[0]
    assert found[0] > found[1] > found[2]


@pytest.mark.parametrize(("n", "said", "k"), [(3, [], 2), (0, [0], 2), (0, [], 1), (4, [0, 0], 1)])
def test_no_rules_no_texts_or_a_single_label(rules_of, n: int, said: list[int], k: int) -> None:
    found = DawidSkene.fit(rules_of(np.ones((n, len(said)), dtype=bool), said, k))
    assert found.probabilities == pytest.approx(np.full((n, k), 1 / k))
    assert found.accuracies.shape == (len(said),)
    assert found.prior == pytest.approx(np.full(k, 1 / k))


def test_the_order_of_the_rules_does_not_matter(drawn) -> None:
    votes = drawn(500, LEVELS).votes
    order = np.random.default_rng(0).permutation(votes.m)
    moved = Votes(
        votes.fired[:, order],
        votes.targets[order],
        votes.weights[order],
        tuple(votes.rules[at] for at in order),
        votes.labels,
    )
    plain, found = DawidSkene.fit(votes), DawidSkene.fit(moved)
    assert found.accuracies == pytest.approx(plain.accuracies[order], abs=1e-6)
    assert found.probabilities == pytest.approx(plain.probabilities, abs=1e-6)


def test_an_even_model_changes_what_grouped_texts_get_by_nothing(drawn) -> None:
    # With likely each text is worked on by itself, without it those with the same rules are together.
    votes = drawn(400, LEVELS).votes
    plain = DawidSkene.fit(votes, prior=np.full(3, 1 / 3))
    found = DawidSkene.fit(votes, likely=np.full((400, 3), 1 / 3))
    assert found.probabilities == pytest.approx(plain.probabilities, abs=1e-6)


def test_the_same_twice(drawn) -> None:
    votes = drawn(300, LEVELS).votes
    one, two = DawidSkene.fit(votes), DawidSkene.fit(votes)
    assert one.accuracies.tobytes() == two.accuracies.tobytes()
    assert one.probabilities.tobytes() == two.probabilities.tobytes()


def test_what_does_not_fit_the_votes_is_refused(rules_of) -> None:
    votes = rules_of([[1], [0]], [0], 2)
    with pytest.raises(ValueError, match="row for each"):
        DawidSkene.fit(votes, gold=np.array([0]))
    with pytest.raises(ValueError, match="row for each"):
        DawidSkene.fit(votes, likely=np.ones((2, 3)) / 3)
    with pytest.raises(ValueError, match="one share for each"):
        DawidSkene.fit(votes, prior=np.ones(3) / 3)
    with pytest.raises(ValueError, match="no class 2"):
        DawidSkene.fit(votes, gold=np.array([0, 2]))
    with pytest.raises(ValueError, match="trust"):
        DawidSkene.fit(votes, trust=1.0)


@st.composite
def some_votes(draw: st.DrawFn) -> tuple[Votes, dict[str, object]]:
    n, m, k = draw(st.integers(1, 12)), draw(st.integers(1, 5)), draw(st.integers(1, 4))
    fired = draw(arrays(np.bool_, (n, m)))
    said = draw(arrays(np.bool_, (m, k)))
    targets = (said / np.maximum(said.sum(axis=1, keepdims=True), 1)).astype(np.float32)
    weights = draw(arrays(np.float32, m, elements=st.sampled_from([0, 0.5, 1, 3])))
    known: dict[str, object] = {}
    if draw(st.booleans()):
        known["gold"] = draw(arrays(np.int64, n, elements=st.integers(-1, k - 1)))
    if draw(st.booleans()):
        likely = draw(arrays(np.float64, (n, k), elements=st.sampled_from([0, 0.01, 0.5, 1]))) + 1e-6
        known["likely"] = likely / likely.sum(axis=1, keepdims=True)
    if draw(st.booleans()):
        prior = draw(arrays(np.float64, k, elements=st.sampled_from([0, 0.05, 1]))) + 1e-6
        known["prior"] = prior / prior.sum()
    return Votes(fired, targets, weights, tuple("rstuv"[:m]), tuple("abcd"[:k])), known


@settings(deadline=None, max_examples=150)
@given(some_votes())
def test_whatever_the_votes_the_objective_never_falls_and_rows_sum_to_one(case) -> None:
    votes, known = case
    found = DawidSkene.fit(votes, **known)
    assert (np.diff(found.objective) >= -1e-7 * (1 + np.abs(found.objective[:-1]))).all()
    assert found.probabilities.sum(axis=1) == pytest.approx(np.ones(votes.n))
    assert (found.probabilities >= 0).all()
    assert ((found.accuracies > 0) & (found.accuracies < 1)).all()
    assert found.prior.sum() == pytest.approx(1)
