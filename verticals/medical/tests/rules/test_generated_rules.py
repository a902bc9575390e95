"""Rules made from any terms can be read, and speak of the labels a hospital has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import SettingsError
from scaffold.rules.bond import bonds_of
from scaffold.rules.firing.matcher import RuleMatcher
from scaffold.rules.firing.material import Material
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold.rules.lint.examples import failing_examples
from scaffold.rules.sources import gather_rules
from scaffold_medical.rules.generated import generated_rules, read_generated
from scaffold_medical.rules.sources import rule_sources
from scaffold_medical.terminology.abbreviations import Abbreviations, Sense
from scaffold_medical.terminology.term import Term
from scaffold_medical.terminology.terminology import Terminology

if TYPE_CHECKING:
    from pathlib import Path

TERMS = (
    Term("heart", "heart disease", type="disease", groups=("circulatory",), specialities=("cardiology",)),
    Term("mi", "myocardial infarction", ("AMI",), ("心肌梗死",), "disease", parents=("heart",)),
    Term("type-1", "type 1 diabetes", type="disease", groups=("endocrine",)),
    Term("aspirin", "aspirin", type="chemical"),
    Term("cough", "cough", type="symptom", groups=("respiratory",)),
)
NONE = Abbreviations(())


def rules_of(labels: dict[str, dict[str, str]], terms: tuple[Term, ...] = TERMS) -> RuleSet:
    return RuleSet.of([parse_rules(generated_rules(Terminology(terms), NONE, labels), "terms")])


def said(rules: RuleSet, text: str) -> set[tuple[str | None, str | None]]:
    return {(each.rule.then.head, each.rule.then.label) for each in RuleMatcher(rules).match(Material(text))}


def test_groups_types_and_specialities_are_labels() -> None:
    assert said(rules_of({}), "An AMI, on aspirin, with a cough") == {
        ("conditions", "circulatory"),
        ("speciality", "cardiology"),
        ("entities", "Disease"),
        ("entities", "Chemical"),
    }, "a symptom is no condition"


def test_labels_of_a_hospital_stand_in_place_of_those_that_ship() -> None:
    rules = rules_of(
        {"condition": {"circulatory": "C14"}, "entities": {"chemical": "DRUG"}, "conditions": {"mi": "I21"}}
    )
    assert said(rules, "心肌梗死, aspirin") == {
        ("condition", "C14"),
        ("conditions", "I21"),
        ("entities", "DRUG"),
        ("speciality", "cardiology"),
    }
    assert ("conditions", "I21") not in said(rules, "heart disease")


def test_a_label_of_a_term_stands_for_all_kinds_of_it_and_is_brought_by_them() -> None:
    rules = rules_of({"conditions": {"heart": "Heart", "mi": "Infarction", "circulatory": "Vessels"}})

    assert said(rules, "an AMI") >= {("conditions", each) for each in ("Heart", "Infarction", "Vessels")}
    gists = {bond.gist for bond in bonds_of(rules, None)}
    assert gists == {"Infarction implies Heart", "Infarction implies Vessels", "Heart implies Vessels"}


def test_terms_that_keep_each_other_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from scaffold_medical.rules import bonds

    pairs = tmp_path / "exclusive.csv"
    pairs.write_text("one,other\nmi,type-1\nmi,elsewhere\n", encoding="utf-8")
    monkeypatch.setattr(bonds, "EXCLUSIVE", pairs)
    rules = rules_of({"conditions": {"mi": "A", "type-1": "B"}})
    assert [bond.gist for bond in bonds_of(rules, None)] == ["A excludes B"]


def test_the_pairs_that_ship_are_terms() -> None:
    from scaffold_medical.rules.bonds import EXCLUSIVE
    from scaffold_medical.terminology.reading import read_terminology

    terms = read_terminology()
    lines = EXCLUSIVE.read_text(encoding="utf-8").split()[1:]
    assert all(each in terms for line in lines for each in line.split(","))


def test_a_short_form_of_several_meanings_needs_its_company() -> None:
    senses = [
        Sense("MI", "myocardial infarction", context=("troponin",)),
        Sense("MI", "illness", context=("x",)),
    ]
    text = generated_rules(Terminology(TERMS), Abbreviations(senses), {})
    rules = RuleSet.of([parse_rules(text, "terms")])

    assert ("conditions", "circulatory") in said(rules, "MI with a raised troponin")
    assert said(rules, "MI") == set()


def test_terms_of_a_hospital_take_part(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("code,name\nI99.8,Tarnbrook fever of the veins\n", encoding="utf-8")
    rules = RuleSet.of([parse_rules(read_generated([path]), "terms")])
    assert ("conditions", "circulatory") in said(rules, "Tarnbrook fever of the veins")


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ({"conditons": {"mi": "A"}}, "do not speak of a head 'conditons', did you mean 'conditions'"),
        ({"conditions": {"circulatry": "A"}}, "'circulatry' is no name of the terminology, did you mean 'circulatory'"),
    ],
)
def test_labels_that_nothing_is_called_are_refused(labels: dict[str, dict[str, str]], message: str) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        rules_of(labels)
    assert str(caught.value.where).startswith("[medical] labels.")


def test_rules_written_by_hand_speak_of_the_labels_of_a_hospital() -> None:
    rules = gather_rules(rule_sources((), {"section": {"plan": "PROCEDERE"}, "speciality": {"cardiology": "Herz"}}))

    assert ("section", "PROCEDERE") in {(rules.head_of(rule), rule.then.label) for rule in rules}
    assert {rule.then.label for rule in rules if rules.head_of(rule) == "speciality"} >= {"Herz"}
    assert "plan" not in {rule.then.label for rule in rules}
    for file in rules.files:
        assert list(failing_examples(file)) == []


def test_a_label_that_no_rule_speaks_of_is_refused() -> None:
    with pytest.raises(SettingsError, match="'plann' is no label of section, did you mean 'plan'"):
        gather_rules(rule_sources((), {"section": {"plann": "x"}}))


NAMES = st.text(min_size=1, max_size=12)


@given(st.lists(st.tuples(NAMES, NAMES, NAMES), max_size=5))
def test_any_names_make_rules_that_can_be_read(names: list[tuple[str, str, str]]) -> None:
    terms = tuple(
        Term(str(number), name, (other,), type="disease", groups=("blood",), specialities=(speciality,))
        for number, (name, other, speciality) in enumerate(names)
        if speciality.strip()
    )
    rules = rules_of({}, terms)
    assert len({rule.id for rule in rules}) == len(rules)


def test_examples_hold_for_terms_with_odd_names() -> None:
    terms = tuple(
        Term(str(n), name, type="disease", groups=("blood",)) for n, name in enumerate(["no: yes", "#1", "null", "HbS"])
    )
    (file,) = rules_of({}, terms).files
    assert list(failing_examples(file)) == []
