"""Rules that repeat, contradict or overrule each other."""

from __future__ import annotations

import pytest


def rules(*lines: str) -> str:
    return "head: intent\nrules:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


def test_the_same_twice_is_a_warning(linted):
    (found,) = linted(
        rules("id: a, when: [card, pin], then: {label: x}", "id: b, when: [pins, Card], then: {label: x}")
    )
    assert (found.severity, found.code, found.where) == ("warning", "duplicate", "rules.yaml:4")
    assert "the rule 'b' says what 'a' says (rules.yaml:3)" in found.message


def test_the_same_in_two_files_is_found(linted):
    one = rules("id: a, when: card, then: {label: x}")
    other = rules("id: b, when: card, then: {label: x}")
    assert [each.where for each in linted(one, other)] == ["rules2.yaml:3"]


@pytest.mark.parametrize("then", ["{label: y}", "{not_label: [x, z]}"])
def test_the_opposite_is_an_error(linted, then):
    (found,) = linted(rules("id: a, when: card, then: {label: x}", f"id: b, when: card, then: {then}"))
    assert (found.severity, found.code) == ("error", "contradiction")
    assert "'a' (rules.yaml:3)" in found.message


def test_two_labels_are_no_contradiction_for_a_head_of_several(linted):
    text = rules("id: a, when: card, then: {label: x}", "id: b, when: card, then: {label: y}")
    assert linted(text, several=("intent",)) == []
    denied = rules("id: a, when: card, then: {label: x}", "id: b, when: card, then: {not_label: x}")
    assert [each.code for each in linted(denied, several=("intent",))] == ["contradiction"]


@pytest.mark.parametrize(
    "other",
    [
        "id: b, when: pin, then: {label: y}",
        "id: b, when: card, then: {label: y, head: topic}",
        "id: b, when: card, then: {route: cards}",
        "id: b, when: {phrases: card, match_case: yes}, then: {label: y}",
        "id: b, when: {phrases: card, unless: negated}, then: {label: y}",
    ],
)
def test_what_differs_is_no_pair(linted, other):
    assert linted(rules("id: a, when: card, then: {label: x}", other)) == []


def test_rules_of_other_uses_are_no_pair(linted):
    text = rules(
        "id: a, when: card, then: {label: x}, uses: label", "id: b, when: card, then: {label: y}, uses: decide"
    )
    assert linted(text) == []


def test_a_soft_rule_under_a_hard_one_is_never_followed(linted):
    soft, hard = "id: soft, when: [lost my card, lost cards], then: {label: x}", "id: hard, when: card, hardness: hard"
    (found,) = linted(rules(f"{hard}, then: {{label: y}}", soft))
    assert (found.severity, found.code, found.where) == ("warning", "shadowed", "rules.yaml:4")
    assert "the hard rule 'hard' (rules.yaml:3) fires, too" in found.message
    assert [each.code for each in linted(rules(f"{hard}, then: {{not_label: x}}", soft))] == ["shadowed"]
    for harmless in ("{label: x}", "{not_label: z}", "{label: y, head: topic}", "{route: r}"):
        assert linted(rules(f"{hard}, then: {harmless}", soft)) == []


def test_a_soft_rule_that_fires_elsewhere_too_is_followed(linted):
    hard = "id: hard, when: card, hardness: hard, then: {label: y}"
    assert linted(rules(hard, "id: soft, when: [lost card, pin], then: {label: x}")) == []
    assert (
        linted(rules(f"{hard}, expires: 2020-01-01", "id: soft, when: lost card, then: {label: x}"))[0].code
        == "expired"
    )


@pytest.mark.parametrize("then", ["{pin: 1}", "{boost: -1}", "{at_most: 2}"])
def test_an_item_cannot_be_taken_out_and_moved(linted, then):
    for head in ("", "head: topic, "):
        other = f"id: b, when: card, then: {then.replace('{', '{' + head, 1)}"
        (found,) = linted(rules("id: a, when: card, then: {exclude: true}", other))
        assert (found.severity, found.code) == ("error", "contradiction")
        assert "'a' does not show the items that 'b' moves" in found.message
        assert "--vertical" not in found.hint
    assert linted(rules("id: a, when: pin, then: {exclude: true}", f"id: b, when: card, then: {then}")) == []


def test_rules_that_move_the_same_items_are_no_contradiction(linted):
    text = rules("id: a, when: card, then: {pin: 1}", "id: b, when: card, then: {pin: 4}")
    assert linted(text) == []
    assert linted(rules("id: a, when: card, then: {exclude: true}", "id: b, when: card, then: {label: x}")) == []


def test_a_rule_whose_items_are_all_taken_out_moves_none(linted):
    taker = "id: taker, when: card, then: {exclude: true}"
    (found,) = linted(rules(taker, "id: mover, when: lost card, hardness: hard, then: {pin: 1}"))
    assert (found.severity, found.code, found.where) == ("warning", "shadowed", "rules.yaml:4")
    assert "the rule 'taker' (rules.yaml:3) fires, too, and the item is not shown" in found.message
    assert linted(rules(taker, "id: mover, when: [lost card, pin], then: {pin: 1}")) == []
    assert linted(rules(f"{taker}, uses: explain", "id: mover, when: lost card, then: {pin: 1}")) == []
    assert linted(rules(taker, "id: narrower, when: lost card, then: {exclude: true}")) == []


def test_an_id_that_two_files_give_is_an_error(linted):
    one, other = (rules(f"id: a, when: {word}, then: {{label: x}}") for word in ("card", "pin"))
    (found,) = linted(one, other)
    assert (found.severity, found.code, found.where) == ("error", "same id", "rules2.yaml:3")
