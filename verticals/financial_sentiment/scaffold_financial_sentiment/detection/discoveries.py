"""Which of many tests found something, so that few of the findings are chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")


def discoveries(chances: Mapping[K, float], tests: int, rate: float) -> set[K]:
    """Keys whose test counts as a finding, with at most a share `rate` of false ones among them on average.

    The step-up procedure of Benjamini and Hochberg, "Controlling the false discovery rate", 1995, section 3.1.

    :param chances: p-values by key; those of the other tests are taken for 1.
    :param tests: how many tests there were.

    >>> sorted(discoveries({"a": 0.001, "b": 0.02, "c": 0.5}, 4, 0.1))
    ['a', 'b']
    """
    ranked = sorted(chances.items(), key=lambda pair: pair[1])
    passed = 0
    for rank, (_, chance) in enumerate(ranked, 1):
        if chance <= rate * rank / tests:
            passed = rank
    return {key for key, _ in ranked[:passed]}
