from __future__ import annotations

import gzip
import json
import lzma

import pytest

from scaffold.errors import DataError
from scaffold.pretraining.corpus import Corpus, paragraphs, read_corpus
from scaffold.settings import DataSettings

LINES = ["The deductible was waived.", "免赔额已免除。", "A claim was filed late"]


def read(path, **settings):
    return read_corpus(path, DataSettings(**settings)).texts


def test_plain_lines_are_texts(tmp_path):
    (tmp_path / "notes.txt").write_text("\n".join(LINES) + "\n\n", encoding="utf-8")

    assert read(tmp_path / "notes.txt") == LINES


def test_paragraphs_of_several_lines_are_texts(tmp_path):
    (tmp_path / "book.txt").write_text("It was late,\nand dark.\n\nNobody\ncame.\n\nOnce.\n", encoding="utf-8")

    assert read(tmp_path / "book.txt") == ["It was late, and dark.", "Nobody came.", "Once."]


@pytest.mark.parametrize("content", ["one\ntwo\n\nthree", "one\n\ntwo\n\nthree", "one\r\ntwo\r\nthree"])
def test_single_lines_are_no_paragraphs(content):
    assert paragraphs(content) == ["one", "two", "three"]


@pytest.mark.parametrize(("pack", "ending"), [(gzip.open, ".gz"), (lzma.open, ".xz")])
def test_packed_files_are_read(tmp_path, pack, ending):
    with pack(tmp_path / f"notes.txt{ending}", "wt", encoding="utf-8") as stream:
        stream.write("\n".join(LINES))

    assert read(tmp_path / f"notes.txt{ending}") == LINES


def test_of_a_data_file_the_column_of_the_text_is_taken(tmp_path):
    rows = [{"id": i, "body": line, "kind": f"kind {i}"} for i, line in enumerate(LINES)]
    (tmp_path / "notes.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    assert read(tmp_path / "notes.jsonl") == LINES
    assert read(tmp_path / "notes.jsonl", text="kind", max_text_length=1) == ["kind 0", "kind 1", "kind 2"]


def test_a_folder_is_read_with_those_below_it(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "train.csv").write_text(f"text,label\n{LINES[0]},1\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("\n".join(LINES), encoding="utf-8")
    (tmp_path / "README.txt").write_text("What this is.\nNot a text.", encoding="utf-8")

    corpus = read_corpus(tmp_path, DataSettings())

    assert sorted(corpus.texts) == sorted(LINES)
    assert corpus.doubles == 1


def test_a_text_longer_than_training_takes_is_read(tmp_path):
    (tmp_path / "long.txt").write_text("word " * 30_000 + "\nanother", encoding="utf-8")

    assert len(read(tmp_path / "long.txt")) == 2


def test_texts_that_read_the_same_are_one():
    corpus = Corpus.of(["My card", "my  CARD ", "...", "", "Refund"], "here")

    assert (corpus.texts, corpus.doubles) == (["My card", "Refund"], 1)


def test_hash_follows_texts_and_their_order():
    assert Corpus.of(["a1", "b"], "x").content_hash == Corpus.of(["a1", "b"], "y").content_hash
    assert Corpus.of(["a", "b"], "x").content_hash != Corpus.of(["b", "a"], "x").content_hash


@pytest.mark.parametrize(
    ("texts", "message"),
    [([], "holds no text"), (["...", " "], "holds no text"), (["same"] * 9, "one text, 9 times")],
)
def test_nothing_to_learn_from_is_refused(texts, message):
    with pytest.raises(DataError, match=message):
        Corpus.of(texts, "here")


def test_missing_and_empty_files_are_refused(tmp_path):
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="the file is empty"):
        read(tmp_path / "empty.txt")
    with pytest.raises(DataError, match="no such file"):
        read(tmp_path / "mising.txt")
    (tmp_path / "bare").mkdir()
    with pytest.raises(DataError, match="no data file"):
        read(tmp_path / "bare")
