"""A heading says something of its whole section, and of nothing else."""

from __future__ import annotations

import doctest
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.rules.matching import headings as module
from scaffold.rules.matching.context import assertions
from scaffold.rules.matching.headings import Sections, heading_table
from scaffold.rules.matching.triggers import KINDS


def said(text, word):
    start = text.index(word)
    return sorted(assertions(text, [(start, start + len(word))])[0])


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(module).failed == 0


def test_rows_are_well_formed():
    kinds = heading_table().kinds
    assert set(kinds.values()) == {None, *KINDS}
    assert all(heading == " ".join(heading.lower().split()) != "" for heading in kinds)


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("PMH: gout. Then asthma.\nMeds: aspirin", "asthma", ["past"]),
        ("PMH: gout. Then asthma.\nMeds: aspirin", "aspirin", []),
        ("FH: father well. Stroke at 60. Meds: aspirin", "Stroke", ["other_person"]),
        ("FH: father well. Stroke at 60. Meds: aspirin", "aspirin", []),
        ("FAMILY HISTORY\nasthma, gout\nEXAMINATION\npallor", "gout", ["other_person"]),
        ("FAMILY HISTORY\nasthma, gout\nEXAMINATION\npallor", "pallor", []),
        ("Family history:\n\ngout in most\nMother: asthma\n\nShe has stroke.", "asthma", ["other_person"]),
        ("Family history:\n\ngout in most\nMother: asthma\n\nShe has stroke.", "stroke", []),
        ("Family history: gout\nSkin: psoriasis", "psoriasis", []),
        ("FH: father well.\nNo sepsis, but asthma", "asthma", []),
        ("FH: stroke\n  asthma", "asthma", ["other_person"]),
        ("FH: stroke and\nearly asthma in some", "asthma", ["other_person"]),
        ("FH: stroke.\nearly asthma", "asthma", []),
        ("FH: stroke\nMother: asthma\nWell, asthma", "asthma", ["other_person"]),
        ("FH: stroke\nMother: gout\nWell, asthma", "asthma", []),
        ("2. Past history - epilepsy", "epilepsy", ["past"]),
        ("Differential diagnosis:\n- gout\n- sepsis", "sepsis", ["uncertain"]),
        ("He said: family history matters. gout", "gout", []),
        ("家族史：高血压，糖尿病。肺癌多人。查体：肝大。", "肺癌", ["other_person"]),
        ("家族史：高血压，糖尿病。肺癌多人。查体：肝大。", "肝大", []),
        ("既往史：\n痛风。哮喘。\n体格检查：\n贫血貌", "哮喘", ["past"]),
        ("既往史：\n痛风。哮喘。\n体格检查：\n贫血貌", "贫血貌", []),
        ("refer with ?pneumonia today", "pneumonia", ["uncertain"]),
        ("is it mine?card", "card", []),
    ],
)
def test_a_heading_holds_for_its_section(text, word, expected):
    assert said(text, word) == expected


def test_a_text_without_headings_has_no_sections():
    assert Sections("family history and past history of gout").kind(20) is None


@given(
    st.lists(st.sampled_from(["PMH:", "Family history:", "Plan:", "Mother:", "\n", " ", "\n\n", "gout", "。", "x: "]))
)
def test_sections_are_apart_and_in_order(parts):
    sections = Sections("".join(parts))
    spans = list(zip(sections._starts, sections._ends, strict=True))
    assert all(start <= end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
