"""`scaffold check-labels` names doubtful labels on the terminal and in a table."""

from __future__ import annotations

import csv
import json

import pytest

TOPICS = {"card": "where is my {} card", "refund": "i want my {} money back", "login": "forgot the {} password"}
WORDS = ["new", "old", "blue", "first", "second", "lost", "good", "other", "next", "last", "red", "green"]
WRONG = "where is my first card"


@pytest.fixture
def data(tmp_path, monkeypatch, toy_site):
    monkeypatch.chdir(tmp_path)
    rows = [(text.format(word), label) for label, text in TOPICS.items() for word in WORDS]
    lines = [f"{text},{'refund' if text == WRONG else label}\n" for text, label in rows]
    path = tmp_path / "data.csv"
    path.write_text("text,topic\n" + "".join(lines), encoding="utf-8")
    return path


def test_wrong_label_is_named_first_with_its_line(scaffold, data):
    result = scaffold("check-labels", "toy", "--data", data)

    assert result.exit_code == 0, result.output
    head, _, first = result.stdout.partition("\n\n")
    assert head.startswith("36 texts with a label for topic: about ")
    assert first.splitlines()[:3] == [f"{data}:5", f"  {WRONG}", "  is refund, rather card?"]


def test_table_and_json_hold_the_same(scaffold, data, tmp_path):
    result = scaffold("check-labels", "toy", "--data", data, "--output", "suspects.csv", "--json")

    found = json.loads(result.stdout)
    with (tmp_path / "suspects.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["text"] for row in rows] == [each["text"] for each in found["suspects"]]
    assert rows[0] == {
        "where": f"{data}:5",
        "text": WRONG,
        "label": "refund",
        "suggested_label": "card",
        "likelihood": rows[0]["likelihood"],
    }
    assert 0.5 < float(rows[0]["likelihood"]) <= 1
    assert found["rows"] == 36


def test_more_than_are_shown_are_announced(scaffold, data):
    result = scaffold("check-labels", "toy", "--data", data, "--show", 0)

    assert "--output suspects.csv writes all of them" in result.stdout


def test_head_that_is_not_there_is_refused(scaffold, data):
    result = scaffold("check-labels", "toy", "--data", data, "--head", "topik")

    assert result.exit_code == 2
    assert "did you mean 'topic'" in result.stderr
    assert "Such heads here: topic" in result.stderr


def test_file_that_is_not_there_is_refused(scaffold, data, tmp_path):
    result = scaffold("check-labels", "toy", "--data", tmp_path / "none.csv", "--output", "suspects.csv")

    assert result.exit_code == 2
    assert "none.csv" in result.stderr
    assert not (tmp_path / "suspects.csv").exists()
