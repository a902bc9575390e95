"""Every wrong input ends in one error that names the file (and line), what was expected and what to do."""

from __future__ import annotations

import io
import pickle
import zipfile
from pathlib import Path

import pytest

from scaffold.errors import DataError, UserError


def assert_refused(load, path, *parts: str, line: int | None = None, **options) -> DataError:
    with pytest.raises(DataError) as caught:
        load(path, **options)
    message = str(caught.value)
    assert str(path) in message
    assert caught.value.hint
    for part in parts:
        assert part in message, message
    if line is not None:
        assert str(caught.value.where).endswith(f":{line}"), message
    return caught.value


def test_missing_file_suggests_a_sibling(write, load):
    path = write("questions.csv", "text,label\na,b\n")
    assert_refused(load, path.with_name("question.csv"), "no such file", f"Did you mean '{path}'?")


def test_missing_folder_says_how_far_the_path_exists(tmp_path, load):
    assert_refused(load, tmp_path / "no" / "data.csv", "no such file", f"exists up to {tmp_path}")


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
def test_empty_file_is_refused(write, load, content):
    assert_refused(load, write("a.csv", content), "the file is empty")


def test_empty_packed_file_is_refused(write, load):
    assert_refused(load, write("a.jsonl.gz", ""), "the file is empty")


def test_header_without_rows_is_refused(write, load):
    assert_refused(load, write("a.csv", "text,label\n"), "header and no row", line=1)


@pytest.mark.parametrize("role", ["text", "label", "id", "group", "time"])
def test_wrong_column_in_settings_lists_the_columns(write, load, questions, role):
    path = write("a.csv", questions)
    assert_refused(load, path, "no column 'lable'", "Columns: text, label", f"--set data.{role}=", **{role: "lable"})


def test_wrong_column_in_settings_suggests_the_nearest(write, load, questions):
    assert_refused(load, write("a.csv", questions), "did you mean 'text'?", "--set data.text=text", text="txt")


def test_duplicated_header_is_refused(write, load):
    assert_refused(load, write("a.csv", "text,label,text\na,b,c\n"), "column 'text' twice", line=1)


def test_nul_byte_is_located(write, load):
    assert_refused(load, write("a.csv", b"text,label\na,b\nc\0,d\n"), "NUL byte", line=3)


def test_labels_that_are_all_nan_are_refused(write, load):
    content = "text,label\n" + "".join(
        f"some words {i},{v}\n" for i, v in enumerate(["NaN", "nan", "", "null", "NULL"])
    )
    assert_refused(load, write("a.csv", content), "no row has a label", "'label'", "data.label", line=2)


def test_few_nan_labels_are_left_out_and_located(write, load, questions):
    path = write("a.csv", questions + "who knows,NaN\nnobody,\n")
    dataset = load(path)
    (left,) = dataset.left_out
    assert (left.reason, left.count) == ("no_label", 2)
    assert [place.line for place in left.places] == [42, 43]
    assert sum(len(split) for split in dataset.splits.values()) == 40


def test_a_label_named_none_is_a_label(write, load, questions):
    dataset = load(write("a.csv", questions + "".join(f"thing {i},none\n" for i in range(9))))
    assert "none" in dataset.splits["train"].labels("intent")


def test_broken_json_line_is_located(write, load):
    content = '{"text": "a", "label": "b"}\n' * 4 + '{"text": "a", "label": }\n'
    assert_refused(load, write("a.jsonl", content), "not JSON", "Every line must be one JSON object", line=5)


def test_broken_json_file_is_located(write, load):
    content = '[\n {"text": "a", "label": "b"},\n {"text": "c" "label": "d"}\n]\n'
    assert_refused(load, write("a.json", content), "not JSON", line=3)


def test_cut_short_json_is_refused(write, load):
    assert_refused(load, write("a.json", '[{"text": "a", "label": "b"},\n {"text": "c"'), "not JSON", line=2)


