"""A bundle is measured on labelled data: on their test split if there is one, unknown labels counted as errors."""

from __future__ import annotations

import pytest

from scaffold.bundle import Bundle
from scaffold.data.example import Example
from scaffold.data.examples import Examples
from scaffold.errors import DataError
from scaffold.scoring.bundle import score_bundle
from scaffold.scoring.measure import has_labels, measure
from scaffold.settings import DataSettings, Settings


@pytest.fixture(scope="module")
def bundle(toy_bundle) -> Bundle:
    return Bundle.load(toy_bundle)


def lines(part, labels, *, header: str = "text,topic") -> str:
    rows = [f"{text},{labels[label]}" for text, label in zip(part.texts, part.truth, strict=True)]
    return "\n".join([header, *rows]) + "\n"


@pytest.fixture
def folder(tmp_path, task):
    (tmp_path / "train.csv").write_text(lines(task.train, task.labels), encoding="utf-8")
    (tmp_path / "test.csv").write_text(lines(task.validation, task.labels), encoding="utf-8")
    return tmp_path


def test_folder_is_measured_on_its_test_split(bundle, folder, task):
    figures = score_bundle(bundle, str(folder), Settings())

    assert list(figures["topic"]) == ["test"]
    assert figures["topic"]["test"]["rows"] == len(task.validation)
    assert figures["topic"]["test"]["accuracy"] > 0.8


def test_single_file_is_measured_whole(bundle, folder, task):
    figures = score_bundle(bundle, str(folder / "train.csv"), Settings())

    (split,) = figures["topic"].values()
    assert split["rows"] == len(task.train)


def test_labels_the_bundle_does_not_know_are_errors(bundle, folder, task):
    known = score_bundle(bundle, str(folder), Settings())["topic"]["test"]
    with (folder / "test.csv").open("a", encoding="utf-8") as test:
        test.writelines(f"where is my card {number},unheard of\n" for number in range(len(task.validation)))

    figures = score_bundle(bundle, str(folder), Settings())["topic"]["test"]

    assert figures["rows"] == 2 * len(task.validation)
    assert figures["accuracy"] == pytest.approx(known["accuracy"] / 2)


def test_data_of_another_head_are_refused_with_the_columns(bundle, tmp_path):
    (tmp_path / "other.csv").write_text("words\n" + "a b c\n" * 5, encoding="utf-8")

    with pytest.raises(DataError, match=r"other\.csv"):
        score_bundle(bundle, str(tmp_path / "other.csv"), Settings())


def test_column_can_be_named(bundle, folder, task):
    text = lines(task.validation, task.labels, header="q,theme")
    (folder / "odd.csv").write_text(text, encoding="utf-8")
    settings = Settings(data=DataSettings(text="q", label="theme"))

    assert score_bundle(bundle, str(folder / "odd.csv"), settings)["topic"]


def test_report_of_a_head_shows_mistakes_with_their_neighbours(bundle, task):
    wrong = Examples.from_iter(Example(text, labels={"topic": "refund"}) for text in task.validation.texts)
    report = measure(bundle.heads["topic"], {"test": wrong}, metric="macro_f1", train_counts={"card": 12})

    assert report.metric == "macro_f1"
    assert report.train_counts == {"card": 12}
    assert 0 <= report.figures["false_reject_rate"] <= 1
    assert len(report.mistakes) >= 10
    assert all(len(mistake.neighbours) == 3 for mistake in report.mistakes)
    assert report.mistakes[0].neighbours[0].label == report.mistakes[0].predicted


def test_examples_without_a_label_are_not_measured(bundle, task):
    some = Examples.from_iter(
        Example(text, labels={"topic": task.labels[label]} if row % 2 else {})
        for row, (text, label) in enumerate(zip(task.validation.texts, task.validation.truth, strict=True))
    )

    assert has_labels(some, "topic")
    assert not has_labels(some, "mood")
    assert measure(bundle.heads["topic"], {"test": some}).rows == len(task.validation) // 2


def test_every_class_says_how_often_its_set_holds_it(bundle, task):
    model, part = bundle.heads["topic"], task.train
    pairs = zip(part.texts, part.truth, strict=True)
    rows = Examples.from_iter(Example(text, labels={"topic": task.labels[label]}) for text, label in pairs)
    found = model.predict(part.texts)

    for each in measure(model, {"test": rows}).classes:
        column = model.labels.index(each.label)
        assert each.held == pytest.approx(found.inside[part.truth == column, column].mean())
