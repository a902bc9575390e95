"""Each format gives its rows, with lines, plain and packed."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.data.readers.open import open_source, read_rows
from scaffold.settings import DataSettings

SETTINGS = DataSettings()
TWO = [{"text": "where is it", "label": "a"}, {"text": "信用卡, 在哪里", "label": "b"}]


def values(path, settings=SETTINGS):
    return [row.values for row in read_rows(path, settings)]


def table(delimiter):
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, ["text", "label"], delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(TWO)
    return buffer.getvalue()


CONTENT = {
    "a.csv": table(","),
    "b.csv": table(";"),
    "a.tsv": table("\t"),
    "a.jsonl": "\n".join(json.dumps(row, ensure_ascii=False) for row in TWO),
    "b.json": "\n".join(json.dumps(row) for row in TWO),
    "a.json": json.dumps(TWO, indent=1),
    "c.json": json.dumps({"version": 2, "title": "x", "data": TWO}),
    "a.ndjson": json.dumps(TWO[0]) + "\n\n" + json.dumps(TWO[1]) + "\n",
}


@pytest.mark.parametrize("suffix", ["", ".gz", ".xz"])
@pytest.mark.parametrize("name", CONTENT)
def test_formats_give_the_same_rows(write, name, suffix):
    assert values(write(name + suffix, CONTENT[name])) == TWO


def test_bom_and_crlf_are_no_part_of_the_rows(write):
    path = write("a.csv", "\ufeff" + CONTENT["a.csv"].replace("\n", "\r\n"))
    assert values(path) == TWO
    assert open_source(path, SETTINGS).encoding == "utf-8-sig"


def test_latin_1_is_detected_and_noted(write):
    path = write("a.csv", "text,label\ncrème brûlée,a\n", encoding="latin-1")
    source = open_source(path, SETTINGS)
    assert [row.values["text"] for row in source.rows()] == ["crème brûlée"]
    assert source.encoding == "latin-1"
    assert "line: 2" in source.notes[0]


def test_latin_1_is_read_as_declared(write):
    path = write("a.csv", "text,label\ncafÃ©,a\n", encoding="latin-1")
    assert values(path, DataSettings(encoding="latin-1"))[0]["text"] == "cafÃ©"


def test_packed_content_is_known_without_its_extension(write):
    path = write("a.csv.gz", CONTENT["a.csv"])
    assert values(path.rename(path.with_name("a.csv"))) == TWO


def test_rows_know_their_lines(write):
    path = write("a.csv", 'text,label\n"two\nlines",a\n\nthird,b\n')
    assert [row.line for row in read_rows(path, SETTINGS)] == [2, 5]


def test_json_rows_know_their_lines(write):
    path = write("a.json", CONTENT["a.json"])
    assert [row.line for row in read_rows(path, SETTINGS)] == [2, 6]


def test_table_without_header_is_numbered_and_noted(write):
    path = write("a.tsv", "one fine film\t1\nno fun at all\t0\nso so\t1\n")
    source = open_source(path, SETTINGS)
    assert next(row.values for row in source.rows()) == {"column_1": "one fine film", "column_2": "1"}
    assert "no header row" in source.notes[0]


def test_label_that_comes_again_shows_that_there_is_no_header(write):
    assert len(values(write("a.csv", "hello you,greeting\nso long,farewell\ngood day,greeting\n"))) == 3


def test_named_column_shows_that_there_is_a_header(write):
    path = write("a.csv", "q,k\n" + "q,k\n" * 3)
    assert len(values(path, DataSettings(text="q"))) == 3


def test_quotes_in_tsv_may_be_plain_characters(write):
    path = write("a.tsv", 'text\tlabel\n"the end" of it\ta\n"never closed\tb\n')
    assert [row["text"] for row in values(path)] == ['"the end" of it', '"never closed']


def test_quotes_in_tsv_may_mark_cells(write):
    path = write("a.tsv", 'text\tlabel\n"with a ""quote"""\ta\n"over two\nlines"\tb\n')
    assert [row["text"] for row in values(path)] == ['with a "quote"', "over two\nlines"]


def test_extra_blank_cells_are_no_columns(write):
    assert values(write("a.csv", "text,label\na,b,\n"))[0] == {"text": "a", "label": "b"}


def test_json_lists_by_split(write):
    path = write("a.json", json.dumps({"oos_val": [["how far is the moon", "oos"]], "train": [["my card", "card"]]}))
    rows = list(read_rows(path, SETTINGS))
    assert [(row.split, row.values["column_2"]) for row in rows] == [("validation", "oos"), ("train", "card")]


def test_json_records_by_id(write):
    path = write("a.json", json.dumps({"q1": {"question": "is it"}, "q2": {"question": "was it"}}))
    assert values(path) == [{"id": "q1", "question": "is it"}, {"id": "q2", "question": "was it"}]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(
    st.lists(st.dictionaries(st.text(), json_values, max_size=3), min_size=1, max_size=6), st.sampled_from([None, 0, 2])
)
def test_any_json_list_of_records_comes_back(tmp_path_factory, records, indent):
    path = tmp_path_factory.mktemp("json") / "a.json"
    path.write_text(json.dumps(records, indent=indent), encoding="utf-8")
    assert values(path) == records


