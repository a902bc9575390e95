"""Heads are found by what columns are called, in English and Chinese, and by content where names say nothing."""

from __future__ import annotations

import json

import pytest

from scaffold.data.present_heads import present_heads
from scaffold.errors import DataError
from scaffold.settings import DataSettings

CALLED = {"kind": "kind sort 类别", "topics": "topics themes 主题"}
KINDS = {"kind": "classification", "topics": "multilabel"}


def found(tmp_path, rows, settings=None):
    path = tmp_path / "data.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return present_heads(path, settings or DataSettings(), CALLED, KINDS)


def test_columns_by_their_names(tmp_path):
    settings, heads = found(tmp_path, [{"text": "one two three", "sort": "a", "主题": "x|y"}] * 4)

    assert heads == ("kind", "topics")
    assert settings.labels == {"kind": "sort", "topics": "主题"}
    assert settings.label_separator == "|"


def test_a_named_label_column_is_that_of_the_first_head(tmp_path):
    rows = [{"text": f"text number {n}", "what": "ab"[n % 2]} for n in range(8)]
    settings, heads = found(tmp_path, rows, DataSettings(label="what"))

    assert heads == ("kind",)
    assert settings.labels["kind"] == "what"


def test_an_empty_column_is_no_head(tmp_path):
    _, heads = found(tmp_path, [{"text": "one two", "kind": "a", "topics": ""}, {"text": "three", "kind": "b"}])

    assert heads == ("kind",)


def test_a_separator_that_is_set_stays(tmp_path):
    rows = [{"text": "one two three", "topics": "x;y,z"}] * 3
    settings, _ = found(tmp_path, rows, DataSettings(label_separator=","))

    assert settings.label_separator == ","


def test_a_path_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        present_heads(tmp_path / "none.csv", DataSettings(), CALLED, KINDS)
