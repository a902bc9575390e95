"""MRCONSO.RRF and MRSTY.RRF, as they are and broken."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from scaffold.errors import DataError
from scaffold_medical.terminology.reading import open_terms, read_terminology

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [
    ("C1", "ENG", "S", "VO", "N", "MSH", "D1", "Heart Attack", "N"),
    ("C1", "ENG", "P", "PF", "Y", "ICD10CM", "I21.9", "Myocardial infarction", "N"),
    ("C1", "ENG", "S", "PF", "N", "MSH", "D1", "old name", "O"),
    ("C1", "SPA", "S", "PF", "N", "MSHSPA", "D1", "Infarto", "N"),
    ("C1", "CHI", "S", "PF", "N", "X", "D1", "心肌梗死", "N"),
    ("C2", "ENG", "P", "PF", "Y", "RXNORM", "9", "aspirin", "N"),
    ("C3", "SPA", "P", "PF", "Y", "X", "9", "fiebre", "N"),
    ("C4", "ENG", "P", "PF", "Y", "MSH", "9", "glioma", "N"),
]
TYPES = "C1|T047|B|Disease or Syndrome|AT1||\nC4|T191|B|Neoplastic Process|AT2||\nC4|T047|B|x|AT3||\n"


def row(cui: str, lat: str, ts: str, stt: str, pref: str, sab: str, code: str, name: str, suppress: str) -> str:
    cells = [cui, lat, ts, "L1", stt, "S1", pref, "A1", "", "", "", sab, "PT", code, name, "0", suppress, ""]
    return "|".join([*cells, ""]) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "MRCONSO.RRF").write_text("".join(row(*each) for each in ROWS), encoding="utf-8")
    (tmp_path / "MRSTY.RRF").write_text(TYPES, encoding="utf-8")
    return tmp_path


def test_concepts_with_their_types(folder: Path) -> None:
    source = open_terms(folder)
    found = {term.id: term for term in source.terms()}

    assert "MRSTY.RRF" in source.format
    assert list(found) == ["C1", "C2", "C4"], "no concept without an English or a Chinese name"
    assert found["C1"].names == ("Myocardial infarction", "Heart Attack", "心肌梗死")
    assert (found["C1"].type, found["C1"].chapter, found["C1"].groups) == ("disease", "IX", ("circulatory",))
    assert found["C2"].type == "chemical"
    assert (found["C4"].type, found["C4"].groups) == ("disease", ("neoplasm",))


def test_without_types_sources_and_codes_say_what_they_can(folder: Path) -> None:
    (folder / "MRSTY.RRF").unlink()
    source = open_terms(folder / "MRCONSO.RRF")
    found = {term.id: term for term in source.terms()}

    assert "without semantic types" in source.format
    assert [found[each].type for each in ("C1", "C2", "C4")] == ["disease", "chemical", ""]


def test_rows_of_a_concept_that_are_apart_are_still_one_term(tmp_path: Path) -> None:
    path = tmp_path / "MRCONSO.RRF.gz"
    order = [ROWS[0], ROWS[5], ROWS[1], ROWS[4]]
    path.write_bytes(gzip.compress("".join(row(*each) for each in order).encode()))
    terms = read_terminology([path], starter=False)
    assert len(terms) == 2
    assert set(terms["C1"].names) == {"Myocardial infarction", "Heart Attack", "心肌梗死"}


def test_a_row_of_another_width_is_named(folder: Path) -> None:
    path = folder / "MRCONSO.RRF"
    path.write_text(path.read_text(encoding="utf-8") + "C5|ENG|P\n", encoding="utf-8")
    with pytest.raises(DataError, match="18 columns") as caught:
        list(open_terms(path).terms())
    assert caught.value.where == f"{path}:9"


def test_a_broken_row_of_types_is_named(folder: Path) -> None:
    (folder / "MRSTY.RRF").write_text("C1|T047\n", encoding="utf-8")
    with pytest.raises(DataError, match="6 columns") as caught:
        list(open_terms(folder).terms())
    assert caught.value.where == f"{folder / 'MRSTY.RRF'}:1"


def test_the_file_of_types_alone_is_refused(folder: Path) -> None:
    with pytest.raises(DataError, match="has types, not names"):
        open_terms(folder / "MRSTY.RRF")


def test_a_folder_without_concepts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no MRCONSO\.RRF"):
        open_terms(tmp_path)
