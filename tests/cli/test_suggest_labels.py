"""`scaffold suggest-labels`: a few texts out of many, and the way back into training."""

from __future__ import annotations

import csv
import json

import pytest

OPENINGS = ["my card", "password", "a refund", "退款", "the fee", "payment", "pin", "我的卡"]
ENDS = ["now", "please", "today", "again", "is late", "where", "thanks", "吗", "and you", "cannot wait"]


@pytest.fixture
def texts(tmp_path, monkeypatch):
    """Eighty unlabelled texts, one of them twice, and one that the bundle knows."""
    monkeypatch.chdir(tmp_path)
    lines = [f"{opening} {end}" for opening in OPENINGS for end in ENDS]
    path = tmp_path / "calls.txt"
    path.write_text("\n".join([*lines, "MY card now", "where is my card"]) + "\n", encoding="utf-8")
    return path


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_tenth_is_random_and_every_row_says_what_the_model_thinks(scaffold, toy_bundle, texts, tmp_path):
    result = scaffold("suggest-labels", toy_bundle, "--input", texts, "--count", 20, "--output", "next.csv")

    assert result.exit_code == 0
    assert result.stdout.startswith("20 of 80 texts (2 more are copies, or known already): ")
    rows = table(tmp_path / "next.csv")
    assert len({row["text"] for row in rows}) == 20
    assert "where is my card" not in {row["text"] for row in rows}
    assert [row["why"] for row in rows].count("random") == 2
    assert {row["suggested_label"] for row in rows} <= {"card", "login", "refund", "退款"}
    assert all(0.25 <= float(row["probability"]) <= 1 for row in rows)
    assert all(row["label"] == "" for row in rows)


def test_labels_and_probabilities_are_those_of_predict(scaffold, toy_bundle, toy_site, texts, tmp_path):
    scaffold("suggest-labels", toy_bundle, "--input", texts, "--count", 8, "--output", "next.jsonl")
    lines = (tmp_path / "next.jsonl").read_text(encoding="utf-8")
    decisions = [
        json.loads(line)["heads"]["topic"] for line in scaffold("predict", toy_bundle, stdin=lines).stdout.splitlines()
    ]

    for row, decided in zip(map(json.loads, lines.splitlines()), decisions, strict=True):
        assert row["suggested_label"] == decided["label"]
        assert row["probability"] == pytest.approx(decided["probability"], abs=1e-3)


def test_same_seed_same_texts_and_another_seed_others(scaffold, toy_bundle, texts, tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        scaffold(
            "suggest-labels", toy_bundle, "--input", texts, "--count", 20, "--output", f"{name}.csv", "--seed", seed
        )
    a, b, c = ((tmp_path / f"{name}.csv").read_bytes() for name in "abc")

    assert a == b
    assert a != c


def test_filled_table_trains(scaffold, toy_bundle, toy_site, texts, tmp_path):
    scaffold("suggest-labels", toy_bundle, "--input", texts, "--count", 40, "--output", "next.csv")
    rows = table(tmp_path / "next.csv")
    with (tmp_path / "next.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        # The last rows were left for another day.
        writer.writerows({**row, "label": ["card", "other"][i % 2] if i < 36 else ""} for i, row in enumerate(rows))
    result = scaffold("check-data", "toy", "--data", "next.csv", "--json")

    assert result.exit_code == 0
    report = json.loads(result.stdout)
    columns = report["columns"]
    assert (columns["text"], columns["labels"]) == ("text", {"topic": "label"})
    assert sum(split["rows"] for split in report["splits"].values()) == 36


def test_begins_without_a_bundle(scaffold, tiny_folder, texts, tmp_path):
    result = scaffold(
        "suggest-labels", "--base", tiny_folder, "--input", texts, "--count", 10, "--output", "first.json"
    )

    assert result.exit_code == 0
    tasks = json.loads((tmp_path / "first.json").read_text(encoding="utf-8"))
    assert [task["data"]["why"] for task in tasks] == ["different"] * 9 + ["random"]
    assert "paste first.xml as the labelling interface" in result.stdout


def test_more_than_there_are_gives_all(scaffold, toy_bundle, texts, tmp_path):
    scaffold("suggest-labels", toy_bundle, "--input", texts, "--count", 500, "--output", "next.csv")

    assert len(table(tmp_path / "next.csv")) == 80


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--output", "next.xlsx"], "next.xlsx: .xlsx is not a format of suggestions"),
        (["--head", "tpoic"], "the bundle has no head 'tpoic'"),
        (["--count", 0], "0 is not in the range x>=1"),
        (["--base", "embedded:minilm"], "Give a BUNDLE, or --base"),
        (["--input", "nowhere.txt"], "nowhere.txt: there is no such file"),
        (["--set", "data.text=body"], "body"),
    ],
)
def test_mistake_is_one_message_and_leaves_no_file(scaffold, toy_bundle, texts, tmp_path, options, message):
    result = scaffold("suggest-labels", toy_bundle, "--input", texts, "--output", "next.csv", *options)

    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["calls.txt"]


def test_neither_bundle_nor_base_is_a_mistake(scaffold, texts):
    result = scaffold("suggest-labels", "--input", texts, "--output", "next.csv")

    assert result.exit_code == 2
    assert "Give a BUNDLE, or --base embedded:minilm" in result.stderr
