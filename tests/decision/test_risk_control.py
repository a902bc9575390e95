from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.decision.risk_control import RiskControlledSets, shares_missed
from scaffold.errors import ScaffoldError


def draw(rng: np.random.Generator, rows: int, labels: int = 4) -> tuple[np.ndarray, np.ndarray]:
    p = rng.random((rows, labels)) ** 2
    return p, (rng.random(p.shape) < p).astype(float)


def by_search(p: np.ndarray, t: np.ndarray, rate: float) -> float:
    """The highest threshold among the probabilities that the bound allows, tried one by one."""
    n = len(p)
    allowed = [
        cut for cut in np.unique(p[t == 1]) if (n * shares_missed(p >= cut, t).mean() + 1) / (n + 1) <= rate + 1e-12
    ]
    return float(max(allowed, default=0.0))


@pytest.mark.parametrize("seed", range(12))
def test_threshold_is_that_of_an_exhaustive_search(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p, t = draw(rng, 40)
    p = p.round(2)
    assert RiskControlledSets.fit(p, t, 0.2).threshold == pytest.approx(by_search(p, t, 0.2))


def test_shares_missed_are_over_true_labels_and_none_for_rows_without() -> None:
    inside = [[True, False, False], [True, True, True], [False, False, False]]
    assert shares_missed(inside, [[1, 1, 0], [0, 0, 1], [0, 0, 0]]).tolist() == [0.5, 0.0, 0.0]


def test_too_few_rows_give_every_label_and_say_so() -> None:
    fitted = RiskControlledSets.fit([[0.9, 0.1]] * 18, [[1, 0]] * 18, 0.05)
    assert fitted.sets([[0.0, 1.0]]).all()
    assert fitted.note is not None
    assert "19 validation rows, there are 18" in fitted.note
    assert RiskControlledSets.fit([[0.9, 0.1]] * 19, [[1, 0]] * 19, 0.05).threshold == pytest.approx(0.9)


def test_rows_of_which_nothing_is_known_are_left_out() -> None:
    nothing = [[math.nan, math.nan]]
    fitted = RiskControlledSets.fit([[0.9, 0.1]] * 19 + [[0.5, 0.5]], [[1, 0]] * 19 + nothing, 0.05)
    assert fitted == RiskControlledSets.fit([[0.9, 0.1]] * 19, [[1, 0]] * 19, 0.05)


def test_rows_without_labels_lose_nothing_and_every_label_stays_possible() -> None:
    assert RiskControlledSets.fit(np.full((50, 2), 0.3), np.zeros((50, 2)), 0.1).sets([[0.0, 0.0]]).all()
    assert RiskControlledSets.fit(np.empty((0, 2)), np.empty((0, 2))).sets(np.empty((0, 2))).shape == (0, 2)


def test_probabilities_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ScaffoldError, match="not numbers"):
        RiskControlledSets.fit([[math.nan]], [[1]])
    with pytest.raises(ScaffoldError, match="not numbers"):
        RiskControlledSets(0.5, 0.1, 30).sets([[math.nan]])


def test_sets_survive_json() -> None:
    fitted = RiskControlledSets.fit(*draw(np.random.default_rng(0), 60), 0.1)
    assert RiskControlledSets.from_dict(json.loads(json.dumps(fitted.as_dict()))) == fitted


@settings(deadline=None, max_examples=12)
@given(st.sampled_from([0.05, 0.1, 0.3]), st.integers(25, 100), st.integers(0, 10_000))
def test_share_missed_is_controlled_on_average_over_exchangeable_data(rate: float, rows: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    fresh, trials, losses = 20, 200, []
    for _ in range(trials):
        p, t = draw(rng, rows + fresh)
        inside = RiskControlledSets.fit(p[:rows], t[:rows], rate).sets(p[rows:])
        losses.append(shares_missed(inside, t[rows:]).mean())
    assert np.mean(losses) <= rate + 4 * np.std(losses) / math.sqrt(trials)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 80), st.integers(0, 10_000))
def test_sets_grow_as_the_error_rate_falls(rows: int, seed: int) -> None:
    p, t = draw(np.random.default_rng(seed), rows)
    thresholds = [RiskControlledSets.fit(p, t, rate).threshold for rate in (0.02, 0.1, 0.3)]
    assert thresholds == sorted(thresholds)
