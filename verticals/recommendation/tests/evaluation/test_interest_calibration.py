"""Probabilities of interest beside what is taken."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.evaluation.reliability import calibration_error
from scaffold_recommendation.evaluation.calibration import calibration


def _drawn(users=400, candidates=50, seed=0):
    rng = np.random.default_rng(seed)
    said = rng.beta(1, 12, (users, candidates))
    return said, rng.random(said.shape) < said


def test_what_is_said_truly_has_a_small_error_and_lies_within_its_bins():
    said, taken = _drawn()
    found = calibration(said, taken)
    assert found.error < 0.01
    assert found.error == pytest.approx(calibration_error(said.ravel(), taken.ravel()))
    assert sum(each.count for each in found.bins) == found.count == said.size
    assert sum(each.taken.low <= each.probability <= each.taken.high for each in found.bins) >= 12
    for each in found.bins:
        assert each.low <= each.probability <= each.high
        assert each.taken.low <= each.taken.value <= each.taken.high


def test_what_is_exaggerated_has_a_large_one():
    said, taken = _drawn()
    found = calibration(np.minimum(3 * said, 1), taken)
    assert found.error == pytest.approx(found.probability - found.taken, rel=0.05)
    assert found.error > 0.1


def test_the_intervals_allow_for_users_who_take_all_or_nothing():
    rng = np.random.default_rng(0)
    taken = np.repeat(rng.random((300, 1)) < 0.3, 40, axis=1)
    alone = calibration(np.full(taken.shape, 0.3), rng.random(taken.shape) < 0.3).bins[0].taken
    together = calibration(np.full(taken.shape, 0.3), taken).bins[0].taken
    assert together.high - together.low > 4 * (alone.high - alone.low)


def test_places_without_a_candidate_do_not_count():
    said, taken = _drawn(20, 5)
    there = np.arange(5) < 3
    wider = np.where(there, said, 0.0)
    found = calibration(wider, taken & there, np.broadcast_to(there, said.shape))
    assert found.as_metrics() == calibration(said[:, :3], taken[:, :3]).as_metrics()
    assert found.count == 60


def test_without_a_ranker_there_is_nothing_to_calibrate():
    assert calibration(np.full((3, 4), np.nan), np.zeros((3, 4), bool)) is None
    assert calibration(np.zeros((3, 0)), np.zeros((3, 0), bool)) is None
