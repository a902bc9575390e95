"""Short forms mean what their text defines, what their company says, or are left open."""

from __future__ import annotations

import csv
import doctest
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_medical.terminology import abbreviations as module
from scaffold_medical.terminology import definitions as definitions_module
from scaffold_medical.terminology import wordforms as wordforms_module
from scaffold_medical.terminology.abbreviations import clinical_abbreviations
from scaffold_medical.terminology.definitions import definitions
from scaffold_medical.terminology.linker import Linker
from scaffold_medical.terminology.reading import read_terminology

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture(scope="module")
def shipped() -> Linker:
    return Linker(read_terminology())


@pytest.mark.parametrize("tried", [definitions_module, wordforms_module])
def test_examples_in_the_docstrings_hold(tried: ModuleType) -> None:
    result = doctest.testmod(tried)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("heat shock protein (HSP) was high", [("HSP", "heat shock protein")]),
        ("known MS (multiple sclerosis) for years", [("MS", "multiple sclerosis")]),
        ("congestive heart failure (CHF, 2012)", [("CHF", "congestive heart failure")]),
        ("history of congestive heart failure (CHF)", [("CHF", "congestive heart failure")]),
        ("患者急性心肌梗死（简称心梗）", [("心梗", "心肌梗死")]),
        ("he is 54 (male)", []),
        ("the scan (see below) was normal", []),
        ("seen in clinic (RM)", []),
        ("no closing bracket (MS", []),
        ("(MS) (MS) (MS)", []),
        ("MS disease of the mitral MS (MS)", []),
    ],
)
def test_definitions_of_a_text(text: str, expected: list[tuple[str, str]]) -> None:
    found = list(definitions(text))
    assert [(each.short, each.long) for each in found] == expected
    assert all(text[each.start : each.end] == each.long for each in found)


@given(st.text("aM S(（慢阻肺)）.\n", max_size=40))
def test_any_brackets_are_read(text: str) -> None:
    for each in definitions(text):
        assert text[each.start : each.end] == each.long
        assert len(each.short) < len(each.long)


def test_a_definition_holds_in_the_whole_text_and_before_the_table(linker: Linker) -> None:
    text = "MS seen. She has mitral stenosis (MS) and a relapse of optic neuritis. MS again."
    assert [(m.term, m.origin) for m in linker.find(text) if m.text == "MS"] == [("stenosis", "definition")] * 3


def test_a_short_form_that_the_text_uses_for_something_else_means_nothing_else(linker: Linker) -> None:
    assert linker.find("The medical secretary (MS) wrote. MS signed.") == []


def test_the_first_definition_of_a_short_form_counts(linker: Linker) -> None:
    found = linker.find("multiple sclerosis (MS), later mitral stenosis (MS)")
    assert [m.term for m in found if m.text == "MS"] == ["sclerosis", "sclerosis"]


def test_a_long_form_counts_as_the_term_it_ends_with(linker: Linker) -> None:
    found = linker.find("secondary progressive multiple sclerosis (SPMS); SPMS is stable")
    assert [m.term for m in found if m.text == "SPMS"] == ["sclerosis", "sclerosis"]


def test_a_chinese_long_form_with_a_latin_short_form(linker: Linker) -> None:
    found = linker.find("诊断为慢性阻塞性肺疾病（ABC），ABC加重")
    assert [(m.text, m.term) for m in found] == [("慢性阻塞性肺疾病", "copd"), ("ABC", "copd"), ("ABC", "copd")]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("MS with a diastolic murmur at the valve", "stenosis"),
        ("A relapse of her MS", "sclerosis"),
        ("MI suspected, regurgitant jet", ""),
        ("MI", "mi"),
    ],
)
def test_company_decides(linker: Linker, text: str, term: str) -> None:
    (mention,) = linker.find(text)
    assert mention.term == term
    assert mention.resolved


def test_other_terms_of_a_speciality_decide(linker: Linker) -> None:
    found = linker.find("heart disease, heart attack, MS")
    assert found[-1].term == "stenosis"


def test_what_is_not_clear_stays_open(linker: Linker) -> None:
    (mention,) = linker.find("MS")
    assert (mention.term, mention.name) == ("", "")
    assert mention.alternatives == ("multiple sclerosis", "mitral stenosis")
    assert not mention.resolved


def test_a_short_form_that_is_no_term_still_has_its_long_form(linker: Linker) -> None:
    (mention,) = linker.find("CXR")
    assert (mention.term, mention.name, mention.resolved) == ("", "chest X-ray", True)


def test_the_table_is_well_formed() -> None:
    with Path(module.__file__).with_name("abbreviations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pairs = [(row["short"], row["expansion"]) for row in rows]
    assert len(pairs) == len(set(pairs))
    assert len({short for short, _ in pairs}) >= 250
    assert all(None not in row and all(value is not None for value in row.values()) for row in rows)
    for short, senses in clinical_abbreviations().senses.items():
        assert len(senses) == 1 or all(sense.context for sense in senses), f"{short}: nothing tells its meanings apart"
        assert sum(sense.usual for sense in senses) <= 1, short


@pytest.mark.parametrize(
    ("text", "short", "name"),
    [
        ("MS with optic neuritis and a relapse", "MS", "multiple sclerosis"),
        ("loud diastolic murmur of MS, left atrium dilated on echo", "MS", "mitral stenosis"),
        ("CTPA confirmed PE, apixaban started", "PE", "pulmonary embolism"),
        ("RA on methotrexate, anti-CCP positive", "RA", "rheumatoid arthritis"),
        ("CP radiating to the left arm, troponin sent", "CP", "chest pain"),
        ("Admitted with MI", "MI", "myocardial infarction"),
        ("诊断：慢阻肺", "慢阻肺", "chronic obstructive pulmonary disease"),
        ("甲亢病史", "甲亢", "hyperthyroidism"),
    ],
)
def test_the_table_that_ships_in_context(shipped: Linker, text: str, short: str, name: str) -> None:
    found = {mention.text: mention for mention in shipped.find(text)}
    assert found[short].name == name
