"""Splits lose nothing, double nothing, keep classes, groups and time in order."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scaffold.data.splits import by_group, by_time, stratified

labels = st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=200)
shares = st.floats(0.01, 0.49)
seeds = st.integers(0, 5)


@given(labels, shares, seeds)
def test_stratified_is_within_one_of_proportion_and_keeps_every_class(labels, share, seed):
    taken = stratified(labels, share, seed)
    assert len(taken) == len(set(taken))
    assert all(0 <= index < len(labels) for index in taken)
    carved, sizes = Counter(labels[index] for index in taken), Counter(labels)
    for label, size in sizes.items():
        assert abs(carved[label] - size * share) <= 1
        assert size - carved[label] >= 1


@given(labels, shares, seeds)
def test_stratified_is_deterministic(labels, share, seed):
    assert stratified(labels, share, seed).tolist() == stratified(labels, share, seed).tolist()


def test_stratified_depends_on_the_seed():
    assert stratified("ab" * 50, 0.2, 1).tolist() != stratified("ab" * 50, 0.2, 2).tolist()


@given(labels, shares, seeds, st.data())
def test_stratified_never_parts_a_unit(labels, share, seed, data):
    units = data.draw(st.lists(st.integers(0, 20), min_size=len(labels), max_size=len(labels)))
    taken = set(stratified(labels, share, seed, units))
    inside = {units[index] for index in taken}
    outside = {units[index] for index in range(len(labels)) if index not in taken}
    assert not inside & outside


@given(st.lists(st.tuples(st.integers(0, 15), st.sampled_from("abc")), min_size=1, max_size=120), shares, seeds)
def test_by_group_keeps_groups_whole_and_classes_present(rows, share, seed):
    groups, labels = zip(*rows, strict=True)
    taken = set(by_group(groups, labels, share, seed))
    rest = set(range(len(rows))) - taken
    assert not {groups[index] for index in taken} & {groups[index] for index in rest}
    assert {labels[index] for index in rest} == set(labels)


def test_by_group_comes_near_the_share():
    groups = [index // 5 for index in range(500)]
    taken = by_group(groups, ["a"] * 500, 0.2, 1)
    assert 95 <= len(taken) <= 100


def test_by_group_gives_nothing_where_one_group_holds_all():
    assert by_group(["same"] * 10, ["a", "b"] * 5, 0.2, 1).tolist() == []


times = st.one_of(st.none(), st.integers(0, 50).map(lambda day: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(day)))


@given(st.lists(times, min_size=1, max_size=100), shares)
def test_by_time_takes_the_latest(times, share):
    taken = set(by_time(times, share))
    late = [times[index] for index in taken]
    early = [time for index, time in enumerate(times) if index not in taken and time is not None]
    assert None not in late
    assert not early or not late or max(early) <= min(late)
