"""The loaders: which heads a path has labels for, by what its columns are called, in English and Chinese."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scaffold.errors import DataError
from scaffold.settings import DataSettings
from scaffold_medical.data import load, load_cases

LOADERS = ("notes", "sections", "questions")


def written(folder: Path, rows: list[dict[str, Any]]) -> Path:
    path = folder / "data.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def heads(path: Path) -> dict[str, dict[str, str]]:
    """Kinds of the heads that each loader finds."""
    found = {name: load(name, path, DataSettings()) for name in LOADERS}
    return {name: dict(dataset.kinds) for name, dataset in found.items() if dataset is not None}


def rows(**columns: Any) -> list[dict[str, Any]]:
    """Forty rows of texts that differ, with a value of each column in turn."""
    return [
        {"text": f"note number {n} about the chest", **{name: each[n % len(each)] for name, each in columns.items()}}
        for n in range(40)
    ]


def test_columns_of_notes_by_their_names(tmp_path: Path) -> None:
    spans = [[{"start": 0, "end": 4, "label": "Disease"}], []]
    path = written(tmp_path, rows(department=["a", "b"], diagnoses=[["x"], ["x", "y"]], entities=spans))

    assert heads(path) == {"notes": {"speciality": "classification", "conditions": "multilabel", "entities": "tagging"}}


@pytest.mark.parametrize("name", ["label", "disease", "疾病", "illness"])
def test_one_label_of_any_name_is_the_condition(tmp_path: Path, name: str) -> None:
    assert heads(written(tmp_path, rows(**{name: ["a", "b"]}))) == {"notes": {"condition": "classification"}}


@pytest.mark.parametrize(("name", "loader"), [("section", "sections"), ("question_type", "questions")])
def test_passages_and_questions_are_no_notes(tmp_path: Path, name: str, loader: str) -> None:
    assert heads(written(tmp_path, rows(**{name: ["a", "b"]}))) == {loader: {name: "classification"}}


def test_chinese_departments(tmp_path: Path) -> None:
    made = [{"text": f"患者第{n}次就诊", "科室": ["心内科", "骨科"][n % 2]} for n in range(40)]

    assert heads(written(tmp_path, made)) == {"notes": {"speciality": "classification"}}


def test_texts_without_labels_are_refused_by_the_loader_of_notes(tmp_path: Path) -> None:
    path = written(tmp_path, [{"text": f"a note of number {n}"} for n in range(9)])

    with pytest.raises(DataError, match="labels"):
        load("notes", path, DataSettings())
    assert load("sections", path, DataSettings()) is None


def test_sample_of_each_loader_has_its_heads() -> None:
    assert {name: tuple(load(name, None, DataSettings()).kinds) for name in LOADERS} == {  # type: ignore[union-attr]
        "notes": ("speciality", "conditions", "entities"),
        "sections": ("section",),
        "questions": ("question_type",),
    }


def test_only_notes_of_the_sample_have_groups() -> None:
    settings = DataSettings(subgroups=("sex",))

    assert load("notes", None, settings) is not None
    assert load("sections", None, settings) is not None
    assert load_cases(None, settings).splits["train"].heads == ("finding",)
