"""Tables of terms, whose columns are guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scaffold.errors import DataError
from scaffold_medical.terminology.columns import guess_columns
from scaffold_medical.terminology.reading import open_terms, read_terminology

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, text: str, name: str = "x.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_of_our_own_form(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "id,name,synonyms,zh,type,chapter,group,speciality,parent\n"
        'a,gout,"podagra;gouty arthritis",痛风,disease,XIII,musculoskeletal,rheumatology,b;c\n',
    )
    (term,) = open_terms(path).terms()
    assert term.names == ("gout", "podagra", "gouty arthritis", "痛风")
    assert (term.type, term.chapter, term.groups) == ("disease", "XIII", ("musculoskeletal",))
    assert (term.specialities, term.parents) == (("rheumatology",), ("b", "c"))


def test_codes_of_icd_say_chapter_group_and_parent(tmp_path: Path) -> None:
    path = written(tmp_path, "ICD-10 code\tDiagnosis\nI21\tMI\nI21.0\tAnterior MI\nZ00\tCheck-up\n", "x.tsv")
    source = open_terms(path)
    found = {term.id: term for term in source.terms()}

    assert "ids are codes of ICD-10" in source.format
    assert (found["I21.0"].chapter, found["I21.0"].groups) == ("IX", ("circulatory",))
    assert (found["I21.0"].parents, found["I21"].parents) == (("I21",), ())
    assert (found["I21"].type, found["Z00"].type) == ("disease", "")


def test_a_chinese_header_and_several_names_in_a_cell(tmp_path: Path) -> None:
    path = written(tmp_path, "疾病编码,疾病名称,科室\nE05,甲状腺功能亢进；甲亢,endocrinology\n")
    (term,) = open_terms(path).terms()
    assert (term.id, term.names, term.specialities) == ("E05", ("甲状腺功能亢进", "甲亢"), ("endocrinology",))


def test_a_semicolon_belongs_to_a_name(tmp_path: Path) -> None:
    (term,) = open_terms(written(tmp_path, "code,label\n1,injury of the eye; open\n")).terms()
    assert term.names == ("injury of the eye; open",)


def test_rows_of_one_id_are_one_term(tmp_path: Path) -> None:
    path = written(tmp_path, "code,term\n1,heart attack\n1,myocardial infarction\n2,gout\n")
    terms = read_terminology([path], starter=False)
    assert set(terms["1"].names) == {"heart attack", "myocardial infarction"}
    assert len(terms) == 2


def test_a_table_without_a_header_is_read_by_its_cells(tmp_path: Path) -> None:
    path = written(tmp_path, "I21.0,Anterior infarction of the heart.\nI21.1,Inferior infarction of the heart.\n")
    found = [(term.id, term.name) for term in open_terms(path).terms()]
    assert found[0] == ("I21.0", "Anterior infarction of the heart.")
    assert len(found) == 2


def test_without_ids_the_name_is_the_id(tmp_path: Path) -> None:
    (term,) = open_terms(written(tmp_path, "name,type\nGout,Disorder\n")).terms()
    assert (term.id, term.name, term.type) == ("gout", "Gout", "disease")


def test_what_was_guessed_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    path = written(tmp_path, "code,label,other\n1,gout,x\n")
    read_terminology([path], starter=False, say=told.append)
    assert told == [f"{path}: comma-separated table: id = code, name = label"]


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("id,name,chapter\n1,gout,XIII\n2,flu,C3\n", ":3", "no chapter"),
        ("id,name\n1,gout\n2,flu,x\n", ":3", "3 cells, expected 2"),
        ('id,name\n1,gout\n2,"flu\n', ":3", "inside a quotation"),
        ("id,amount\n1,2\n3,4\n", ":1", "no column holds the names"),
        ("id,name,type\n1,gout,x\n,,disease\n", ":3", "neither an id nor a name"),
    ],
)
def test_a_broken_row_is_named(tmp_path: Path, text: str, where: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(DataError, match=said) as caught:
        list(open_terms(path).terms())
    assert str(caught.value.where) == f"{path}{where}"
    assert caught.value.hint


@pytest.mark.parametrize("name", ["x.csv", "x.obo", "MRCONSO.RRF"])
def test_missing_and_empty_files_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="no such file of terms"):
        open_terms(tmp_path / name)
    (tmp_path / name).touch()
    with pytest.raises(DataError, match="is empty"):
        open_terms(tmp_path / name)


def test_the_first_column_of_a_name_counts() -> None:
    columns = guess_columns(["Label", "Name"], [{"Label": "x", "Name": "gout"}])
    assert columns is not None
    assert columns.by_role["name"] == "Name"
