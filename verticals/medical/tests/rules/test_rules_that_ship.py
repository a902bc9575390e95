"""The rules that ship: they do what their own examples say, and know what is denied and of whom one speaks."""

from __future__ import annotations

from datetime import date

import pytest

from scaffold.rules.firing.matcher import RuleMatcher
from scaffold.rules.firing.material import Material
from scaffold.rules.in_force import RulesInForce
from scaffold.rules.language.rule_file import RuleSet
from scaffold.rules.lint.linter import lint
from scaffold.rules.sources import gather_rules
from scaffold_medical.rules.sources import rule_sources

LABELS = {
    "speciality": "cardiology respiratory gastroenterology neurology endocrinology nephrology rheumatology oncology "
    "dermatology psychiatry orthopaedics paediatrics",
    "conditions": "infection neoplasm blood endocrine mental nervous eye_ear circulatory respiratory digestive skin "
    "musculoskeletal genitourinary pregnancy perinatal injury",
    "entities": "Disease Chemical",
    "section": "history examination medication allergies family_history social_history investigations assessment plan",
    "question_type": "cause symptom diagnosis treatment prevention prognosis dose side_effect",
}
DAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return gather_rules(rule_sources())


@pytest.fixture(scope="module")
def matcher(rules: RuleSet) -> RuleMatcher:
    return RuleMatcher(rules)


def labels(matcher: RuleMatcher, rules: RuleSet, head: str, text: str) -> set[str]:
    fired = [firing.rule for firing in matcher.match(Material(text))]
    return {rule.then.label for rule in fired if rules.head_of(rule) == head and rule.then.label}


def test_nothing_is_wrong_with_the_rules(rules: RuleSet) -> None:
    found = lint(rules.files, DAY, ["conditions", "entities"])
    assert [f"{each.where}: {each.message}" for each in found if each.severity != "info"] == []


def test_every_rule_says_whose_it_is_and_has_examples(rules: RuleSet) -> None:
    for rule in rules:
        assert all((rule.owner, rule.source, rule.description)), rule.id
        assert rule.examples.match, rule.id
        assert rule.uses == ("label", "train", "decide", "explain"), rule.id


@pytest.mark.parametrize("head", LABELS)
def test_every_label_has_a_rule_and_every_rule_a_label(rules: RuleSet, head: str) -> None:
    spoken = {rule.then.label for rule in rules if rules.head_of(rule) == head}
    assert spoken == set(LABELS[head].split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Asthma and gout.", {"respiratory", "musculoskeletal"}),
        ("No asthma. Gout.", {"musculoskeletal"}),
        ("Her mother has asthma. Gout.", {"musculoskeletal"}),
        ("FH: asthma. Gout in an uncle.\nPlan: home", set()),
        ("PMH: asthma.\nPlan: home", {"respiratory"}),
        ("Asthma was excluded.", set()),
        ("Known HTN", {"circulatory"}),
        ("MS with optic neuritis", {"nervous", "eye_ear"}),
        ("否认哮喘。痛风。", {"musculoskeletal"}),
        ("家族史：哮喘。\n诊断：痛风。", {"musculoskeletal"}),
        ("诊断：甲亢", {"endocrine"}),
    ],
)
def test_conditions_of_the_patient_only(matcher: RuleMatcher, rules: RuleSet, text: str, expected: set[str]) -> None:
    assert labels(matcher, rules, "conditions", text) == expected


def test_what_may_be_is_told_by_a_rule_of_its_own(matcher: RuleMatcher) -> None:
    fired = {firing.rule.id for firing in matcher.match(Material("Possible asthma."))}
    assert "conditions:respiratory:doubted" in fired
    assert "conditions:respiratory" not in fired


def test_what_is_over_says_nothing_of_the_speciality(matcher: RuleMatcher, rules: RuleSet) -> None:
    assert "respiratory" in labels(matcher, rules, "speciality", "Seen for asthma.")
    assert "respiratory" not in labels(matcher, rules, "speciality", "PMH: asthma.")


def test_diseases_and_drugs_are_marked_where_they_stand(matcher: RuleMatcher, rules: RuleSet) -> None:
    text = "No myocardial infarction; takes aspirin."
    found = {
        (firing.rule.then.label, text[start:end])
        for firing in matcher.match(Material(text))
        if rules.head_of(firing.rule) == "entities"
        for start, end in firing.spans
    }
    assert {("Disease", "myocardial infarction"), ("Chemical", "aspirin")} <= found


def test_labels_of_a_hospital_that_rules_do_not_know_are_no_error(rules: RuleSet) -> None:
    in_force = RulesInForce.of(rules, list(LABELS), DAY)
    kept, notes = in_force.known(in_force.about("speciality", "decide"), ["cardiology", "hand surgery"])

    assert kept
    assert {rule.then.label for rule in kept} == {"cardiology"}
    assert any("no text has the label 'neurology'" in note for note in notes)


@pytest.mark.parametrize(
    ("head", "text", "label"),
    [
        ("section", "Current medications: ramipril 5 mg od", "medication"),
        ("section", "家族史：父亲有高血压", "family_history"),
        ("section", "Chest clear, abdomen soft.", "examination"),
        ("question_type", "What are the side effects of statins?", "side_effect"),
        ("question_type", "痛风怎么治疗？", "treatment"),
        ("speciality", "Troponin rose; echocardiogram booked", "cardiology"),
    ],
)
def test_rules_written_by_hand(matcher: RuleMatcher, rules: RuleSet, head: str, text: str, label: str) -> None:
    assert label in labels(matcher, rules, head, text)
