"""Lines of JSON as rows."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold.sharding.rows import Row, open_lines, read_row, read_rows

TEXTS = st.text(min_size=1).filter(str.strip)


@given(st.lists(st.one_of(TEXTS, st.just(""))))
def test_every_line_with_a_text_is_a_row_called_by_its_line(texts):
    lines = [(json.dumps(text) if text else "").encode("utf-8") + b"\n" for text in texts]

    rows = list(read_rows(lines, "in.jsonl", first=7))
    assert [row[:2] for row in rows] == [(str(number), text) for number, text in enumerate(texts, 7) if text]
    assert not any(row.fields for row in rows)


def test_own_id_wins_and_mark_is_skipped():
    assert read_row(b'\xef\xbb\xbf{"id": 3, "text": "x"}', 9, "in.jsonl") == Row("3", "x")


def test_what_else_a_line_says_is_kept_for_rules():
    line = '{"text": "x", "text_pair": "y", "id": 1, "channel": "电话", "amount": 3.5, "tags": ["a"], "time": null}'
    row = read_row(line.encode("utf-8"), 9, "in.jsonl")

    assert row == Row("1", ("x", "y"), {"channel": "电话", "amount": 3.5, "tags": ["a"], "time": None})
    assert read_row(b'"only a text"', 9, "in.jsonl") == Row("9", "only a text", {})


def test_a_row_made_by_hand_has_no_fields():
    row = Row("1", "x")
    assert dict(row.fields) == {}
    with pytest.raises(TypeError):
        row.fields["channel"] = "phone"


@given(st.binary(max_size=40))
def test_any_bytes_are_a_row_or_blank_or_refused_with_their_line(line):
    try:
        row = read_row(line, 5, "in.jsonl")
    except DataError as error:
        refused = str(error)
        row = None
    else:
        refused = ""
    assert refused.startswith("in.jsonl:5: this line ") or row is None or row.text.strip()
    assert not (refused and not line.strip())


def test_missing_file_is_one_message(tmp_path):
    with pytest.raises(DataError, match="there is no such file"), open_lines(tmp_path / "nowhere"):
        pass
