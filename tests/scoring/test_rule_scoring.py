"""Rules in the report: those that need attention first, each with what it adds to the decision."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scaffold.bundle import Bundle
from scaffold.decision.rules.head_rules import HeadRules
from scaffold.decision.rules.standing import Standing
from scaffold.rules.firing.rule_reader import RuleReader
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold.scoring.rules import report_rules


def standing(name: str, **parts) -> Standing:
    usual = {"declared": "soft", "power": "soft", "weight": 2.0, "accuracy": 0.9, "fired": 40, "texts": 64}
    judged = {"judged": 10, "correct": 9, "low": 0.6, "high": 0.98, "model_correct": 8}
    return Standing(name, **(usual | judged | parts))


@pytest.fixture
def ruled(toy_bundle):
    def make(*standings: Standing, unit: float = 1.0):
        lines = (f"- {{id: {each.id}, when: [pin], then: {{label: login}}}}" for each in standings)
        rules = RuleSet.of([parse_rules("rules:\n" + "\n".join(lines), "toy.yaml")])
        head = Bundle.load(toy_bundle).heads["topic"]
        reader = RuleReader(rules, list(rules))
        return replace(head, rules=HeadRules(reader, tuple(rules), standings, head.labels, unit))

    return make


def test_rules_that_need_attention_come_first_and_say_why(ruled):
    found = report_rules(
        ruled(
            standing("off", power="off", weight=0.0, note="not meant for decisions"),
            standing("fine"),
            standing("hard", declared="hard", power="hard", weight=0.0),
            standing("rare", fired=7, weight=0.0),
            standing("guess", weight=0.0),
            standing("silent", fired=0, judged=0, correct=0, low=0.0, high=1.0, weight=0.0),
            standing("wrong", correct=1, low=0.0, high=0.4),
            standing("demoted", declared="hard", note="soft: right on 3 of 9 validation texts"),
        )
    )

    assert [rule.id for rule in found.rules] == ["demoted", "wrong", "silent", "rare", "guess", "fine", "hard", "off"]
    assert [rule.id for rule in found.watched] == ["demoted", "wrong", "silent", "rare", "guess"]
    notes = {rule.id: rule.note for rule in found.rules}
    assert notes["silent"] == "fires on no text"
    assert notes["wrong"] == "wrong more often than right where it fires"
    assert notes["rare"].startswith("fires too rarely to count")
    assert notes["fine"] == ""
    assert (found.used("hard"), found.used("soft"), found.used("off")) == (1, 6, 1)


def test_a_weight_is_what_the_rule_adds_to_the_calibrated_logit(ruled):
    head = ruled(standing("a"), standing("b", declared="hard", power="hard", weight=0.0), unit=3.0)
    soft, hard = sorted(report_rules(head).rules, key=lambda rule: rule.id)

    assert soft.weight == pytest.approx(6.0 / head.temperature.value)
    assert hard.weight is None


def test_soft_rules_without_a_say_are_named_in_a_note(ruled):
    notes = report_rules(ruled(standing("a"), unit=0.0), ["topic: rules label 3 of 9 texts"]).notes

    assert notes[0] == "topic: rules label 3 of 9 texts"
    assert notes[1].startswith("soft rules have no say")


def test_demoted_rules_are_told_in_few_lines(ruled):
    told = [
        standing(f"r{number:02d}", declared="hard", note="soft: right on 3 of 9 validation texts")
        for number in range(12)
    ]
    lines = report_rules(ruled(standing("e", declared="hard", note="evidence is always soft"), *told)).lines

    assert len(lines) == 11
    assert (
        "Rule e is soft: evidence is always soft"
        in report_rules(ruled(standing("e", declared="hard", note="evidence is always soft"))).lines
    )
    assert lines[0] in (
        "Rule r00 is soft: right on 3 of 9 validation texts",
        "Rule e is soft: evidence is always soft",
    )
    assert lines[-1] == "3 more hard rules are soft; the report names them"


def test_head_without_rules_has_no_section_unless_training_had_something_to_say(toy_bundle):
    head = Bundle.load(toy_bundle).heads["topic"]

    assert report_rules(head) is None
    assert report_rules(head, ["a note"]).notes == ("a note",)