def test_json_without_rows_is_refused(write, load):
    assert_refused(load, write("a.json", '{"version": 1}'), "no rows", '"label"')


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_megabyte_of_text_is_refused(write, load, name):
    long = "x" * 1_000_000
    rows = {
        "a.csv": f"text,label\nshort,b\n{long},c\n",
        "a.jsonl": f'{{"text": "s", "label": "b"}}\n\n{{"text": "{long}", "label": "c"}}\n',
    }
    assert_refused(load, write(name, rows[name]), "data.max_text_length", line=3)


def test_a_long_text_is_allowed_by_the_setting(write, load, questions):
    path = write("a.csv", questions + f"{'x ' * 100_000},refund\n")
    assert_refused(load, path, "longer than 100,000 characters (data.max_text_length)", line=42)
    assert max(map(len, load(path, max_text_length=300_000).splits["train"].texts())) == 199_999


def test_open_quotation_is_located(write, load):
    assert_refused(load, write("a.csv", 'text,label\na,b\n"c,d\ne,f\n'), "ends inside a quotation", line=3)


def test_one_class_is_refused(write, load):
    content = "text,label\n" + "".join(f"some words {i},same\n" for i in range(20))
    assert_refused(load, write("a.csv", content), "one class only", "'same'", "'label'")


def test_label_with_one_example_stays_in_train(write, load, questions):
    dataset = load(write("a.csv", questions + "a rare thing,rare\n"))
    assert dataset.splits["train"].labels("intent").count("rare") == 1


@pytest.mark.parametrize(("row", "found"), [("one,b,c", 3), ("one", 1)])
def test_ragged_row_is_located(write, load, questions, row, found):
    path = write("a.csv", questions + row + "\n")
    assert_refused(load, path, f"has {found} cells, expected 2 (text, label)", "double quotes", line=42)


def test_line_numbers_count_quoted_line_ends(write, load):
    content = 'text,label\n"two\nlines",a\nshort,b\nbroken,c,d\n'
    assert_refused(load, write("a.csv", content), "expected 2", line=5)


def test_mixed_encodings_are_located(write, load):
    content = "text,label\ncafé au lait,a\n".encode() + "crème brûlée,b\n".encode("latin-1")
    path = write("a.csv", content)
    assert_refused(load, path, "mixes encodings", "line 2", "--set data.encoding=latin-1", line=3)


def test_declared_utf8_is_held_to_it(write, load):
    path = write("a.csv", "text,label\ncrème,b\n", encoding="latin-1")
    assert_refused(load, path, "not UTF-8", "data.encoding=latin-1", line=2, encoding="utf-8")


@pytest.mark.parametrize("encoding", ["gb18030", "cp1251"])
def test_other_encodings_are_not_taken_for_latin_1(write, load, encoding):
    text = "我的信用卡在哪里" if encoding == "gb18030" else "где моя карта"
    path = write("a.csv", "text,label\n" + f"{text},card\n" * 20, encoding=encoding)
    assert_refused(load, path, "neither UTF-8 nor latin-1", "iconv", line=2)


def test_utf16_is_named(write, load):
    assert_refused(load, write("a.csv", "text,label\na,b\n", encoding="utf-16"), "UTF-16", "UTF-8")


def test_folder_without_data_lists_what_it_holds(write, load):
    path = write("notes/picture.png", b"\x89PNG").parent
    assert_refused(load, path, "no data file", "picture.png", ".jsonl")


def test_folder_with_data_further_down_names_it(write, load, questions):
    path = write("all/airline/train.csv", questions)
    assert_refused(load, path.parent.parent, "below this one", str(path.parent))


def test_several_files_without_split_names_are_refused(write, load, questions):
    write("some/a.csv", questions)
    folder = write("some/b.csv", questions).parent
    assert_refused(load, folder, "several files", "a.csv, b.csv", "Give one of them")


def test_two_train_files_are_refused(write, load, questions):
    write("some/train_old.csv", questions)
    folder = write("some/train_new.csv", questions).parent
    assert_refused(load, folder, "several files are called train")


