from __future__ import annotations

import json
import math

import numpy as np
import pytest
from sklearn.covariance import LedoitWolf

from scaffold.decision import out_of_scope
from scaffold.decision.out_of_scope import OutOfScopeDetector
from scaffold.decision.strangeness import BETWEEN_CLEAR_CLASSES, DEFAULT_PARTS, PARTS, parts_for

CLASSES, DIMENSION = 6, 24


def world(seed: int = 0) -> tuple[np.random.Generator, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng, rng.normal(0, 1, (CLASSES, DIMENSION))


def draw(rng: np.random.Generator, means: np.ndarray, rows: int) -> tuple[np.ndarray, np.ndarray]:
    labels = rng.integers(0, len(means), rows)
    return (means[labels] + rng.normal(0, 0.35, (rows, DIMENSION))).astype(np.float32), labels


def logits_of(features: np.ndarray, means: np.ndarray) -> np.ndarray:
    return 10 * (features / np.linalg.norm(features, axis=1, keepdims=True)) @ means.T


@pytest.fixture
def fitted() -> tuple[OutOfScopeDetector, np.random.Generator, np.ndarray, np.ndarray]:
    rng, means = world()
    train, labels = draw(rng, means, 400)
    validation, _ = draw(rng, means, 300)
    detector = OutOfScopeDetector.fit(train, labels, validation, logits_of(validation, means), parts=tuple(PARTS))
    return detector, rng, means, train


@pytest.mark.parametrize("part", list(PARTS))
def test_part_scores_strangers_above_known_classes(part: str, fitted) -> None:
    detector, rng, means, _ = fitted
    inside, _ = draw(rng, means, 300)
    outside, _ = draw(rng, rng.normal(0, 1, (8, DIMENSION)), 300)
    known = detector.part_scores(inside, logits_of(inside, means))[part]
    strange = detector.part_scores(outside, logits_of(outside, means))[part]
    assert (strange[:, None] > known[None, :]).mean() > 0.85


def test_false_reject_rate_is_kept_on_fresh_in_scope_rows() -> None:
    rejected, total = 0, 0
    for seed in range(30):
        rng, means = world(seed)
        train, labels = draw(rng, means, 120)
        validation, _ = draw(rng, means, 150)
        fresh, _ = draw(rng, means, 200)
        detector = OutOfScopeDetector.fit(
            train, labels, validation, logits_of(validation, means), false_reject_rate=0.1
        )
        scores = detector.score(fresh, logits_of(fresh, means))
        rejected += int(detector.rejected(scores).sum())
        total += len(scores)
    assert rejected / total == pytest.approx(0.1, abs=0.03)


def test_validation_scores_are_standardised(fitted) -> None:
    detector, rng, means, _ = fitted
    inside, _ = draw(rng, means, 2000)
    scores = detector.score(inside, logits_of(inside, means))
    assert abs(scores.mean()) < 0.2


def test_mahalanobis_agrees_with_the_textbook_formula() -> None:
    rng, means = world()
    train, labels = draw(rng, means, 400)
    unit = train / np.linalg.norm(train, axis=1, keepdims=True)
    centres = np.stack([unit[labels == c].mean(axis=0) for c in range(CLASSES)])
    precision = LedoitWolf(assume_centered=True).fit(unit - centres[labels]).precision_
    x = unit[:5] + 0.01
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    gaps = (x[:, None, :] - centres[None]).astype(np.float64)
    expected = np.sqrt(np.einsum("ncd,de,nce->nc", gaps, precision, gaps).min(axis=1))
    detector = OutOfScopeDetector.fit(train, labels, train[:30], logits_of(train[:30], means), parts=["mahalanobis"])
    assert np.allclose(PARTS["mahalanobis"](detector, x, np.zeros((5, 1))), expected, rtol=1e-3)


def test_relative_distance_is_the_difference_of_two_textbook_ones() -> None:
    rng, means = world()
    train, labels = draw(rng, means, 400)
    unit = (train / np.linalg.norm(train, axis=1, keepdims=True)).astype(np.float64)
    centres = np.stack([unit[labels == c].mean(axis=0) for c in range(CLASSES)])
    within = LedoitWolf(assume_centered=True).fit(unit - centres[labels]).covariance_
    between = np.cov(centres[labels].T, bias=True)
    within, whole = np.linalg.inv(within), np.linalg.inv(within + between)
    x = unit[:5] + 0.01
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    gaps, gap = x[:, None, :] - centres[None], x - unit.mean(axis=0)
    nearest = np.einsum("ncd,de,nce->nc", gaps, within, gaps).min(axis=1)
    expected = nearest - np.einsum("nd,de,ne->n", gap, whole, gap)
    detector = OutOfScopeDetector.fit(train, labels, train[:30], logits_of(train[:30], means), parts=["relative"])
    found = PARTS["relative"](detector, x.astype(np.float32), np.zeros((5, 1)))
    assert np.allclose(found, expected, rtol=1e-3, atol=0.05)


def test_relative_distance_does_not_count_what_varies_within_all_classes_alike() -> None:
    """Far off in a direction that says nothing about classes is strange for the plain distance only."""
    rng, means = world()
    means[:, -1] = 0
    train, labels = draw(rng, means, 2000)
    inside, _ = draw(rng, means, 300)
    moved = inside.copy()
    moved[:, -1] += 2.5
    zeros = np.zeros((300, 1))
    detector = OutOfScopeDetector.fit(train, labels, inside, zeros, parts=["mahalanobis", "relative"])
    found = detector.part_scores(moved, zeros)
    assert np.median(found["mahalanobis"]) > 3
    assert np.median(found["relative"]) < 1


def test_scores_follow_how_many_classes_there_are_and_how_clear_they_are() -> None:
    truth = np.arange(200) % 20
    sharp = np.eye(20)[truth]
    known = (4000, 384)
    assert parts_for(sharp, truth, known) == BETWEEN_CLEAR_CLASSES
    assert parts_for(sharp, truth, (1000, 384)) == DEFAULT_PARTS
    assert parts_for(sharp, np.roll(truth, 1), known) == DEFAULT_PARTS
    assert parts_for(np.eye(2)[truth % 2], truth % 2, known) == DEFAULT_PARTS
    assert parts_for(np.empty((0, 20)), [], known) == DEFAULT_PARTS


def test_lengths_of_features_do_not_matter(fitted) -> None:
    detector, rng, means, _ = fitted
    inside, _ = draw(rng, means, 20)
    logits = logits_of(inside, means)
    assert np.allclose(detector.score(inside, logits), detector.score(inside * 7, logits), atol=1e-4)


def test_detector_survives_storing(fitted) -> None:
    detector, rng, means, train = fitted
    values = json.loads(json.dumps(detector.as_dict()))
    again = OutOfScopeDetector.restore(values, detector.arrays(), train)
    fresh, _ = draw(rng, means, 50)
    logits = logits_of(fresh, means)
    assert np.array_equal(again.score(fresh, logits), detector.score(fresh, logits))
    assert again.threshold == detector.threshold
    assert all(isinstance(array, np.ndarray) for array in detector.arrays().values())
    assert not any(array.shape == train.shape for array in detector.arrays().values())


def test_too_few_validation_rows_reject_nothing_and_say_so() -> None:
    rng, means = world()
    train, labels = draw(rng, means, 60)
    detector = OutOfScopeDetector.fit(train, labels, train[:10], logits_of(train[:10], means))
    assert detector.threshold == math.inf
    assert not detector.rejected([1e9]).any()
    assert detector.note is not None
    assert "19 validation rows, there are 10" in detector.note
    again = OutOfScopeDetector.restore(json.loads(json.dumps(detector.as_dict())), detector.arrays(), train)
    assert again.threshold == math.inf


def test_no_validation_rows_still_score() -> None:
    rng, means = world()
    train, labels = draw(rng, means, 60)
    detector = OutOfScopeDetector.fit(train, labels, np.empty((0, DIMENSION)), np.empty((0, CLASSES)))
    assert np.isfinite(detector.score(train, logits_of(train, means))).all()


def test_one_example_a_class_and_text_labels_are_enough_to_fit() -> None:
    _, means = world()
    labels = [f"class {i}" for i in range(CLASSES)]
    detector = OutOfScopeDetector.fit(means, labels, means, logits_of(means, means), parts=tuple(PARTS))
    assert np.isfinite(detector.score(means, logits_of(means, means))).all()


def test_large_training_sets_are_thinned_and_small_classes_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(out_of_scope, "MOST_STORED", 50)
    rng, means = world()
    train, _ = draw(rng, means, 400)
    labels = np.array([0] * 300 + [1] * 97 + [2] * 3)
    detector = OutOfScopeDetector.fit(train, labels, train[:30], logits_of(train[:30], means))
    kept = np.bincount(labels[detector.arrays()["rows"]])
    assert kept.sum() == 50
    assert kept[2] == 3
    assert abs(int(kept[0]) - int(kept[1])) <= 1
    again = OutOfScopeDetector.restore(detector.as_dict(), detector.arrays(), train)
    assert np.array_equal(again.stored, detector.stored)


def test_no_rows_give_no_scores(fitted) -> None:
    detector, *_ = fitted
    assert detector.score(np.empty((0, DIMENSION)), np.empty((0, CLASSES))).shape == (0,)


def test_parts_that_are_averaged_are_known() -> None:
    assert {*DEFAULT_PARTS, *BETWEEN_CLEAR_CLASSES} <= set(PARTS)
