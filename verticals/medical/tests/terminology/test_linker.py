"""Terms are found where they stand, with what is said of them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_medical.terminology.abbreviations import Abbreviations
from scaffold_medical.terminology.linker import Linker
from scaffold_medical.terminology.term import Term
from scaffold_medical.terminology.terminology import Terminology

if TYPE_CHECKING:
    from scaffold_medical.terminology.mention import Mention


def told(found: list[Mention]) -> list[tuple[str, str]]:
    return [(mention.text, mention.term) for mention in found]


def test_a_mention_says_what_it_is_and_where(linker: Linker) -> None:
    (mention,) = linker.find("A heart attack.")

    assert (mention.start, mention.end, mention.text) == (2, 14, "heart attack")
    assert (mention.term, mention.name, mention.type) == ("mi", "myocardial infarction", "disease")
    assert mention.groups == ("circulatory",), "as the term it is a kind of"
    assert mention.specialities == ("cardiology",)
    assert mention.affirmed
    assert mention.resolved


def test_the_longest_of_names_that_overlap_counts(linker: Linker) -> None:
    assert told(linker.find("chronic kidney disease")) == [("chronic kidney disease", "ckd")]
    assert told(linker.find("kidney disease, chronic")) == [("kidney disease", "kidney")]


def test_case_hyphens_plurals_and_line_breaks_do_not_count(linker: Linker) -> None:
    assert told(linker.find("HEART-ATTACKS and Multiple\nSclerosis")) == [
        ("HEART-ATTACKS", "mi"),
        ("Multiple\nSclerosis", "sclerosis"),
    ]


def test_names_in_texts_of_tokens() -> None:
    terms = Terminology([Term("a", "ataxia-telangiectasia"), Term("b", "Alzheimer's disease")])
    found = Linker(terms, Abbreviations(())).find("no ataxia - telangiectasia , no Alzheimer 's disease .")
    assert told(found) == [("ataxia - telangiectasia", "a"), ("Alzheimer 's disease", "b")]


def test_short_forms_that_are_words_need_their_capitals(linker: Linker) -> None:
    assert told(linker.find("He has AIDS.")) == [("AIDS", "aids")]
    assert linker.find("This aids recovery. ms, mi") == []
    assert linker.find("THIS AIDS RECOVERY") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("She had a heart attack.", ()),
        ("No heart attack.", ("negated",)),
        ("Possible heart attack.", ("uncertain",)),
        ("?heart attack", ("uncertain",)),
        ("Heart attack in 2009.", ("past",)),
        ("Her father had a heart attack.", ("other_person",)),
        ("Family history: gout, stroke. Heart attack at 50.", ("other_person",)),
        ("PMH: hypertension. Heart attack.\nPlan: home", ("past",)),
        ("否认心肌梗死。", ("negated",)),
        ("父亲有心梗。", ("other_person",)),
        ("可能是心肌梗死。", ("uncertain",)),
    ],
)
def test_what_is_said_of_a_mention(linker: Linker, text: str, said: tuple[str, ...]) -> None:
    (mention,) = linker.find(text)
    assert mention.said == said
    assert mention.affirmed == (not said)


def test_small_short_forms_count_in_lines_without_capitals(linker: Linker) -> None:
    assert [mention.name for mention in linker.find("cxr clear, ms known")] == ["chest X-ray"]
    assert linker.find("The cxr was clear") == []


def test_short_names_that_are_words_are_found(linker: Linker) -> None:
    terms = Terminology([Term("flu", "flu"), Term("rash", "rash")])
    assert told(Linker(terms, Abbreviations(())).find("He has flu and a Rash.")) == [("flu", "flu"), ("Rash", "rash")]


def test_the_beginning_of_a_number_is_no_short_form(linker: Linker) -> None:
    assert linker.find("record MS-133146") == []


def test_a_heading_is_no_mention() -> None:
    linker = Linker(Terminology([Term("a", "allergies", type="disease")]), Abbreviations(()))
    assert told(linker.find("Allergies: none. Allergies since youth.")) == [("Allergies", "a")]


def test_a_longer_word_hides_a_term_it_holds() -> None:
    linker = Linker(Terminology([Term("sti", "STI", zh=("性病",))]), Abbreviations(()))
    assert told(linker.find("慢性病多年，性病")) == [("性病", "sti")]


def test_terms_of_one_name_are_all_told() -> None:
    terms = Terminology([Term("a", "asthma"), Term("b", "reactive airways", ("asthma",)), Term("c", "asthma")])
    (mention,) = Linker(terms, Abbreviations(())).find("asthma")
    assert (mention.term, mention.also) == ("a", ("c", "b")), "preferred names first"


def test_nothing_is_found_in_nothing(linker: Linker) -> None:
    assert linker.find("") == []
    assert Linker(Terminology(()), Abbreviations(())).find("heart attack") == []


WORDS = ["heart", "attack", "disease", "chronic kidney", "MS", "(MS)", "multiple sclerosis", "no", "\n", "。", "心梗"]


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_mentions_stand_in_order_and_never_overlap(linker: Linker, words: list[str]) -> None:
    text = " ".join(words)
    found = linker.find(text)
    assert all(text[mention.start : mention.end] == mention.text for mention in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
