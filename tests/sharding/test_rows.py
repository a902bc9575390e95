"""Lines of JSON as rows."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold.sharding.rows import open_lines, read_row, read_rows

TEXTS = st.text(min_size=1).filter(str.strip)


@given(st.lists(st.one_of(TEXTS, st.just(""))))
def test_every_line_with_a_text_is_a_row_called_by_its_line(texts):
    lines = [(json.dumps(text) if text else "").encode("utf-8") + b"\n" for text in texts]

    rows = list(read_rows(lines, "in.jsonl", first=7))
    assert rows == [(str(number), text) for number, text in enumerate(texts, 7) if text]


def test_own_id_wins_and_mark_is_skipped():
    assert read_row(b'\xef\xbb\xbf{"id": 3, "text": "x"}', 9, "in.jsonl") == ("3", "x")


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
