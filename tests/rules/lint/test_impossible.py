"""Conditions that never hold are found, and only those."""

from __future__ import annotations

import pytest

NEVER = {
    "the same, denied": "{all: [card, {not: card}]}",
    "in other words of the same word": "{all: [blocked card, {not: block}]}",
    "every phrase holds a denied one": "{all: [[lost card, my cards], {not: [card, pin]}]}",
    "Chinese": "{all: [信用卡, {not: 卡}]}",
    "denied twice over": "{all: [card, {not: {any: [card, {regex: x}]}}]}",
    "an inner condition": "{all: [pin, {all: [card, {not: card}]}]}",
    "all of any": "{any: [{all: [card, {not: card}]}, {all: [pin, {not: pin}]}]}",
    "two conditions and what follows from one": "{all: [card, pin, {not: {all: [card, pin]}}]}",
    "a number and a wider one": "{all: [{number: dose > 500 mg}, {not: {number: dose > 0.1 g}}]}",
    "a field above and below": "{all: [card, {field: {name: c, above: 5, below: 3}}]}",
    "a field missing and given": "{all: [{field: {name: c, exists: no}}, {field: {name: c, is: app}}]}",
    "one head, two decisions": "{all: [{decision: {head: h, label: a}}, {decision: {head: h, label: b}}]}",
    "too few words between": "{all: [card, [in the big machine], stuck], ordered: yes, within: 3}",
    "two sentences in one": "{all: [[It is lost. Help], card], same_sentence: yes}",
}
POSSIBLE = {
    "a shorter phrase that is not denied": "{all: [card, {not: [my card, lost card]}]}",
    "one phrase is left": "{all: [[card, pin], {not: pin number}]}",
    "capitals make a difference": "{all: [[us], {not: {phrases: US, match_case: yes}}]}",
    "part of a word": "{all: [{phrases: card, whole_words: no}, {not: card}]}",
    "denied only where it is negated": "{all: [lost card, {not: {phrases: card, unless: negated}}]}",
    "other units": "{all: [{number: dose > 500 mg}, {not: {number: dose > 1 ml}}]}",
    "other fields": "{all: [{field: {name: a, is: app}}, {field: {name: b, is: mail}}]}",
    "another order": "{all: [card, [in the big machine], stuck], within: 3}",
    "near enough": "{all: [card, [in the big machine], stuck], ordered: yes, within: 4}",
}


@pytest.mark.parametrize("when", NEVER.values(), ids=NEVER)
def test_a_rule_that_never_fires_is_an_error(of_condition, when):
    (found,) = [each for each in of_condition(when) if each.severity == "error"]
    assert (found.code, found.where) == ("never fires", "rules.yaml:3")


@pytest.mark.parametrize("when", POSSIBLE.values(), ids=POSSIBLE)
def test_a_rule_that_may_fire_is_no_error(of_condition, when):
    assert [each for each in of_condition(when) if each.severity == "error"] == []


def test_lexicons_are_read_as_their_terms(of_condition, tmp_path):
    (tmp_path / "cards.txt").write_text("visa card\nmaster card\n", encoding="utf-8")
    (found,) = of_condition("{all: [{lexicon: cards.txt}, {not: card}]}")
    assert found.code == "never fires"


def test_very_long_lexicons_are_compared_as_wholes_only(of_condition, tmp_path):
    (tmp_path / "many.txt").write_text("".join(f"term {number}\n" for number in range(6000)), encoding="utf-8")
    assert of_condition("{all: [term 5, {not: {lexicon: many.txt}}]}") == []
    assert [each.code for each in of_condition("{all: [{lexicon: many.txt}, {not: {lexicon: many.txt}}]}")] == [
        "never fires"
    ]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("{all: [[card, pin number, code], {not: [pin]}]}", "'pin number'"),
        ("{any: [card, {all: [pin, {not: pin}]}]}", "one choice of `any` never holds"),
        ("{all: [card, {not: {all: [pin, {not: pin}]}}]}", "`not` of what never holds"),
    ],
)
def test_a_part_that_never_holds_is_a_warning(of_condition, when, said):
    (found,) = of_condition(when)
    assert (found.severity, found.code) == ("warning", "never holds")
    assert said in found.message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{number: dose > 500 mg}", "{number: dose < 0.4 g}"),
        ("{number: dose > 500 mg}", "{number: dose <= 500 mg}"),
        ("{number: age between 18 and 65 years}", "{number: age > 70 years}"),
        ("{date: before 2020-01-01}", "{date: after 2021-01-01}"),
        ("{field: {name: c, is: app}}", "{field: {name: c, is: mail}}"),
        ("{field: {name: c, above: 5}}", "{field: {name: c, below: 3}}"),
        ("{field: {name: c, below: 3}}", "{field: {name: c, above: 3}}"),
    ],
)
def test_amounts_that_exclude_each_other_are_a_warning(of_condition, one, other):
    assert [each.code for each in of_condition(f"{{all: [{one}, {other}]}}")] == ["exclusive amounts"]
    assert of_condition(f"{{any: [{one}, {other}]}}") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{number: dose > 500 mg}", "{number: weight < 400 mg}"),
        ("{number: dose >= 500 mg}", "{number: dose <= 500 mg}"),
        ("{number: dose > 500 mg}", "{number: dose < 400 ml}"),
        ("{date: before 2020-01-01}", "{date: after 2019-01-01}"),
        ("{date: older than 30 days}", "{date: after 2021-01-01}"),
        ("{field: {name: c, is: app}}", "{field: {name: d, is: mail}}"),
        ("{field: {name: c, is: app}}", "{field: {name: c, is: App}}"),
        ("{field: {name: c, above: 3}}", "{field: {name: c, below: 5}}"),
    ],
)
def test_amounts_that_one_can_be_are_no_finding(of_condition, one, other):
    assert of_condition(f"{{all: [{one}, {other}]}}") == []
