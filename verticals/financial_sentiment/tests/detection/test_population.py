"""What all keys of a topic have in common."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.detection.population import Population, packed, unpacked


def test_of_nobody_little_is_expected():
    assert 0 < Population().rate < 0.1
    assert 0 < Population().share < 1


@given(st.dictionaries(st.text(max_size=5), st.tuples(*[st.floats(allow_nan=False)] * 3), max_size=5), st.binary())
def test_populations_come_back_as_they_were(sums, rest):
    people = {topic: Population(*numbers) for topic, numbers in sums.items()}
    back, left = unpacked(packed(people) + rest)
    assert (list(back.items()), left) == (list(people.items()), rest)
