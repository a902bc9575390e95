"""What a head learns from a data set: its labels, its truth, what it is chosen by; and what is no task."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scaffold.data.dataset import Dataset
from scaffold.data.example import Example
from scaffold.data.examples import Examples
from scaffold.data.load import load_dataset
from scaffold.data.spans import TextSpan
from scaffold.errors import DataError, PluginError
from scaffold.heads.tasks import make_task, train_counts
from scaffold.plugins.specs import TaskHeadSpec
from scaffold.settings import DataSettings

MADE = {
    "classification": (["b", "a", "b"], ("a", "b"), [1, 0, 1]),
    "relation": (["b", "a", "b"], ("a", "b"), [1, 0, 1]),
    "ordinal": (["10", "9", "10"], ("9", "10"), [1, 0, 1]),
    "multilabel": ([["b"], ["a", "b"], []], ("a", "b"), [[0, 1], [1, 1], [0, 0]]),
    "regression": (["1", "5", "3"], ("h",), [-np.sqrt(1.5), np.sqrt(1.5), 0]),
}
TEXT = "my <e1>card</e1> and <e2>pin</e2>"


@pytest.fixture
def dataset(tmp_path):
    """`dataset(kind, train, validation)`: labels of texts; a test split of the validation's."""

    def make(kind: str, train: list, validation: list | None = None, text: str = TEXT) -> Dataset:
        (tmp_path / "some.csv").write_text("text,h\na,1\nb,2\n" * 5, encoding="utf-8")
        loaded = load_dataset(tmp_path / "some.csv", DataSettings(), ("h",), resplit=False)

        def of(labels: list) -> Examples:
            fields = [{} if label is None else {"h": label} for label in labels]
            return Examples.from_iter(Example(f"{text} {n}", labels=each) for n, each in enumerate(fields))

        held = of(train if validation is None else validation)
        splits = {"train": of(train), "validation": held, "test": held}
        return replace(loaded, splits=splits)

    return make


def spec(kind: str, **more: object) -> TaskHeadSpec:
    return TaskHeadSpec("h", "s", loader="l", kind=kind, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", MADE)
def test_truth_counts_through_the_labels(dataset, kind):
    labels, names, truth = MADE[kind]
    task = make_task(spec(kind), dataset(kind, [*labels, None]))

    assert task.labels == names
    np.testing.assert_allclose(task.train.truth, truth, rtol=1e-5, atol=1e-6)
    assert len(task.train) == len(task.validation) == 3
    assert task.metric == task.objective.metrics[0]


def test_numbers_keep_their_mean_and_spread(dataset):
    task = make_task(spec("regression"), dataset("regression", ["1", "5", "3"]))
    assert task.mean == 3
    np.testing.assert_allclose(task.mean + task.spread * task.train.truth, [1, 5, 3], rtol=1e-6)


def test_order_is_that_of_the_vertical(dataset):
    steps = ("low", "medium", "high")
    task = make_task(spec("ordinal", labels=steps), dataset("ordinal", ["high", "low", "high"]))
    assert task.labels == ("low", "high")

    with pytest.raises(DataError, match="the label 'huge' is none of low, medium, high, the steps of h"):
        make_task(spec("ordinal", labels=steps), dataset("ordinal", ["huge", "low"]))
    with pytest.raises(DataError, match="the order of high, low is not known"):
        make_task(spec("ordinal"), dataset("ordinal", ["high", "low"]))


def test_spans_keep_their_characters(dataset):
    text = "my card is not here now"
    tags = [["B-x", "I-x", *["O"] * 4]]
    rows = Examples.from_iter(Example(text, labels={"h": each}, metadata={"tokens": text.split()}) for each in tags * 2)
    made = dataset("tagging", ["a", "b"])
    task = make_task(spec("tagging"), replace(made, splits=dict.fromkeys(made.splits, rows)))

    assert task.labels == ("x",)
    assert task.train.spans == [[TextSpan(0, 7, "x")]] * 2
    assert train_counts(task) == {"x": 2}


@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        ("classification", {"a": 1, "b": 2}),
        ("ordinal", {"9": 1, "10": 2}),
        ("multilabel", {"a": 1, "b": 2}),
        ("regression", {}),
    ],
)
def test_training_texts_are_counted_by_label(dataset, kind, counts):
    assert train_counts(make_task(spec(kind), dataset(kind, MADE[kind][0]))) == counts


@pytest.mark.parametrize(
    ("kind", "labels", "message"),
    [
        ("classification", ["a", "a"], "1 of the 2 or more labels"),
        ("multilabel", [[], []], "0 of the 1 or more labels"),
        ("regression", ["2", "2"], "1 of the 2 or more different numbers"),
        ("tagging", [["O"] * 5, ["O"] * 5], "0 of the 1 or more types of spans"),
    ],
)
def test_too_few_labels_are_refused_with_their_file(dataset, kind, labels, message):
    made = dataset(kind, labels, text="a b c d")
    if kind == "tagging":
        rows = Examples.from_iter(
            Example("a b", labels={"h": ["O", "O"]}, metadata={"tokens": ["a", "b"]}) for _ in range(2)
        )
        made = replace(made, splits=dict.fromkeys(made.splits, rows))
    with pytest.raises(DataError, match=rf"some\.csv: the training split has {message} that h needs"):
        make_task(spec(kind), made)


def test_entities_without_marks_are_refused(dataset):
    with pytest.raises(DataError, match="there is no <e1>"):
        make_task(spec("relation"), dataset("relation", ["a", "b"], text="my card"))


def test_texts_without_a_word_are_refused(dataset):
    made = dataset("classification", ["a", "b"])
    rows = Examples.from_iter(Example("?!", labels={"h": label}) for label in "ab")
    with pytest.raises(DataError, match="no training text holds a word"):
        make_task(spec("classification"), replace(made, splits=dict.fromkeys(made.splits, rows)))


def test_metric_of_another_kind_is_refused(dataset):
    made = dataset("multilabel", MADE["multilabel"][0])
    assert make_task(spec("multilabel", metric="micro_f1"), made).metric == "micro_f1"
    with pytest.raises(PluginError, match=r"head 'h': a head of kind multilabel is not chosen by 'accuracy'"):
        make_task(spec("multilabel", metric="accuracy"), made)
