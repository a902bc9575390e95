"""Files in OBO, as they are and broken."""

from __future__ import annotations

import gzip
import lzma
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold_medical.terminology.obo import _plain, open_obo
from scaffold_medical.terminology.reading import open_terms

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold_medical.terminology.term import Term

FILE = r"""format-version: 1.4
ontology: illnesses
! a comment

[Term]
id: DOID:1 ! its id
name: heart\, and \"vessel\" disease {source="x"} ! as people say
namespace: disease_ontology
synonym: "cardiac \"pump\" disease" EXACT [MESH:1, "x y"]
synonym: "bad heart" RELATED []
synonym: "left heart disease" NARROW ABBREVIATION [] {a="b"}
synonym: "illness" BROAD []
xref: UMLS_CUI:C001
xref: ICD10CM:I51.9
def: "Whatever: it may be." [url:x]

[Typedef]
id: part_of
name: part of

[Term]
id: HP:2
name: fast \
heart
is_a: DOID:1 {source="y"} ! heart disease
is_a: DOID:9
relationship: part_of DOID:1

[Term]
id: DOID:3
name: gone
is_obsolete: true

[Term]
id: DOID:4
"""


def terms(path: Path) -> dict[str, Term]:
    return {term.id: term for term in open_obo(path).terms()}


def written(folder: Path, text: str, name: str = "x.obo") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_terms_of_a_file(tmp_path: Path) -> None:
    found = terms(written(tmp_path, FILE))

    assert list(found) == ["DOID:1", "HP:2"], "no obsolete ones, none without a name, no types of relations"
    heart = found["DOID:1"]
    assert heart.name == 'heart, and "vessel" disease'
    assert heart.synonyms == ('cardiac "pump" disease', "left heart disease")
    assert (heart.type, heart.chapter, heart.groups) == ("disease", "IX", ("circulatory",))
    assert (found["HP:2"].name, found["HP:2"].type) == ("fast heart", "symptom")
    assert found["HP:2"].parents == ("DOID:1", "DOID:9")


@pytest.mark.parametrize(
    ("written_so", "name"),
    [
        ('5" nail wound', '5" nail wound'),
        ("what! a name", "what! a name"),
        ("{a} b", "{a} b"),
        ("a ! b {x=y}", "a"),
        ('a {x="y"}', "a"),
    ],
)
def test_odd_signs_in_names(tmp_path: Path, written_so: str, name: str) -> None:
    assert terms(written(tmp_path, f"[Term]\nid: A\nname: {written_so}\n"))["A"].name == name


def test_other_scopes_are_taken_where_they_are_wanted(tmp_path: Path) -> None:
    (heart, _) = open_obo(written(tmp_path, FILE), scopes=("RELATED", "BROAD")).terms()
    assert heart.synonyms == ("bad heart", "illness")


def test_synonyms_of_version_1_0(tmp_path: Path) -> None:
    path = written(tmp_path, '[Term]\nid: X:1\nname: flu\nexact_synonym: "grippe" []\nrelated_synonym: "cold" []\n')
    assert terms(path)["X:1"].synonyms == ("grippe",)


@pytest.mark.parametrize("ending", [".gz", ".xz"])
def test_packed_files_and_other_line_ends(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"x.obo{ending}"
    packed = (gzip if ending == ".gz" else lzma).compress(FILE.replace("\n", "\r\n").encode())
    path.write_bytes(packed)
    assert [term.id for term in open_terms(path).terms()] == ["DOID:1", "HP:2"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[Term]\nid: A\nname flu\n", 3, "expected `tag: value`, found 'name flu'"),
        ("[Term]\nid: A\nsynonym: flu EXACT []\n", 3, "in double quotes"),
        ('[Term]\nid: A\n\nsynonym: "flu EXACT []\n', 4, "in double quotes"),
        ("x: y\n\n[Term]\nname: flu\n", 3, "has no id"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(DataError, match=said) as caught:
        terms(path)
    assert caught.value.where == f"{path}:{line}"
    assert caught.value.hint


def test_a_file_without_terms_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no stanza"):
        terms(written(tmp_path, "id,name\n1,flu\n"))


def test_a_file_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.obo.gz"
    path.write_bytes(gzip.compress(FILE.encode())[:-20])
    with pytest.raises(DataError, match="cut short"):
        list(open_terms(path).terms())


@given(st.text(max_size=40))
def test_what_is_escaped_comes_back(text: str) -> None:
    plain = " ".join(text.split())
    escaped = "".join(f"\\{char}" if char in '\\"!{}:,()[]' else char for char in plain)
    assert _plain(escaped) == plain
