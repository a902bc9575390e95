"""Cells as text, labels and times."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from scaffold.data.values import is_missing, is_spans, parse_time, scalar, spans_as_tags


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        ("  a ", "a"),
        (3, "3"),
        (3.0, "3"),
        (0.5, "0.5"),
        (True, "True"),
        (["my", "card"], "my card"),
        (["信", "用", "卡"], "信用卡"),
        ({"a": 1}, '{"a": 1}'),
    ],
)
def test_scalar(value, text):
    assert scalar(value) == text


@pytest.mark.parametrize(
    ("label", "missing"), [("", True), ("NaN", True), ("null", True), ("none", False), ("0", False)]
)
def test_missing_labels(label, missing):
    assert is_missing(label) is missing


def test_times_are_in_utc():
    assert parse_time("2024-05-01") == datetime(2024, 5, 1, tzinfo=UTC)
    assert parse_time("2024-05-01T10:00:00+02:00") == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert parse_time(date(2024, 5, 1)) == datetime(2024, 5, 1, tzinfo=UTC)
    assert parse_time("tomorrow") is None
    assert parse_time(7) is None


def test_spans_become_tags():
    spans = {"name": {"叶老桂": [[0, 2]]}, "company": {"浙商": [[4, 5]]}}
    assert is_spans(spans)
    assert spans_as_tags("叶老桂在浙商", spans) == ["B-name", "I-name", "I-name", "O", "B-company", "I-company"]


def test_spans_outside_the_text_are_passed_over():
    assert spans_as_tags("ab", {"x": {"c": [[1, 5], [-1, 0]]}}) == ["O", "O"]