def test_json_values_longer_than_a_chunk_come_back(write):
    records = [{"text": "x" * 200_000, "label": "a"}, {"text": "é" * 70_000, "label": "b"}]
    assert values(write("a.json", json.dumps(records, ensure_ascii=False))) == records


def test_conll_keeps_tags_as_they_are(write):
    iob1 = "-DOCSTART- -X- O O\n\nSilicon NNP - I-ORG\nValley NNP - I-ORG\n\nHere RB - O\n"
    rows = list(read_rows(write("a.txt", iob1), SETTINGS))
    assert [(row.line, row.values["tokens"], row.values["tags"]) for row in rows] == [
        (3, ["Silicon", "Valley"], ["I-ORG", "I-ORG"]),
        (6, ["Here"], ["O"]),
    ]
    assert rows[0].values["column_2"] == ["NNP", "NNP"]


def test_conll_under_other_names_and_with_blank_tabs(write):
    bio = "Empire\tB-location\nState\tI-location\n\t\n信\tO\n用\tO\n"
    for name in ("train.tsv", "a.conll.gz", "dev.annotated"):
        assert [row["tokens"] for row in values(write(name, bio))] == [["Empire", "State"], ["信", "用"]]


def test_conll_with_a_missing_tag_is_located(write):
    from scaffold.errors import DataError

    with pytest.raises(DataError, match=r"a\.conll:2: this line has 1 columns, expected 2"):
        values(write("a.conll", "Empire\tB-loc\nState\n"))


def test_labelled_lines(write):
    path = write("a.txt", "profit rose , it said .@positive\nmail me @ home@neutral\n" * 4)
    assert values(path)[1] == {"text": "mail me @ home", "label": "neutral"}


def test_plain_lines(write):
    assert values(write("corpus.txt", "first line, with a comma\n\nsecond\n")) == [
        {"text": "first line, with a comma"},
        {"text": "second"},
    ]


def test_semicolons_make_a_table_of_a_txt(write):
    assert values(write("a.txt", "text;label_name\ni am glad;joy\nso sad;sadness\n"))[1]["label_name"] == "sadness"


def test_parallel_files(write):
    write("test.seq.out.gz", "O B-when \nO O\n")
    write("test.label", "Ask\nTell\n")
    (first, _) = values(write("test.seq.in", "see tomorrow \nall fine\n"))
    assert first == {"text": "see tomorrow", "tokens": ["see", "tomorrow"], "tags": ["O", "B-when"], "label": "Ask"}


def test_parallel_files_of_different_length_are_refused(write):
    from scaffold.errors import DataError

    write("label", "Ask\n")
    with pytest.raises(DataError, match=r"seq\.in:2: the parallel files have different numbers of lines"):
        values(write("seq.in", "one\ntwo\n"))


def test_relation_blocks(write):
    block = '8001\t"The <e1>child</e1> in the <e2>cradle</e2>."\nOther\nComment: none\n\n'
    rows = values(write("TRAIN.TXT", block * 2))
    assert rows[0] == {"id": "8001", "text": "The <e1>child</e1> in the <e2>cradle</e2>.", "label": "Other"}


def test_parquet_and_saved_folder_name_their_classes(tmp_path):
    import datasets

    features = datasets.Features({"text": datasets.Value("string"), "label": datasets.ClassLabel(names=["no", "yes"])})
    made = datasets.Dataset.from_dict({"text": ["a b", "c d", "e f"], "label": [1, 0, -1]}, features=features)
    made.to_parquet(tmp_path / "a.parquet")
    datasets.DatasetDict({"train": made, "test": made}).save_to_disk(tmp_path / "saved")
    labels = [row["label"] for row in values(tmp_path / "a.parquet")]
    assert labels == ["yes", "no", None]
    rows = list(read_rows(tmp_path / "saved", SETTINGS))
    assert [(row.split, row.values["label"]) for row in rows][:4] == [
        ("train", "yes"),
        ("train", "no"),
        ("train", None),
        ("test", "yes"),
    ]


def test_saved_folder_that_is_incomplete_is_refused(tmp_path):
    from scaffold.errors import DataError

    (tmp_path / "state.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match="save_to_disk"):
        open_source(tmp_path, SETTINGS)


def test_hub_dataset_is_read_by_splits(monkeypatch):
    import datasets

    from scaffold.data.readers.hf_dataset import open_hub

    part = datasets.Dataset.from_dict({"text": ["a"], "label": ["b"]})
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr(
        datasets, "load_dataset", lambda name: datasets.DatasetDict({"train": part, "validation": part})
    )
    assert [row.split for row in open_hub("some/thing").rows()] == ["train", "validation"]


def test_hub_that_cannot_be_reached_is_the_users_to_mend(monkeypatch):
    import datasets

    from scaffold.data.readers.hf_dataset import open_hub
    from scaffold.errors import DataError

    def refuse(name):
        raise ConnectionError("no route to the hub")

    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr(datasets, "load_dataset", refuse)
    with pytest.raises(DataError, match="no route to the hub"):
        open_hub("some/thing")
