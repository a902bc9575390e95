"""What files say of labels themselves, as pairs of labels of heads."""

from __future__ import annotations

import pytest

from scaffold.rules.bond import Bond, HeadLabel, bonds_of
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet

A, B, C = (HeadLabel("topic", label) for label in "abc")


def bonds(*texts: str, only: str | None = None) -> tuple[Bond, ...]:
    return bonds_of(RuleSet.of(parse_rules(text, f"{number}.yaml") for number, text in enumerate(texts)), only)


def test_implications_and_pairs_of_each_group_in_the_order_they_are_written():
    found = bonds("head: topic\nimplies:\n  - {if: a, then: {head: mood, label: calm}}\nexcludes:\n  - [a, b, c]\n")

    assert found == (
        Bond(A, HeadLabel("mood", "calm")),
        Bond(A, B, excludes=True),
        Bond(A, C, excludes=True),
        Bond(B, C, excludes=True),
    )
    assert [each.gist for each in found[:2]] == ["a implies calm", "a excludes b"]
    assert found[0].both == (A, HeadLabel("mood", "calm"))


def test_the_same_in_two_files_is_one():
    text = "head: topic\nexcludes:\n  - [a, b]\n"
    assert bonds(text, text) == (Bond(A, B, excludes=True),)


def test_labels_whose_head_is_not_known_have_no_bond():
    text = "implies:\n  - {if: a, then: b}\nexcludes:\n  - [a, {head: topic, label: b}, c]\n"
    assert bonds(text) == ()
    assert bonds(text, only="topic") == (
        Bond(A, B),
        Bond(A, B, excludes=True),
        Bond(A, C, excludes=True),
        Bond(B, C, excludes=True),
    )


@pytest.mark.parametrize(
    ("excludes", "first", "second", "broken"),
    [
        (False, True, False, True),
        (False, True, True, False),
        (False, False, False, False),
        (False, False, True, False),
        (True, True, True, True),
        (True, True, False, False),
        (True, False, True, False),
        (True, False, False, False),
    ],
)
def test_truth_table(excludes, first, second, broken):
    assert Bond(A, B, excludes).is_broken(first, second) == broken
