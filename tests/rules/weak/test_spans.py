from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from scaffold.rules.weak.spans import merge_spans

stretches = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 8), st.sampled_from("ab"), st.sampled_from([-1.0, 0.0, 0.1, 0.2, 0.3])),
    max_size=7,
)


def by_brute_force(found):
    weights: Counter = Counter()
    for start, end, label, weight in found:
        if start < end:
            weights[start, end, label] += Fraction(weight)
    several = chain.from_iterable(combinations(sorted(weights), size) for size in range(len(weights) + 1))
    apart = (chosen for chosen in several if all(a[1] <= b[0] or b[1] <= a[0] for a, b in combinations(chosen, 2)))
    best = min(
        apart,
        key=lambda chosen: (
            -sum(weights[each] for each in chosen),
            -sum(end - start for start, end, _ in chosen),
            [(start, -end, label) for start, end, label in chosen],
        ),
    )
    return [(*each, float(weights[each])) for each in best]


@given(stretches)
def test_the_best_of_all_choices(found) -> None:
    assert merge_spans(found) == by_brute_force(found)


@given(stretches.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_does_not_matter(case) -> None:
    assert merge_spans(case[0]) == merge_spans(case[1])


def test_rules_that_agree_outvote_one_that_found_more() -> None:
    found = [(0, 10, "drug", 1.0), (0, 4, "drug", 0.75), (0, 4, "drug", 0.75), (12, 15, "dose", 0.5)]
    assert merge_spans(found) == [(0, 4, "drug", 1.5), (12, 15, "dose", 0.5)]


def test_two_short_ones_outvote_a_long_one() -> None:
    assert merge_spans([(0, 9, "a", 1.0), (0, 4, "b", 0.75), (4, 9, "c", 0.5)]) == [(0, 4, "b", 0.75), (4, 9, "c", 0.5)]


def test_ties_go_to_the_longer_then_the_earlier_then_the_first_label() -> None:
    assert merge_spans([(0, 4, "a", 1.0), (1, 9, "a", 1.0)]) == [(1, 9, "a", 1.0)]
    assert merge_spans([(1, 4, "a", 1.0), (0, 3, "a", 1.0)]) == [(0, 3, "a", 1.0)]
    assert merge_spans([(0, 3, "药", 1.0), (0, 3, "drug", 1.0)]) == [(0, 3, "drug", 1.0)]


def test_nothing_found_and_what_speaks_against_itself() -> None:
    assert merge_spans([]) == []
    assert merge_spans([(0, 3, "a", -0.5), (2, 2, "a", 9.0)]) == []


def test_many_stretches_that_touch() -> None:
    found = [(at, at + 3, "a", 1.0) for at in range(400)]
    assert len(merge_spans(found)) == 134
