"""Cells as text, labels and times."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from scaffold.data.values import is_missing, parse_time, scalar, structure


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


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ('["a", "b"]', ["a", "b"]),
        ("['a', 'b']", ["a", "b"]),
        (' {"a": [1]} ', {"a": [1]}),
        ("{'a': None}", {"a": None}),
        ("[sic] he said [so]", "[sic] he said [so]"),
        ("{1, 2}", "{1, 2}"),
        ("[" * 5000 + "]" * 5000, "[" * 5000 + "]" * 5000),
        (["a"], ["a"]),
        (None, None),
        ("", ""),
    ],
)
def test_structures_written_as_text(cell, found):
    assert structure(cell) == found
