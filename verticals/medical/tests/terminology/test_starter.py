"""The terms that ship: every row of every table."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache, reduce

import pytest

from scaffold.rules.matching.folding import fold
from scaffold_medical.terminology.abbreviations import clinical_abbreviations
from scaffold_medical.terminology.chapters import is_chapter
from scaffold_medical.terminology.linker import Linker
from scaffold_medical.terminology.reading import STARTER, read_terminology
from scaffold_medical.terminology.term import GROUPS, TYPES
from scaffold_medical.terminology.wordforms import plural_forms

COLUMNS = ["id", "name", "synonyms", "zh", "type", "chapter", "group", "speciality", "parent"]
SPECIALITIES = (
    "cardiology",
    "respiratory",
    "gastroenterology",
    "neurology",
    "endocrinology",
    "nephrology",
    "rheumatology",
    "oncology",
    "dermatology",
    "psychiatry",
    "orthopaedics",
    "paediatrics",
)
HAN = re.compile("[\u4e00-\u9fff]")
# Words that mean something else in most texts, and would be found everywhere.
EVERYDAY = frozenset(
    ("cold", "fall", "shock", "lead", "block", "burn", "cut", "fit", "mass", "lump", "labour", "stress")
)
AMERICAN = (
    ("tumour", "tumor"),
    ("aem", "em"),
    ("rrhoea", "rrhea"),
    ("paediatric", "pediatric"),
    (r"(?<![er])oesoph", "esoph"),
    ("isation", "ization"),
)
LATIN = re.compile("gonorrhoeae|Haemophilus")


@cache
def rows() -> list[tuple[str, dict[str, str]]]:
    """Where each row stands, and its cells."""
    found = []
    for path in sorted(STARTER.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            assert reader.fieldnames == COLUMNS, path.name
            found += [(f"{path.name}:{reader.line_num}", row) for row in reader]
    return found


@cache
def linker() -> Linker:
    return Linker(read_terminology())


def several(cell: str) -> list[str]:
    return cell.split(";") if cell else []


def key(name: str) -> str:
    return fold(name).text.strip()


def test_there_are_enough_terms_of_each_type() -> None:
    counts = Counter(row["type"] for _, row in rows())
    assert counts.total() >= 2000
    for kind, least in {"disease": 1150, "symptom": 250, "finding": 50, "chemical": 450, "procedure": 100}.items():
        assert counts[kind] >= least, kind


def test_every_group_and_chapter_of_conditions_has_terms() -> None:
    groups = Counter(row["group"] for _, row in rows())
    assert {group for group in GROUPS if groups[group] < 15} == set()
    chapters = {row["chapter"] for _, row in rows()}
    assert {"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV"} <= chapters


def test_names_are_plenty_in_both_languages() -> None:
    synonyms = [len(several(row["synonyms"])) for _, row in rows()]
    assert sum(synonyms) >= 2 * len(synonyms)
    assert sum(bool(row["zh"]) for _, row in rows()) >= 900


@pytest.mark.parametrize("column", COLUMNS)
def test_cells_are_tidy(column: str) -> None:
    for where, row in rows():
        cell = row[column]
        assert cell == " ".join(cell.split()), where
        if column in ("synonyms", "zh"):
            assert cell == "" or all(part and part == part.strip() for part in several(cell)), where
        else:
            assert ";" not in cell, where


def test_every_row_is_valid() -> None:
    for where, row in rows():
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", row["id"]), where
        assert row["type"] in TYPES, where
        assert row["group"] in (*GROUPS, ""), where
        assert row["speciality"] in (*SPECIALITIES, ""), where
        condition = row["type"] not in ("chemical", "procedure")
        assert is_chapter(row["chapter"]) if condition else not row["chapter"] + row["group"], where
        assert row["name"], where
        assert not HAN.search(row["name"] + row["synonyms"]), where
        assert all(HAN.search(name) and len(name) > 1 for name in several(row["zh"])), where


def test_every_disease_has_a_group_or_inherits_one() -> None:
    terms = read_terminology()
    assert [term.id for term in terms if terms.type(term) == "disease" and not terms.groups(term)] == []


def test_ids_and_names_belong_to_one_term() -> None:
    owners: dict[str, str] = {}
    ids: set[str] = set()
    for where, row in rows():
        assert row["id"] not in ids, where
        ids.add(row["id"])
        own = [key(name) for name in (row["name"], *several(row["synonyms"]), *several(row["zh"]))]
        assert len(own) == len(set(own)), where
        for name in own:
            assert name not in owners, f"{where}: {name} is also in {owners.get(name)}"
            owners[name] = where


def test_names_are_no_plurals_of_others_of_the_term() -> None:
    for where, row in rows():
        names = [row["name"], *several(row["synonyms"])]
        plurals = {key(form) for name in names for form in plural_forms(name)}
        assert not plurals & {key(name) for name in names[1:]}, where


def test_names_in_british_spelling_stand_in_american_spelling_too() -> None:
    for where, row in rows():
        names = [row["name"], *several(row["synonyms"])]
        found = {*names, *(form for name in names for form in plural_forms(name))}
        for british in (name for name in names if not LATIN.search(name)):
            spelt = reduce(lambda name, pair: re.sub(*pair, name), AMERICAN, british)
            assert spelt in found, f"{where}: {spelt}"


def test_parents_exist_and_hold_no_circle() -> None:
    parents = {row["id"]: row["parent"] for _, row in rows()}
    for where, row in rows():
        seen = [row["id"]]
        while parent := parents[seen[-1]]:
            assert parent in parents, f"{where}: {parent}"
            assert parent not in seen, f"{where}: {seen}"
            seen.append(parent)


def test_a_kind_of_disease_is_a_disease() -> None:
    types = {row["id"]: row["type"] for _, row in rows()}
    for where, row in rows():
        if row["parent"] and row["type"] in ("disease", "chemical", "procedure"):
            assert types[row["parent"]] == row["type"], where


def test_short_forms_with_several_meanings_and_everyday_words_are_no_names() -> None:
    unclear = {short for short, senses in clinical_abbreviations().senses.items() if len(senses) > 1}
    for where, row in rows():
        names = {row["name"], *several(row["synonyms"]), *several(row["zh"])}
        assert not names & unclear, where
        assert not {key(name) for name in names} & EVERYDAY, where


def test_the_linker_finds_every_name() -> None:
    lost = []
    for term in linker().terminology:
        for name in term.names:
            text = name if HAN.search(name) else f"The patient has {name} today."
            if all(mention.term != term.id for mention in linker().find(text)):
                lost.append((term.id, name))
    assert lost == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Known T2DM, hypertension and a heart attack.",
            "diabetes-type-2 hypertension myocardial-infarction",
        ),
        ("Recurrent diarrhea and anemia; coeliac disease?", "diarrhoea anaemia coeliac-disease"),
        ("Started on furosemide and ramipril after echocardiography.", "furosemide ramipril echocardiography"),
        ("患者有2型糖尿病和高血压病史，口服二甲双胍。", "diabetes-type-2 hypertension metformin"),
        ("He led the block on a cold day and cut the lead.", ""),
    ],
)
def test_terms_in_sentences(text: str, expected: str) -> None:
    found = [mention.term for mention in linker().find(text)]
    assert found == expected.split()