@pytest.mark.parametrize("name", ["model.pkl", "data.csv", "weights.pt"])
def test_pickle_is_never_loaded(write, load, name):
    path = write(name, pickle.dumps({"text": ["a"], "label": ["b"]}))
    assert_refused(load, path, "pickle", "never loaded")


def test_text_pickle_is_known_by_its_name(write, load):
    assert_refused(load, write("data.pickle", pickle.dumps(["a"], protocol=0)), "pickle")


def test_excel_file_is_named(write, load):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert_refused(load, write("claims.xlsx", buffer.getvalue()), "Excel", "CSV")


def test_binary_file_is_refused(write, load):
    assert_refused(load, write("a.csv", bytes(range(1, 32)) * 40), "binary file")


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv.xz"])
def test_damaged_archive_is_refused(write, load, questions, name):
    path = write(name, questions)
    path.write_bytes(path.read_bytes()[:-20])
    assert_refused(load, path, "cut short or damaged")


def test_not_a_parquet_file_is_refused(write, load):
    assert_refused(load, write("a.parquet", b"nonsense"), "not a Parquet file")


def test_hub_name_offline_is_explained(load, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert_refused(load, "nobody/nothing", "no such file or folder", "offline", "Check the spelling")


def test_texts_that_are_all_empty_are_refused(write, load):
    content = '{"text": "", "label": "a"}\n{"text": null, "label": "b"}\n'
    assert_refused(load, write("a.jsonl", content), "no row has a text", line=1, text="text")


def test_wrong_time_is_located(write, load):
    content = (
        "text,label,when\n" + "".join(f"words {i},{'ab'[i % 2]},2024-01-{i + 1:02}\n" for i in range(9)) + "x,a,soon\n"
    )
    assert_refused(load, write("a.csv", content), "'soon'", "ISO 8601", line=11, time="when")


def test_two_possible_texts_are_asked_about(write, load):
    rows = "".join(f"one long text with number {i},another long text with {i},{'ab'[i % 2]}\n" for i in range(20))
    assert_refused(load, write("a.csv", "p,q,label\n" + rows), "it may be p, q", "--set data.text=COLUMN")


def test_two_possible_labels_are_asked_about(write, load):
    rows = "".join(f"one long text with number {i},{'ab'[i % 2]},{'cd'[i % 2]}\n" for i in range(20))
    assert_refused(load, write("a.csv", "text,p,q\n" + rows), "it may be p, q", "--set data.label=COLUMN")


def test_other_columns_in_test_are_refused(write, load, questions):
    write("some/train.csv", questions)
    path = write("some/test.csv", "question,label\nwhat,refund\n")
    with pytest.raises(DataError, match="no column 'text'") as caught:
        load(path.parent)
    assert str(path) in str(caught.value)


def test_too_few_examples_are_refused(write, load):
    assert_refused(load, write("a.csv", "text,label\na,b\nc,d\n"), "too few", "two of each label")


def test_nothing_is_left_behind_by_an_error(write, load, questions, tmp_path):
    path = write("a.csv", questions + "more words,refund\n" * 1500 + "ragged\n")
    with pytest.raises(DataError):
        load(path, folder=tmp_path / "arrow")
    assert list((tmp_path / "arrow").iterdir()) == []


def test_label_column_without_repetition_is_refused(write, load):
    rows = "".join(f"some long words with number {i},unique {i}\n" for i in range(30))
    assert_refused(load, write("a.csv", "text,label\n" + rows), "a label of its own in column 'label'", "data.label")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full here")
def test_full_disk_leaves_nothing_and_says_so(write, load, questions, tmp_path):
    (tmp_path / "arrow").mkdir()
    (tmp_path / "arrow" / "all.arrow").symlink_to("/dev/full")
    with pytest.raises(UserError, match="the disk is full"):
        load(write("a.csv", questions), folder=tmp_path / "arrow")
    assert list((tmp_path / "arrow").iterdir()) == []
