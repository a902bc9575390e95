"""Garbage is looked for less often while a monitor runs, and as before afterwards."""

from __future__ import annotations

import gc

import pytest

from scaffold_financial_sentiment.monitor.collecting import THRESHOLDS, seldom_collecting


def test_thresholds_come_back_also_after_an_error():
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with seldom_collecting():
        assert gc.get_threshold() == THRESHOLDS
    with pytest.raises(ValueError, match="broken"), seldom_collecting():
        raise ValueError("broken")
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == frozen


def test_what_refers_to_itself_is_still_collected():
    with seldom_collecting():
        for _ in range(200_000):
            ring = []
            ring.append(ring)
        left = sum(1 for each in gc.get_objects() if isinstance(each, list) and each and each[0] is each)
    assert left <= 2 * THRESHOLDS[0]
