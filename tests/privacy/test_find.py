"""What is personal is found, in English and Chinese; what only looks so is left."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.privacy.find import find_identifiers
from scaffold.privacy.finding import Finding, settled

FOUND = [
    ("Mrs Jane Porter attended.", "NAME", ["Jane Porter"]),
    ("Seen by Okonkwo. Okonkwo's notes, OKONKWO", "NAME", ["Okonkwo", "Okonkwo", "OKONKWO"]),
    ("his daughter Zanele called", "NAME", ["Zanele"]),
    ("Dear Dr Young, thank you", "NAME", ["Young"]),
    ("reviewed by J. Porter today", "NAME", ["J. Porter"]),
    ("PORTER, Jane (12/03/1945)", "NAME", ["PORTER, Jane"]),
    ("Consultant: Prof. Anna van der Berg", "NAME", ["Anna van der Berg"]),
    ("患者张伟，男，45岁", "NAME", ["张伟"]),
    ("主治医生：欧阳娜娜。", "NAME", ["欧阳娜娜"]),
    ("on 12 March he", "DATE", ["12 March"]),
    ("seen on 03/12 by", "DATE", ["03/12"]),
    ("the 3rd of May 2021", "DATE", ["the 3rd of May 2021"]),
    ("2024年3月12日和3月15日", "DATE", ["2024年3月12日", "3月15日"]),
    ("二〇二四年三月十二日入院", "DATE", ["二〇二四年三月十二日"]),
    ("a 92-year-old man, his wife aged 93", "AGE", ["92-year-old", "93"]),
    ("九十二岁老人", "AGE", ["九十二岁"]),
    ("lives at 12 High Street, Leeds LS1 4AB with", "ADDRESS", ["12 High Street, Leeds LS1 4AB"]),
    ("450 W. Oak Ave, Apt 4B, Springfield, IL 62704", "ADDRESS", ["450 W. Oak Ave, Apt 4B, Springfield, IL 62704"]),
    ("家住浙江省杭州市西湖区文三路123号5幢201室。", "ADDRESS", ["浙江省杭州市西湖区文三路123号5幢201室"]),
    ("Tel: 07700 900123", "PHONE", ["07700 900123"]),
    ("电话13812345678", "PHONE", ["13812345678"]),
    ("write to j.porter@nhs.test please", "EMAIL", ["j.porter@nhs.test"]),
    ("see https://example.org/a?b=1.", "URL", ["https://example.org/a?b=1"]),
    ("NHS No 943 476 5919", "ID", ["943 476 5919"]),
    ("MRN: H1234567/B", "ID", ["H1234567/B"]),
    ("身份证号11010519491231002X", "ID", ["11010519491231002X"]),
    ("住院号：2021-16755", "ID", ["2021-16755"]),
]
LEFT = [
    "Known Parkinson's disease, Crohn's, Hodgkin lymphoma and Down syndrome.",
    "Bell's palsy; Foley catheter; Glasgow Coma Scale 15; Alzheimer's dementia; Guillain-Barré syndrome.",
    "BP 120/80, vision 6/12, pain 3/10 for 2/7 days, HbA1c 48 mmol/mol, CD4 450, ICD E11.9.",
    "Metformin 500 mg twice daily since 2019; a 45-year-old woman.",
    "The patient will be seen in clinic. Blood tests were normal.",
    "患者有高血压和糖尿病史，服用利福平，无发热。",
]


@pytest.mark.parametrize(("text", "kind", "words"), FOUND)
def test_identifiers_are_found_whole(text, kind, words):
    assert [text[each.start : each.end] for each in find_identifiers(text) if each.kind == kind] == words


@pytest.mark.parametrize("text", LEFT)
def test_what_is_called_after_somebody_and_what_is_measured_is_left(text):
    assert find_identifiers(text) == []


def test_only_the_kinds_that_are_asked_for_are_found():
    text = "Mrs Jane Porter at St Mary's Hospital on 12 March"
    assert {each.kind for each in find_identifiers(text, ("DATE", "ORGANISATION"))} == {"DATE", "ORGANISATION"}


def test_a_further_finder_adds_what_it_finds():
    found = find_identifiers("the zorb is here", finders=[lambda text: [Finding(4, 8, "ID")]])
    assert found == [Finding(4, 8, "ID")]


@given(st.text(alphabet=st.sampled_from("Jane Porter 12/3-. @张伟\n()AB"), max_size=80))
def test_findings_are_in_order_within_the_text_and_not_over_one_another(text):
    at = 0
    for found in find_identifiers(text):
        assert at <= found.start < found.end <= len(text)
        at = found.end


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=8))
def test_settled_findings_cover_what_was_found(places):
    found = [Finding(start, start + size, "ID") for start, size in places]
    covered = {place for each in found for place in range(each.start, each.end)}
    kept = settled(found)
    assert {place for each in kept for place in range(each.start, each.end)} == covered
    assert all(one.end <= other.start for one, other in itertools.pairwise(kept))
