"""What a file is for, found in its rows; its sample without personal data."""

from __future__ import annotations

import csv
import io
import json

import pytest

from scaffold.errors import DataError, UserError
from scaffold.projects.looking import look
from scaffold.projects.sample import sample_text, starred
from scaffold.settings import DataSettings

TEXTS = [
    f"the {word} of order number {number} came late and i want to know why"
    for number in range(12)
    for word in ("bed", "lamp")
]


@pytest.fixture
def file(tmp_path):
    def write(name: str, *rows: dict[str, object]) -> str:
        path = tmp_path / name
        if path.suffix == ".csv":
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
        else:
            path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return str(path)

    return write


def rows(**columns):
    return [{name: make(text, number) for name, make in columns.items()} for number, text in enumerate(TEXTS)]


def text(own: str, number: int) -> str:
    return own


def backwards(own: str, number: int) -> str:
    return own[::-1]


CASES = {
    "classification": {"body": text, "kind": lambda own, number: own.split()[1]},
    "multilabel": {
        "text": text,
        "labels": lambda own, number: ("late;bed", "late", "lamp;late", "bed", "lamp")[number % 5],
    },
    "pair": {
        "text": text,
        "text_pair": lambda own, number: own[::-1],
        "label": lambda own, number: ["yes", "no"][number % 2],
    },
    "recommendation": {
        "text": text,
        "text_pair": lambda own, number: own[::-1],
        "label": lambda own, number: 1 + number % 5,
    },
    "retrieval": {"query": text, "passage": lambda own, number: f"{own} here is the answer"},
}


@pytest.mark.parametrize("task", CASES)
def test_task_and_columns_are_found(file, task):
    found = look(file("rows.csv", *rows(**CASES[task])), DataSettings())

    assert found.task == task
    names = list(CASES[task])
    assert [name for name in found.columns.values() if name] == names
    assert (found.rows, found.language) == (24, "en")
    assert 0 < found.level < 1


def test_spans_are_tagging(file):
    made = [{"text": own, "spans": [{"start": 4, "end": 7, "label": "thing"}]} for own in TEXTS]
    found = look(file("rows.jsonl", *made), DataSettings())

    assert (found.task, found.labels) == ("tagging", ("thing",))
    sample, _ = sample_text(found)
    assert [json.loads(line)["spans"] for line in sample.splitlines()] == [row["spans"] for row in made]


def test_chinese_is_known(file):
    made = [{"text": f"第{number}个包裹什么时候到", "label": "快递" if number % 2 else "退货"} for number in range(10)]

    assert look(file("rows.jsonl", *made), DataSettings()).language == "zh"


def test_columns_and_task_that_were_named_win(file):
    made = rows(
        title=text, body=text, kind=lambda own, number: own.split()[1], other=lambda own, number: "ab"[number % 2]
    )
    found = look(file("rows.csv", *made), DataSettings(text="title", label="other"), "classification")

    assert found.columns == {"text": "title", "text_pair": "", "label": "other"}
    assert set(found.labels) == {"a", "b"}


def test_level_is_a_little_more_than_guessing(file):
    made = rows(text=text, label=lambda own, number: "rare" if number % 4 == 0 else "frequent")

    assert look(file("rows.csv", *made), DataSettings()).level == pytest.approx(0.775)


def test_files_that_do_not_fit_are_told(file):
    plain = file("plain.csv", *rows(text=text))
    with pytest.raises(DataError, match="label"):
        look(plain, DataSettings())
    single = file("single.csv", *rows(text=text, label=lambda own, number: "ab"[number % 2]))
    with pytest.raises(DataError, match=r"no column of a second text, and pair needs two texts"):
        look(single, DataSettings(), "pair")
    with pytest.raises(UserError, match="not known"):
        look(single, DataSettings(), "cooking")


def test_personal_data_are_starred_where_they_stand():
    assert starred("write to jane@example.org now") == "write to **************** now"


def test_sample_keeps_splits_and_groups_without_names(file):
    made = rows(
        text=lambda own, number: f"{own} or mail jane@example.org",
        label=lambda own, number: "ab"[number % 2],
        customer_id=lambda own, number: f"jane doe {number % 6}",
        split=lambda own, number: ("train", "train", "test")[number % 3],
        phone=lambda own, number: "+44 20 7946 0958",
    )
    found = look(file("rows.csv", *made), DataSettings(group="customer_id"))
    sample, masked = sample_text(found)

    assert masked == 24
    assert "jane" not in sample
    assert "7946" not in sample
    read = list(csv.DictReader(io.StringIO(sample)))
    assert {row["group"] for row in read} == {f"g{number}" for number in range(1, 7)}
    assert sorted({row["split"] for row in read}) == ["test", "train"]


def test_of_a_large_file_some_rows_of_every_label_are_drawn(file):
    made = [
        {"text": f"text number {number} of many", "label": "rare" if number % 50 == 0 else "frequent"}
        for number in range(600)
    ]
    found = look(file("rows.csv", *made), DataSettings())
    sample, _ = sample_text(found, most=100)
    labels = [row["label"] for row in csv.DictReader(io.StringIO(sample))]

    assert len(labels) == 100
    assert labels.count("rare") >= 10
    assert sample_text(found, most=100) == (sample, 0)
