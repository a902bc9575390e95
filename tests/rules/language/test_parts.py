from __future__ import annotations

from scaffold.rules.language.condition import AllOf, AnyOf, NotThat, Phrases
from scaffold.rules.language.parts import conditions_of


def test_conditions_come_as_they_are_written():
    a, b, c = (Phrases(phrases=(letter,)) for letter in "abc")
    neither = NotThat(not_=AnyOf(any=(b, c)))
    whole = AllOf(all=(a, neither))
    assert list(conditions_of(whole)) == [whole, a, neither, neither.not_, b, c]
    assert list(conditions_of(a)) == [a]
