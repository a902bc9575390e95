"""The first figure of a head says in words what it counts, for every kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scaffold.evaluation.bootstrap import Interval, f1_interval
from scaffold.evaluation.headline import headline, interval_of
from scaffold.evaluation.kinds import KINDS, words_of
from scaffold.evaluation.records import HeadReport
from scaffold.evaluation.wording import METRICS

FIGURES = {
    "classification": {"accuracy": 0.9, "macro_f1": 0.8},
    "relation": {"accuracy": 0.9, "macro_f1": 0.8},
    "ordinal": {"accuracy": 0.6, "macro_f1": 0.5, "quadratic_kappa": 0.81, "within_one_step": 0.95},
    "multilabel": {"macro_f1": 0.46, "micro_precision": 0.55, "micro_recall": 0.6, "subset_accuracy": 0.4},
    "regression": {"r2": 0.71, "mean_absolute_error": 0.42, "spearman": 0.8},
    "tagging": {
        "span_f1": 0.828,
        "span_precision": 0.84,
        "span_recall": 0.815,
        "spans": 540.0,
        "whole_texts": 0.7,
        "boundary_f1": 0.9,
    },
}
METRIC = {"ordinal": "quadratic_kappa", "multilabel": "macro_f1", "regression": "r2", "tagging": "span_f1"}
SAID = {
    "classification": ("90.0%", "of 300 test texts get the right one of 2 labels"),
    "relation": ("90.0%", "of 300 test texts get the right one of 2 labels"),
    "ordinal": ("0.810", "agreement on 300 test texts beyond chance"),
    "multilabel": ("46.0%", "macro F1 on 300 test texts: F1 averaged over 2 labels"),
    "regression": ("0.710", "the share of the differences between the numbers of 300 test texts"),
    "tagging": ("82.8%", "of the spans it marks 84.0% are right, and it finds 81.5% of the 540 true ones"),
}


def head(kind: str, **changes: object) -> HeadReport:
    figures = FIGURES[kind] | {"rows": 300.0}
    made = HeadReport("h", ("a", "b"), "test", {"test": figures}, METRIC.get(kind, "accuracy"), kind=kind)
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", SAID)
def test_first_figure_is_said_in_words(kind):
    found = headline(head(kind))
    assert found is not None
    assert found.value == SAID[kind][0]
    assert SAID[kind][1] in found.says
    assert found.more


def test_every_kind_with_words_is_tried():
    assert set(SAID) <= set(KINDS)


@pytest.mark.parametrize("kind", SAID)
def test_figures_of_the_terminal_have_names(kind):
    words = words_of(kind)
    assert set(words.shown) <= set(METRICS)
    assert set(FIGURES[kind]) <= set(METRICS)


def test_interval_is_that_of_the_metric():
    accuracy = interval_of(head("classification"))
    assert accuracy is not None
    assert accuracy.low < 0.9 < accuracy.high
    assert interval_of(head("tagging")) is None
    found = headline(head("tagging", interval=Interval(0.828, 0.8, 0.85)))
    assert found is not None
    assert found.more[0] == "Between 80.0% and 85.0%, with 95% certainty."


def test_another_metric_is_said_as_such():
    found = headline(head("classification", metric="macro_f1"))
    assert found is not None
    assert found.value == "80.0%"
    assert "Accuracy 90.0%." in found.more


def test_a_kind_without_words_is_told_by_its_metric():
    figures = {"hits": 0.5, "rows": 20.0}
    found = headline(HeadReport("h", (), "test", {"test": figures}, "hits", kind="a kind of tomorrow"))
    assert found is not None
    assert (found.value, found.says) == ("0.500", "hits on 20 test texts.")


def test_without_texts_there_is_none():
    assert headline(HeadReport("h", (), "test", {"test": {"rows": 0.0}})) is None


def test_f1_interval_is_narrow_where_texts_are_many():
    few, many = ([1, 0, 2] * n for n in (5, 500))
    wide, narrow = (f1_interval(right, [2] * len(right), [2] * len(right)) for right in (few, many))

    assert wide.value == pytest.approx(narrow.value) == pytest.approx(0.5)
    assert wide.low < narrow.low < 0.5 < narrow.high < wide.high
    perfect = f1_interval([1] * 9, [1] * 9, [1] * 9)
    assert (perfect.value, perfect.high) == (1.0, 1.0)
    # Nine texts without an error do not say that there is none in a hundred.
    assert 0.6 < perfect.low < 0.8
    assert f1_interval([0] * 9, [1] * 9, [1] * 9).high > 0.2


def test_f1_interval_of_labels_is_that_of_their_mean():
    right, every = [[1, 0]] * 20, [[1, 1]] * 20
    assert f1_interval(right, every, every).value == pytest.approx(0.5)
    # A label that never occurs is not averaged in.
    assert f1_interval([[1, 0]] * 20, [[1, 0]] * 20, [[1, 0]] * 20).value == 1.0
