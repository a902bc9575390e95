"""Columns are found by name, then by content; the reason is kept."""

from __future__ import annotations

import pytest

from scaffold.data.columns import guess_columns
from scaffold.data.roles import is_known_name, rank
from scaffold.data.split_names import split_of
from scaffold.errors import DataError, SettingsError
from scaffold.settings import DataSettings

LONG = [f"this is the long text with number {i} in it" for i in range(30)]
SHORT = ["yes", "no", "maybe"] * 10


def guess(columns, heads=("intent",), need_labels=True, **settings):
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    return guess_columns(list(columns), rows, DataSettings(**settings), heads, need_labels=need_labels, where="a.csv")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("text", "label"),
        ("Question", "Class"),
        ("utterance", "intent"),
        ("query", "category"),
        ("sentence", "label_name"),
        ("文本", "标签"),
        ("问题", "类别"),
        ("内容", "意图"),
        ("medical_abstract", "condition_label"),
        ("text_a", "sentiment"),
    ],
)
def test_known_names_are_found(text, label):
    found = guess({label: SHORT, text: LONG})
    assert (found.text, found.labels) == (text, {"intent": label})
    assert text in found.guessed["text"]


def test_content_decides_where_names_say_nothing():
    found = guess({"x": [str(i) for i in range(30)], "y": SHORT, "z": LONG})
    assert (found.text, found.labels["intent"]) == ("z", "y")
    assert "words on average" in found.guessed["text"]
    assert "3 in the sample" in found.guessed["labels.intent"]


def test_chinese_text_is_known_by_its_characters():
    texts = [f"我的信用卡什么时候能寄到第{i}次" for i in range(30)]
    assert guess({"x": texts, "y": SHORT}).text == "x"


def test_settings_win_over_names():
    found = guess({"text": LONG, "other": LONG, "label": SHORT, "kind": SHORT}, text="other", label="kind")
    assert (found.text, found.labels["intent"]) == ("other", "kind")
    assert "text" not in found.guessed


def test_label_of_one_head_by_settings():
    found = guess({"text": LONG, "a": SHORT, "b": SHORT}, heads=("p", "q"), labels={"p": "b", "q": "a"})
    assert found.labels == {"p": "b", "q": "a"}


def test_column_called_like_the_head_wins():
    found = guess({"text": LONG, "category": SHORT, "urgency": SHORT}, heads=("urgency",))
    assert found.labels == {"urgency": "urgency"}


def test_two_label_names_are_asked_about():
    with pytest.raises(DataError, match="it may be category, topic"):
        guess({"text": LONG, "category": SHORT, "topic": SHORT})


def test_labels_are_not_needed_for_a_corpus():
    assert guess({"text": LONG}, need_labels=False).labels == {}


def test_missing_labels_are_an_error_otherwise():
    with pytest.raises(DataError, match="labels of 'intent': no column looks like it"):
        guess({"text": LONG, "url": [f"x/{i}" for i in range(30)]})


def test_other_roles_are_found_by_name():
    days = [f"2024-05-{i + 1:02}" for i in range(30)]
    ids = [str(i) for i in range(30)]
    found = guess({"id": ids, "text": LONG, "label": SHORT, "date": days, "conversation_id": [i[:1] for i in ids]})
    assert (found.id, found.time, found.group) == ("id", "date", "conversation_id")


def test_dates_that_are_not_iso_are_no_time():
    assert guess({"text": LONG, "label": SHORT, "date": ["26-FEB-1987 15:01"] * 30}).time is None


def test_tags_are_no_class():
    tags = [" ".join("O" * 10)] * 30
    assert guess({"text": LONG, "slots": tags, "label": SHORT}).labels == {"intent": "label"}
    assert guess({"tokens": [t.split() for t in LONG], "tags": [t.split() for t in tags]}).labels == {"intent": "tags"}


def test_split_column_is_found_and_settings_column_named_set_is_not_numeric():
    assert guess({"text": LONG, "label": SHORT, "split": ["train", "test"] * 15}).split == "split"
    assert guess({"text": LONG, "label": SHORT, "set": [str(i) for i in range(30)]}).split is None


def test_names_of_splits():
    found = {
        name: split_of(name) for name in ("train.csv", "devel.tsv", "Test_01", "latest.csv", "原始训练集.csv", "训练")
    }
    assert found == {
        "train.csv": "train",
        "devel.tsv": "validation",
        "Test_01": "test",
        "latest.csv": None,
        "原始训练集.csv": None,
        "训练": "train",
    }


def test_rank_prefers_the_name_alone():
    assert rank("label", "label") < rank("condition_label", "label")
    assert rank("labelled", "label") is None
    assert is_known_name(" Text ")
    assert not is_known_name("where is my card")


def test_unknown_head_in_settings_is_refused():
    with pytest.raises(SettingsError, match="no head 'intnt', did you mean 'intent'"):
        guess({"text": LONG, "label": SHORT}, labels={"intnt": "label"})


def test_one_label_column_for_several_heads_is_refused():
    with pytest.raises(SettingsError, match=r"--set data\.labels\.p=a"):
        guess({"text": LONG, "a": SHORT, "b": SHORT}, heads=("p", "q"), label="a")


@pytest.mark.parametrize("kind", ["embedding", "question_answering"])
def test_second_text_that_is_named_needs_no_telling_name(kind):
    rows = [{"query": text, "xyz": f"{text} and more of it", "answer": "number"} for text in LONG]
    settings = DataSettings(text="query", text_pair="xyz")
    found = guess_columns(["query", "xyz", "answer"], rows, settings, ("head",), kinds={"head": kind}, where="a.csv")

    assert (found.text, found.text_pair) == ("query", "xyz")


def test_columns_of_subgroups_are_no_labels():
    columns = {"text": LONG, "sex": ["f", "m", "f"] * 10, "kind": SHORT}
    assert guess(columns, subgroups="sex").labels == {"intent": "kind"}
    assert guess(columns, subgroups=("sex",), label="sex").labels == {"intent": "sex"}
    with pytest.raises(DataError, match="no column 'sx', did you mean 'sex'"):
        guess(columns, subgroups=("sx",))
