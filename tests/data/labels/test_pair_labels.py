"""Rows whose two texts belong together need no label."""

from __future__ import annotations

import json

import pytest

from scaffold.data.labels.fields import Fields, Passage
from scaffold.data.labels.pair_labels import TOGETHER, PairLabels
from scaffold.data.load import load_dataset
from scaffold.data.report import build_report
from scaffold.errors import DataError
from scaffold.settings import DataSettings


def read(labels, pair="the second", **values):
    return labels.read(Fields(values, Passage.of("the first"), Passage.of(pair), "a.csv", 4))


def test_a_pair_says_itself_that_it_is_one():
    assert read(PairLabels()) == TOGETHER
    assert PairLabels().notes() == ()


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("1", TOGETHER),
        ("yes", TOGETHER),
        (1, TOGETHER),
        ("0", None),
        (0, None),
        ("No", None),
        (False, None),
        ("", None),
    ],
)
def test_a_column_may_say_which_rows_are_pairs(said, label):
    assert read(PairLabels("same"), same=said) == label


def test_a_row_without_a_second_text_is_named():
    with pytest.raises(DataError, match=r"a\.csv:4: there is no second text that belongs to the first"):
        read(PairLabels(), pair=" ")
    assert read(PairLabels("same"), pair="", same="0") is None


def load(path, rows, settings=None):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return load_dataset(path, settings or DataSettings(), ("near",), kinds={"near": "embedding"})


@pytest.mark.parametrize(
    ("first", "second"),
    [("text", "text_pair"), ("query", "answer"), ("sentence1", "sentence2"), ("question", "passage")],
)
def test_columns_of_pairs_are_found(tmp_path, first, second):
    rows = [{first: f"what is number {n}", second: f"it is the number {n} of them"} for n in range(40)]
    dataset = load(tmp_path / "pairs.jsonl", rows)

    assert (dataset.columns.text, dataset.columns.text_pair) == (first, second)
    assert dataset.heads == ("near",)
    assert sum(map(len, dataset.splits.values())) == 40
    assert all(example.labels == {"near": TOGETHER} for example in dataset.splits["train"])
    assert not [f for f in build_report(dataset).findings if "near" in f.message]


def test_a_label_column_that_is_named_leaves_other_rows_out(tmp_path):
    rows = [{"text": f"what is {n}", "text_pair": f"it is {n} now", "same": n % 2} for n in range(60)]
    dataset = load(tmp_path / "pairs.jsonl", rows, DataSettings(label="same"))

    assert sum(map(len, dataset.splits.values())) == 30
    assert [out.count for out in dataset.left_out] == [30]


def test_pairs_that_cannot_be_found_or_are_all_the_same_are_refused(tmp_path):
    alone = [{"text": f"what is {n}", "other": n} for n in range(20)]
    with pytest.raises(DataError, match=r"cannot tell which column holds the texts that belong.*data\.text_pair"):
        load(tmp_path / "alone.jsonl", alone)
    same = [{"text": "what", "text_pair": "it"}] * 20
    with pytest.raises(DataError, match="there are not two different pairs of texts"):
        load(tmp_path / "same.jsonl", same)
    gap = [{"text": f"what is {n}", "text_pair": "" if n == 6 else f"it is {n}"} for n in range(20)]
    with pytest.raises(DataError, match=r"gap\.jsonl:7: there is no second text"):
        load(tmp_path / "gap.jsonl", gap)
