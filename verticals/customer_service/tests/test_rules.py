"""The rules that ship: they do what their own examples say, and name what is there."""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

import pytest

from scaffold.rules.firing.matcher import RuleMatcher
from scaffold.rules.firing.material import Material
from scaffold.rules.language.rule_file import RuleSet
from scaffold.rules.lint.linter import lint
from scaffold.rules.sources import gather_rules
from scaffold_customer_service.data import SAMPLE
from scaffold_customer_service.dialogue.answers import Answers
from scaffold_customer_service.plugin import scaffold_knowledge_rules


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return gather_rules(scaffold_knowledge_rules())


def questions(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_nothing_is_wrong_with_the_rules(rules: RuleSet) -> None:
    # The day is fixed, so that a rule whose day comes fails no test.
    found = lint(rules.files, date(2026, 11, 1), [])
    assert [f"{each.where}: {each.message}" for each in found if each.severity != "info"] == []


def test_every_rule_says_whose_it_is_and_has_examples(rules: RuleSet) -> None:
    for rule in rules:
        assert all((rule.owner, rule.source, rule.description)), rule.id
        assert rule.examples.match or rule.examples.no_match, rule.id
    chinese = [r for r in rules if any(char > "一" for text in r.examples.match for char in text)]
    assert len(chinese) >= 20


def test_labels_are_intents_of_the_sample(rules: RuleSet) -> None:
    rules.check_labels({"intent": {row["intent"] for row in questions("intents.csv")}})


def test_templates_are_there_in_both_languages(rules: RuleSet, templates: Any) -> None:
    answers = Answers(templates)
    for name in {rule.then.template for rule in rules if rule.then.template}:
        found = answers.get(name, "en")
        assert found is not None, name
        assert found.missing({}) is None


def test_wording_rules_are_right_about_nine_in_ten_training_questions(rules: RuleSet) -> None:
    wording = [rule for rule in rules if rule.then.label]
    matcher = RuleMatcher(rules, wording)
    train = [row for row in questions("intents.csv") if row["split"] == "train"]
    said = [(f.rule.then.label == row["intent"]) for row in train for f in matcher.match(Material(row["text"]))]

    assert len(said) >= 300
    assert sum(said) / len(said) >= 0.9


def test_hand_overs_are_rare_among_questions_the_assistant_can_answer(rules: RuleSet) -> None:
    matcher = RuleMatcher(rules, [rule for rule in rules if rule.then.abstain])
    texts = [row["text"] for name in ("intents.csv", "intents_zh.csv") for row in questions(name)]

    assert sum(bool(matcher.match(Material(text))) for text in texts) / len(texts) < 0.02
