"""Files for the people who label."""

from __future__ import annotations

import csv
import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import UserError
from scaffold.labelling.export import FORMATS, export
from scaffold.labelling.spreadsheet import COLUMNS, cell
from scaffold.labelling.suggestion import Suggestion

FOUND = [
    Suggestion("a7", 'my "card", please', "uncertain", "card", 0.5123),
    Suggestion("a8", "我要退款\n现在", "different", "退款", 0.75),
    Suggestion("a9", '=HYPERLINK("x")', "random", "-1", 0.9),
]
NEW = [Suggestion("1", "where is it", "different")]


def test_table_opens_in_a_spreadsheet(tmp_path):
    (path,) = export(tmp_path / "next.csv", FOUND)

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = csv.reader(stream)
    assert tuple(header) == COLUMNS
    assert rows[0] == ["a7", 'my "card", please', "card", "0.5123", "uncertain", ""]
    assert rows[1][1] == "我要退款\n现在"
    assert rows[2][1:3] == ['\'=HYPERLINK("x")', "-1"]


@given(st.text())
def test_no_cell_is_a_formula(text):
    kept = cell(text)

    assert kept in (text, f"'{text}")
    first = kept.lstrip()[:1]
    assert first not in {"=", "@", "＝", "＠"}
    assert first not in {"+", "-"} or not any(map(str.isalpha, kept))


def test_json_lines_hold_all_columns(tmp_path):
    (path,) = export(tmp_path / "next.JSONL", FOUND)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    assert [tuple(row) for row in rows] == [COLUMNS] * 3
    assert rows[1] == {
        "id": "a8",
        "text": "我要退款\n现在",
        "suggested_label": "退款",
        "probability": 0.75,
        "why": "different",
        "label": None,
    }


def test_tasks_and_interface_name_the_same_things(tmp_path):
    tasks, interface = export(tmp_path / "next.json", FOUND, head="topic", labels=("card", "a < b", "退款", "-1"))
    view = ElementTree.parse(interface).getroot()
    text, choices = view

    assert text.attrib["value"] == "$text"
    assert choices.attrib["toName"] == text.attrib["name"]
    assert [choice.attrib["value"] for choice in choices] == ["card", "a < b", "退款", "-1"]
    read = json.loads(tasks.read_text(encoding="utf-8"))
    assert read[0]["data"] == {"text": 'my "card", please', "source_id": "a7", "why": "uncertain"}
    (prediction,) = read[0]["predictions"]
    assert (prediction["model_version"], prediction["score"]) == ("scaffold", 0.5123)
    assert prediction["result"] == [
        {
            "from_name": choices.attrib["name"],
            "to_name": text.attrib["name"],
            "type": "choices",
            "value": {"choices": ["card"]},
        }
    ]


def test_without_a_model_there_is_a_field_to_write_in(tmp_path):
    tasks, interface = export(tmp_path / "next.json", NEW)

    assert [(each.tag, each.attrib["name"]) for each in ElementTree.parse(interface).getroot()] == [
        ("Text", "text"),
        ("TextArea", "label"),
    ]
    assert json.loads(tasks.read_text(encoding="utf-8"))[0]["predictions"] == []


@pytest.mark.parametrize(("name", "shown"), [("next.xlsx", ".xlsx"), ("next", "a name without an ending")])
def test_unknown_format_is_refused_with_the_known_ones(tmp_path, name, shown):
    with pytest.raises(UserError) as caught:
        export(tmp_path / name, FOUND)

    assert f"{shown} is not a format of suggestions" in str(caught.value)
    assert all(suffix in str(caught.value) for suffix in FORMATS)
    assert not list(tmp_path.iterdir())
