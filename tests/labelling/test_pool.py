"""Unlabelled texts: each once, none that is known."""

from __future__ import annotations

import pytest

from scaffold.errors import DataError
from scaffold.labelling.pool import read_pool
from scaffold.settings import DataSettings


@pytest.fixture
def write(tmp_path):
    def to(name: str, content: str):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return to


def test_copies_and_known_texts_are_left_out(write):
    path = write("calls.csv", "id,text\na,Where is it?\nb,where  is it?\nc,my card\nd,我要退款\n")
    pool = read_pool(path, DataSettings(), labelled=["My card "])

    assert [(each.id, each.text) for each in pool.examples] == [("a", "Where is it?"), ("d", "我要退款")]
    assert pool.left_out == 2


def test_all_files_of_a_folder_are_read_in_blocks(write, monkeypatch):
    monkeypatch.setattr("scaffold.labelling.pool._BLOCK", 2)
    write("train.csv", "text,label\none,a\ntwo,b\nthree,a\n")
    folder = write("test.csv", "text,label\nfour,a\nfive,b\n").parent
    blocks = list(read_pool(folder, DataSettings()).blocks())

    assert sorted(text for block in blocks for text in block) == ["five", "four", "one", "three", "two"]
    assert [len(block) for block in blocks] == [2, 2, 1]


def test_settings_of_labels_are_of_no_concern(write):
    path = write("texts.txt", "one text\nanother text\n")

    assert len(read_pool(path, DataSettings(label="kind", labels={"intent": "kind"}))) == 2


def test_column_of_the_text_can_be_named(write):
    path = write("calls.csv", "ask,reply\nwhere is my card now,it is on its way\nI lost my card,that is a pity\n")
    pool = read_pool(path, DataSettings(text="reply"))

    assert [each.text for each in pool.examples] == ["it is on its way", "that is a pity"]


def test_nothing_left_is_said(write):
    path = write("texts.txt", "one text\nONE text\n")

    with pytest.raises(DataError, match="the labels of all 2 texts are known"):
        read_pool(path, DataSettings(), labelled=["one text"])
