"""Which keys come again."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scaffold.data.copies import among, repeated

keys = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 9), max_size=60)


@given(keys)
def test_repeated_are_those_that_are_there_twice(values):
    found = repeated(np.array(values, dtype=np.uint64))
    assert found.tolist() == sorted(value for value, count in Counter(values).items() if count > 1)


@given(keys, keys)
def test_among_tells_each_key(values, known):
    found = among(np.array(values, dtype=np.uint64), np.array(sorted(known), dtype=np.uint64))
    assert found.tolist() == [value in known for value in values]
