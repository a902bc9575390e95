from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.errors import ScaffoldError
from scaffold.evaluation.bootstrap import accuracy_gain, paired_bootstrap, share_interval


def test_share_interval_of_a_published_case() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662 by Wilson's method.
    found = share_interval(81, 263)
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)


@settings(deadline=None)
@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_share_interval_holds_the_share(case: tuple[int, int]) -> None:
    found = share_interval(*case)
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1


def test_share_interval_without_rows_says_nothing() -> None:
    assert (share_interval(0, 0).low, share_interval(0, 0).high) == (0, 1)


def test_bootstrap_of_a_mean_matches_its_standard_error() -> None:
    values = np.random.default_rng(1).normal(3, 2, 400)
    found = paired_bootstrap(lambda at: float(values[at].mean()), 400, draws=2000)
    assert found.value == pytest.approx(values.mean())
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * values.std() / 20, rel=0.1)


def test_bootstrap_is_the_same_twice_and_depends_on_its_seed() -> None:
    values = np.random.default_rng(1).random(50)
    runs = [paired_bootstrap(lambda at: float(values[at].mean()), 50, seed=s) for s in (0, 0, 1)]
    assert runs[0] == runs[1] != runs[2]


def test_pairing_sees_a_small_gain_that_each_interval_alone_hides() -> None:
    rng = np.random.default_rng(0)
    baseline = rng.random(1000) < 0.8
    better = baseline | (rng.random(1000) < 0.1)
    gain = accuracy_gain(better, baseline)
    assert gain.value == pytest.approx(better.mean() - baseline.mean())
    assert gain.excludes_zero
    assert not accuracy_gain(baseline, baseline).excludes_zero
    with pytest.raises(ScaffoldError, match="same rows"):
        accuracy_gain([1, 0], [1])


def test_bootstrap_with_a_baseline_draws_the_same_rows_for_both() -> None:
    values = np.random.default_rng(2).random(80)
    found = paired_bootstrap(lambda at: float(values[at].mean() + 0.25), 80, lambda at: float(values[at].mean()))
    assert (found.low, found.high) == pytest.approx((0.25, 0.25))
