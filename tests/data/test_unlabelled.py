"""Training texts without a label: left out, kept beside the splits, or all there is."""

from __future__ import annotations

import pytest

from scaffold.data.dataset import Dataset
from scaffold.errors import DataError


def table(labelled: int, bare: int, split: str = "") -> str:
    """Rows with a label, each followed by a bare one while there are any."""
    head = "text,label,channel" + (",split" if split else "")
    rows, rest = [head], bare
    for number in range(max(labelled, bare)):
        if number < labelled:
            rows.append(f"labelled text {number},{'ab'[number % 2]},web")
        if rest:
            rows.append(f"bare text {number},,phone")
            rest -= 1
    return "\n".join(rows) + "\n"


def texts(dataset: Dataset) -> dict[str, list[str]]:
    return {name: list(examples.iter_texts()) for name, examples in dataset.splits.items()}


def bare(dataset: Dataset) -> list[str]:
    return [] if dataset.unlabelled is None else list(dataset.unlabelled.iter_texts())


def test_kept_texts_stand_beside_the_same_splits(write, load):
    path = write("t.csv", table(40, 25))
    left_out, kept = load(path), load(path, unlabelled="keep")

    assert texts(kept) == texts(left_out)
    assert left_out.unlabelled is None
    assert bare(kept) == [f"bare text {number}" for number in range(25)]
    assert next(iter(kept.unlabelled)).metadata == {"channel": "phone"}
    assert not kept.unlabelled.heads
    assert [each.reason for each in left_out.left_out] == ["no_label"]
    assert kept.left_out == ()
    assert kept.heads == left_out.heads == ("intent",)


def test_keeping_where_every_text_has_a_label_keeps_none(write, load, questions):
    kept = load(write("t.csv", questions), unlabelled="keep")
    assert kept.unlabelled is None


def test_only_unlabelled_texts_make_splits_of_their_own(write, load):
    dataset = load(write("t.csv", table(0, 40)), unlabelled="only")

    found = texts(dataset)
    assert sorted(text for each in found.values() for text in each) == sorted(
        f"bare text {number}" for number in range(40)
    )
    assert all(found[name] for name in ("train", "validation", "test"))
    assert dataset.unlabelled is None
    assert dataset.heads == ()


def test_file_without_any_column_of_labels_is_read_too(write, load):
    rows = "text\n" + "".join(f"text number {number}\n" for number in range(30))
    dataset = load(write("t.csv", rows), unlabelled="only")
    assert sum(len(each) for each in dataset.splits.values()) == 30


@pytest.mark.parametrize("mode", ["leave_out", "keep"])
def test_texts_without_any_label_are_an_error_unless_asked_for(write, load, mode):
    with pytest.raises(DataError, match="no row has a label"):
        load(write("t.csv", table(0, 30)), unlabelled=mode)


def test_labelled_test_with_an_unlabelled_train(write, load):
    write("d/train.csv", table(0, 30))
    write("d/test.csv", table(10, 0))
    path = write("d/validation.csv", table(8, 0)).parent
    dataset = load(path, unlabelled="only")

    assert {name: len(each) for name, each in dataset.splits.items()} == {"train": 30, "validation": 8, "test": 10}
    assert list(dataset.splits["test"].labels("intent")) == list("ab" * 5)
    assert not dataset.splits["train"].heads
    assert dataset.unlabelled is None


def test_labelled_test_alone_leaves_validation_to_be_made(write, load):
    write("d/train.csv", table(0, 30))
    dataset = load(write("d/test.csv", table(10, 0)).parent, unlabelled="only")

    assert len(dataset.splits["test"]) == 10
    assert len(dataset.splits["train"]) + len(dataset.splits["validation"]) == 30
    assert all(text.startswith("bare") for text in dataset.splits["validation"].iter_texts())


def test_few_labelled_texts_of_train_stay_its_splits_though_only_is_asked_for(write, load):
    dataset = load(write("t.csv", table(12, 30)), unlabelled="only")

    assert len(bare(dataset)) == 30
    assert sum(len(each) for each in dataset.splits.values()) == 12


def test_bare_rows_of_given_test_files_are_left_out_as_ever(write, load):
    write("d/train.csv", table(30, 5))
    dataset = load(write("d/test.csv", table(10, 4)).parent, unlabelled="keep")

    assert len(dataset.splits["test"]) == 10
    assert len(bare(dataset)) == 5
    assert [(each.reason, each.count) for each in dataset.left_out] == [("no_label", 4)]


def test_row_with_a_label_for_another_head_is_no_bare_text(write, load):
    rows = ["text,topic,mood"] + [
        f"text {n},{'ab'[n % 2] if n % 3 else ''},{'xy'[n % 2] if n % 4 else ''}" for n in range(48)
    ]
    dataset = load(write("t.csv", "\n".join(rows) + "\n"), heads=("topic", "mood"), unlabelled="keep")

    assert bare(dataset) == [f"text {number}" for number in range(0, 48, 12)]
    assert sum(len(each) for each in dataset.splits.values()) == 44


@pytest.mark.parametrize("mode", ["keep", "only"])
def test_labels_that_come_after_a_thousand_bare_rows_are_found(write, load, mode):
    head, *rows = table(40, 0).splitlines()
    bare_rows = [f"bare text {number},,{'web' if number % 2 else 'phone'}" for number in range(1100)]
    dataset = load(write("t.csv", "\n".join([head, *bare_rows, *rows]) + "\n"), unlabelled=mode)

    assert dataset.columns.labels == {"intent": "label"}
    assert len(bare(dataset)) == 1100
    assert sum(len(each) for each in dataset.splits.values()) == 40


def test_it_is_the_same_each_time(write, load):
    path = write("t.csv", table(0, 40))
    assert texts(load(path, unlabelled="only")) == texts(load(path, unlabelled="only"))
