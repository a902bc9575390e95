"""Findings among many tests, held against the procedure as it is written in the paper."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.detection.discoveries import discoveries

chances = st.dictionaries(st.integers(0, 99), st.floats(0, 1) | st.sampled_from([0.0, 0.001, 0.01, 0.05]), max_size=30)


def by_the_book(found, tests, rate):
    """Benjamini and Hochberg: with the largest k such that p(k) <= k / m * q, reject the hypotheses 1 to k."""
    everything = sorted(found.values()) + [1.0] * (tests - len(found))
    largest = max((k for k in range(1, tests + 1) if everything[k - 1] <= rate * k / tests), default=0)
    return {key for key, chance in found.items() if largest and chance <= everything[largest - 1]}


@given(chances, st.integers(0, 100), st.floats(0.01, 0.99))
def test_as_in_the_paper(found, more, rate):
    tests = max(1, len(found) + more)
    assert discoveries(found, tests, rate) == by_the_book(found, tests, rate)


@given(chances, st.integers(0, 100), st.floats(0.01, 0.99), st.randoms())
def test_the_order_of_the_keys_is_nothing(found, more, rate, random):
    pairs = list(found.items())
    random.shuffle(pairs)
    tests = max(1, len(found) + more)
    assert discoveries(dict(pairs), tests, rate) == discoveries(found, tests, rate)


@given(chances, st.integers(0, 100), st.integers(1, 100))
def test_more_tests_find_no_more(found, more, still_more):
    tests = max(1, len(found) + more)
    assert discoveries(found, tests + still_more, 0.1) <= discoveries(found, tests, 0.1)


def test_equal_chances_are_found_together():
    assert discoveries({"a": 0.02, "b": 0.02, "c": 0.02, "d": 0.9}, 4, 0.03) == {"a", "b", "c"}


def test_nothing_is_found_in_nothing():
    assert discoveries({}, 1, 0.1) == set()
    assert discoveries({"a": 1.0}, 1, 0.1) == set()


def test_few_of_the_findings_are_chance():
    rng = np.random.default_rng(5)
    shares = []
    for _ in range(300):
        found = {number: float(chance) for number, chance in enumerate(rng.uniform(0, 1, 190))}
        found |= {f"true {number}": float(chance) for number, chance in enumerate(rng.uniform(0, 1e-4, 10))}
        findings = discoveries(found, 200, 0.1)
        shares.append(sum(isinstance(key, int) for key in findings) / max(1, len(findings)))
    assert np.mean(shares) < 0.12
