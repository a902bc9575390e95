"""Terms of several files are one terminology."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_medical.terminology import chapters, kinds, term
from scaffold_medical.terminology.chapters import chapter_of, group_of
from scaffold_medical.terminology.reading import read_terminology
from scaffold_medical.terminology.term import GROUPS, TYPES, Term
from scaffold_medical.terminology.terminology import Terminology


@pytest.mark.parametrize("module", [chapters, kinds, term])
def test_examples_in_the_docstrings_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


def test_terms_of_one_id_are_merged() -> None:
    terms = Terminology(
        [Term("t", "flu", ("grippe",), type="disease", chapter="X"), Term("t", "influenza", zh=("流感",), chapter="I")]
    )
    (found,) = terms
    assert found.names == ("influenza", "flu", "grippe", "流感")
    assert (found.type, found.chapter) == ("disease", "I")


def test_what_a_term_does_not_say_it_has_from_what_it_is_a_kind_of(terminology: Terminology) -> None:
    ckd = terminology["ckd"]
    assert ckd.type == ""
    assert terminology.type(ckd) == "disease"
    assert terminology.groups(ckd) == ("genitourinary",)
    assert terminology.specialities(terminology["stenosis"]) == ("cardiology",)


def test_or_from_a_term_of_the_same_name() -> None:
    own = Term("X1", "Heart Attack")
    terms = Terminology([Term("mi", "infarction", ("heart attack",), groups=("circulatory",)), own])
    assert terms.groups(own) == ("circulatory",)
    assert terms.chapter(own) == ""


def test_terms_by_name_the_preferred_one_first(terminology: Terminology) -> None:
    terms = Terminology([Term("a", "x", ("cold",)), Term("b", "Cold"), Term("c", "chest-cold")])
    assert [each.id for each in terms.named("COLD")] == ["b", "a"]
    assert [each.id for each in terms.named("chest  cold")] == ["c"]
    assert terminology.named("nothing") == ()


def test_ancestors_are_the_nearest_first_and_missing_parents_are_passed_over() -> None:
    terms = Terminology(
        [Term("a", "a", parents=("b", "gone")), Term("b", "b", parents=("c",)), Term("c", "c", parents=("a",))]
    )
    assert [each.id for each in terms.ancestors(terms["a"])] == ["b", "c"], "a circle ends"


LINKS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20)


@given(LINKS)
def test_ancestors_of_any_graph_end_and_hold_each_term_once(links: list[tuple[int, int]]) -> None:
    terms = Terminology([Term(str(child), f"n{child}", parents=(str(parent),)) for child, parent in links])
    for each in terms:
        found = [above.id for above in terms.ancestors(each)]
        assert len(found) == len(set(found))
        assert each.id not in found


def test_chapters_cover_all_codes() -> None:
    codes = [f"{letter}{number:02d}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for number in range(100)]
    assert all(chapter_of(code) for code in codes)
    assert {group_of(chapter_of(code)) for code in codes} == {*GROUPS, ""}
    assert (chapter_of("H59.9"), chapter_of("H60"), chapter_of("D48"), chapter_of("D50")) == (
        "VII",
        "VIII",
        "II",
        "III",
    )


def test_the_terms_that_ship() -> None:
    terms = read_terminology()
    assert len(terms) >= 1500
    for each in terms:
        assert each.type in TYPES, each.id
        assert set(each.groups) <= set(GROUPS), each.id
        assert all(parent in terms for parent in each.parents), each.id
        assert each.name.strip(), each.id
    assert sum(bool(each.zh) for each in terms) >= 0.5 * len(terms)
    assert sum(len(each.names) for each in terms) >= 2 * len(terms)
