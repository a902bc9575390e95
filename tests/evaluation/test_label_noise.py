"""Labels that the other texts speak against."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.evaluation.label_noise import find_label_noise, out_of_fold

LABELS = ("card", "login", "退款")


@pytest.fixture
def spoilt():
    """Three clear bunches of forty, every tenth label turned into the next one: features, given labels, wrong rows."""
    random = np.random.default_rng(3)
    truth = np.arange(120) % 3
    features = (np.eye(3)[truth] + random.normal(scale=0.2, size=(120, 3))).astype(np.float32)
    given = truth.copy()
    wrong = np.arange(5, 120, 10)
    given[wrong] = (given[wrong] + 1) % 3
    return features, given, wrong


def test_wrong_labels_are_found_with_the_right_ones_and_a_likely_share(spoilt):
    features, given, wrong = spoilt
    noise = find_label_noise(out_of_fold(features, given, 3), given, LABELS)

    assert {issue.row for issue in noise.issues} == set(wrong.tolist())
    assert all(issue.suggested == LABELS[issue.row % 3] for issue in noise.issues)
    assert all(issue.given == LABELS[given[issue.row]] for issue in noise.issues)
    assert noise.rate == pytest.approx(0.1, abs=0.02)


def test_most_suspicious_come_first():
    sure, fair, right = [0.05, 0.95], [0.3, 0.7], [0.9, 0.1]
    probabilities = np.array([right] * 6 + [fair, sure] + [[0.1, 0.9]] * 3 + [[0.4, 0.6]] * 3)
    truth = np.array([0] * 8 + [1] * 6)
    noise = find_label_noise(probabilities, truth, ("a", "b"))

    assert [issue.row for issue in noise.issues] == [7]
    assert noise.issues[0].likelihood == pytest.approx(0.95)
    np.testing.assert_allclose(noise.joint.sum(axis=1), [8 / 14, 6 / 14])


def test_joint_says_which_class_is_taken_for_which(spoilt):
    features, given, _ = spoilt
    joint = find_label_noise(out_of_fold(features, given, 3), given, LABELS).joint

    np.testing.assert_allclose(joint.sum(axis=1), np.bincount(given) / 120)
    assert joint[1, 0] > 0.02
    assert joint[0, 1] == 0


def test_right_labels_are_left_alone():
    truth = np.arange(90) % 3
    noise = find_label_noise(out_of_fold(np.eye(3, dtype=np.float32)[truth], truth, 3), truth, LABELS)

    assert noise.issues == ()
    assert noise.rate == 0


def test_unknown_and_rare_labels_are_not_judged(spoilt):
    features, given, _ = spoilt
    given = given.copy()
    given[:4] = 3
    given[4:10] = -1
    probabilities = np.zeros((120, 4))
    probabilities[10:] = out_of_fold(features[10:], given[10:], 4)
    noise = find_label_noise(probabilities, given, (*LABELS, "rare"))

    assert noise.issues
    assert min(issue.row for issue in noise.issues) >= 10
    assert noise.joint[3].sum() == 0


def test_probabilities_come_from_models_that_did_not_see_the_text():
    random = np.random.default_rng(0)
    features = random.normal(size=(200, 64)).astype(np.float32)
    truth = random.integers(2, size=200)
    probabilities = out_of_fold(features, truth, 2, strength=1e4)

    assert abs((probabilities.argmax(axis=1) == truth).mean() - 0.5) < 0.12
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)


def test_class_of_one_text_gets_no_probability_there():
    truth = np.array([0, 1] * 10 + [2])
    probabilities = out_of_fold(np.eye(3, dtype=np.float32)[truth], truth, 3)

    assert probabilities[20, 2] == 0
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)


@given(st.integers(0, 40), st.integers(2, 5), st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_report_is_sound_for_any_input(rows, classes, seed):
    random = np.random.default_rng(seed)
    probabilities = random.dirichlet(np.ones(classes), size=rows).reshape(rows, classes)
    truth = random.integers(-1, classes, size=rows)
    noise = find_label_noise(probabilities, truth, [str(number) for number in range(classes)])

    assert 0 <= noise.rate <= 1
    assert len({issue.row for issue in noise.issues}) == len(noise.issues)
    for issue in noise.issues:
        assert issue.given == str(truth[issue.row])
        assert issue.given != issue.suggested
        assert 0 < issue.likelihood <= 1
