"""Labels that experts know belong together, or apart, are mended by the cheapest change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.decision.records import LabelDecision, LabelsDecision, NumberDecision
from scaffold.decision.rules.consistency import consistent
from scaffold.rules.bond import Bond, HeadLabel

LABELS = {"topic": ("card", "money", "pin"), "intent": ("find", "refund"), "tags": ("w", "x", "y", "z")}


def one(head: str, row) -> LabelDecision:
    order = np.argsort(-np.asarray(row), kind="stable")
    ranked = tuple((LABELS[head][i], float(row[i])) for i in order)
    return LabelDecision(ranked[0][0], ranked[0][1], (ranked[0][0],), ranked)


def several(row) -> LabelsDecision:
    order = [int(i) for i in np.argsort(-np.asarray(row), kind="stable")]
    given = [i for i in order if row[i] >= 0.5]
    names = tuple(LABELS["tags"][i] for i in given)
    ranked = tuple((LABELS["tags"][i], float(row[i])) for i in order)
    return LabelsDecision(names, tuple(float(row[i]) for i in given), names, ranked)


def mend(bonds, **rows):
    """What becomes of the decisions that these probabilities give."""
    found = {head: np.array(row) for head, row in rows.items()}
    decided = {head: several(row) if head == "tags" else one(head, row) for head, row in found.items()}
    return (*consistent(decided, found, LABELS, bonds), decided)


def bond(first: str, second: str, excludes: bool = False) -> Bond:
    return Bond(HeadLabel(*first.split(".")), HeadLabel(*second.split(".")), excludes)


def holds(bonds, made) -> bool:
    def has(named: HeadLabel) -> bool:
        decision = made[named.head]
        return named.label in (decision.labels if isinstance(decision, LabelsDecision) else (decision.label,))

    return not any(each.is_broken(has(each.first), has(each.second)) for each in bonds)


def test_label_that_another_one_brings_is_given_where_that_is_cheaper():
    made, effects, _ = mend([bond("intent.refund", "topic.money")], intent=[0.1, 0.9], topic=[0.5, 0.4, 0.1])

    assert (made["intent"].label, made["topic"].label, made["topic"].probability) == ("refund", "money", 0.4)
    assert made["topic"].set == ("money", "card")
    assert made["topic"].alternatives == (("money", 0.4), ("card", 0.5), ("pin", 0.1))
    (effect,) = effects
    assert (effect.id, effect.head) == ("bond:refund implies money", "topic")
    assert (effect.effect, effect.before, effect.after) == ("made consistent", "card", "money")


def test_label_that_brings_the_other_is_taken_away_where_that_is_cheaper():
    made, effects, _ = mend([bond("intent.refund", "topic.money")], intent=[0.45, 0.55], topic=[0.9, 0.05, 0.05])

    assert (made["intent"].label, made["topic"].label) == ("find", "card")
    assert "refund" not in made["intent"].set
    assert [each.head for each in effects] == ["intent"]


def test_of_two_that_exclude_each_other_the_surer_one_stays():
    apart = [bond("intent.refund", "topic.card", excludes=True)]
    made, _, _ = mend(apart, intent=[0.1, 0.9], topic=[0.5, 0.3, 0.2])
    assert (made["intent"].label, made["topic"].label) == ("refund", "money")
    made, _, _ = mend(apart, intent=[0.4, 0.6], topic=[0.9, 0.05, 0.05])
    assert (made["intent"].label, made["topic"].label) == ("find", "card")


def test_labels_of_one_head_bring_and_exclude_each_other():
    made, _, _ = mend([bond("tags.w", "tags.x")], tags=[0.9, 0.4, 0.1, 0.1])
    assert made["tags"].labels == ("w", "x")
    assert made["tags"].probabilities == (0.9, 0.4)
    assert set(made["tags"].set) == {"w", "x"}

    made, _, _ = mend([bond("tags.w", "tags.x")], tags=[0.55, 0.1, 0.1, 0.6])
    assert made["tags"].labels == ("z",)

    made, _, _ = mend([bond("tags.w", "tags.x", excludes=True)], tags=[0.9, 0.6, 0.1, 0.7])
    assert made["tags"].labels == ("w", "z")


def test_a_chain_is_followed_to_its_end_however_it_is_written():
    chain = [bond("tags.y", "tags.z"), bond("tags.x", "tags.y"), bond("tags.w", "tags.x")]
    for bonds in (chain, chain[::-1]):
        made, effects, _ = mend(bonds, tags=[0.999, 0.45, 0.45, 0.45])
        assert set(made["tags"].labels) == {"w", "x", "y", "z"}
        assert len(effects) == 3


def test_label_that_was_given_is_not_taken_away_again():
    both = [bond("tags.w", "tags.x"), bond("tags.w", "tags.x", excludes=True)]
    made, effects, _ = mend(both, tags=[0.8, 0.4, 0.1, 0.1])

    # With x it is excluded, without it it is not whole: w has to go.
    assert "w" not in made["tags"].labels
    assert holds(both, made)
    assert len(effects) == 2


def test_a_bond_that_cannot_be_mended_keeps_no_other_from_being_mended():
    stuck = [bond("intent.refund", "topic.money"), bond("intent.refund", "topic.pin"), bond("intent.find", "topic.pin")]
    fine = bond("tags.w", "tags.x", excludes=True)
    made, _, _ = mend([*stuck, fine], intent=[0.01, 0.99], topic=[0.5, 0.3, 0.2], tags=[0.9, 0.8, 0, 0])
    assert holds([fine], made)


def test_heads_and_labels_that_are_not_there_are_passed_over():
    row = [0.1, 0.9]
    strange = [
        bond("intent.refund", "mood.calm"),
        bond("intent.refund", "topic.crypto"),
        bond("intent.x", "topic.card"),
    ]
    made, effects, before = mend(strange, intent=row, topic=[0.8, 0.1, 0.1])
    assert (made, effects) == (before, [])

    number = {"intent": one("intent", row), "topic": NumberDecision(1.0, 0.0, 2.0)}
    assert consistent(number, {"intent": np.array(row)}, LABELS, [bond("intent.refund", "topic.card")])[1] == []


@pytest.mark.parametrize("excludes", [False, True])
def test_nothing_is_changed_where_nothing_is_broken(excludes):
    made, effects, before = mend(
        [bond("intent.refund", "topic.money", excludes)], intent=[0.9, 0.1], topic=[0.8, 0.1, 0.1]
    )
    assert (made, effects) == (before, [])


NAMES = st.sampled_from([f"{head}.{label}" for head, labels in LABELS.items() for label in labels])
BONDS = st.lists(st.builds(bond, NAMES, NAMES, st.booleans()), max_size=8)
ROWS = st.tuples(*(st.lists(st.floats(0, 1), min_size=len(each), max_size=len(each)) for each in LABELS.values()))


@given(BONDS, ROWS)
def test_any_bonds_come_to_an_end_the_same_way_each_time(bonds, rows):
    given = dict(zip(LABELS, rows, strict=True))
    made, effects, before = mend(bonds, **given)

    assert (made, effects) == mend(bonds, **given)[:2]
    assert len(effects) <= len(bonds)
    assert list(made) == list(before)
    if holds(bonds, before):
        assert (made, effects) == (before, [])
    changed = [head for head in made if made[head] != before[head]]
    assert {each.head for each in effects} >= set(changed)
    # A head of one label changes once.
    assert all(sum(each.head == head for each in effects) <= 1 for head in ("topic", "intent"))
    for decision in made.values():
        if isinstance(decision, LabelDecision):
            assert decision.label == decision.set[0] == decision.alternatives[0][0]
        else:
            assert len(set(decision.labels)) == len(decision.labels) == len(decision.probabilities)
            assert list(decision.probabilities) == sorted(decision.probabilities, reverse=True)


@given(NAMES, NAMES, st.booleans(), ROWS)
def test_one_bond_between_two_heads_or_within_several_labels_holds_afterwards(first, second, excludes, rows):
    known = bond(first, second, excludes)
    same = known.first.head == known.second.head
    if first != second and not (same and known.first.head != "tags"):
        made, _, _ = mend([known], **dict(zip(LABELS, rows, strict=True)))
        assert holds([known], made)
