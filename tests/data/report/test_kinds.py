"""What the report says of labels of each kind."""

from __future__ import annotations

import json

import pytest

from scaffold.data.report import as_html, as_text, build_report
from scaffold.data.report.counted import counted


@pytest.fixture
def report(write, load):
    """`report(kind, rows of each split, ...)`."""

    def build(kind, **splits):
        for name, rows in splits.items():
            text = "".join(json.dumps(row) + "\n" for row in rows)
            path = write(f"all/{name}.jsonl", text)
        return build_report(load(path.parent, kinds={"intent": kind}))

    return build


def codes(report):
    return {finding.code: finding for finding in report.findings}


@pytest.mark.parametrize(
    ("label", "kind", "names"),
    [
        ("a", "classification", ["a"]),
        (["a", "b"], "multilabel", ["a", "b"]),
        ([], "multilabel", ["(none)"]),
        (["B-x", "I-x", "O", "B-y"], "tagging", ["x", "y"]),
        ("3.5", "regression", []),
        ("Bonn", "question_answering", ["(answered)"]),
        ("", "question_answering", ["(no answer)"]),
    ],
)
def test_what_a_label_counts_for(label, kind, names):
    assert counted(label, kind) == names


def test_entities_are_counted_by_type(report):
    rows = [{"text": f"Anna of place {i}", "label": [[0, 4, "PER"], [8, 13, "LOC"]][: 1 + i % 2]} for i in range(30)]
    odd = [{"text": "Anna was there", "label": [[0, 4, "ORG"]]}]
    made = report("tagging", train=rows, dev=[{**row, "text": row["text"] + "x"} for row in rows[:4]], test=odd)
    assert made.splits["train"].labels["intent"] == {"PER": 30, "LOC": 15}
    assert codes(made)["unknown_label"].samples == ("ORG",)
    assert "one_label_dominates" not in codes(made)


def test_rows_without_a_label_are_counted_and_not_found_fault_with(report):
    rows = [{"text": f"text {i}", "label": [[], ["a"], ["a", "b"]][i % 3]} for i in range(30)]
    made = report("multilabel", train=rows, dev=rows[:6], test=[{"text": "new", "label": ["c"]}])
    assert made.splits["train"].labels["intent"] == {"a": 20, "b": 10, "(none)": 10}
    assert codes(made)["unknown_label"].samples == ("c",)
    assert "rare_label" not in codes(made)


def test_numbers_are_shown_by_their_range(report):
    rows = [{"text": f"the text {i}", "label": i / 2} for i in range(30)]
    made = report("regression", train=rows, dev=[{"text": "other", "label": 3}], test=[{"text": "new", "label": 99}])
    assert codes(made).keys() == {"number_out_of_range"}
    assert codes(made)["number_out_of_range"].message.endswith("outside of train's range (0 to 14.5)")
    line = "Numbers of intent in train: 0 to 14.5, half up to 7.25"
    assert line in as_text(made)
    assert line in as_html(made).replace("&#39;", "'")
    assert made.as_dict()["splits"]["test"]["numbers"]["intent"]["largest"] == 99


def test_one_question_about_two_texts_is_no_copy(report):
    rows = [{"question": f"who {i // 2}", "context": f"Anna {i}", "answer": "Anna"} for i in range(30)]
    made = report("question_answering", train=rows, dev=rows[:1], test=[{**rows[0], "context": "It was Anna"}])
    assert made.splits["train"].labels["intent"] == {"(answered)": 30}
    assert {(finding.code, finding.count) for finding in made.findings} == {("train_test_overlap", 1)}
