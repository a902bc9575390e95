"""Verdicts and next steps of heads that do not give one class."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scaffold.evaluation.metrics import ClassScore
from scaffold.evaluation.promise import coverage_promise
from scaffold.evaluation.records import HeadReport, RunReport
from scaffold.evaluation.span_mistakes import CommonMistake
from scaffold.evaluation.steps import next_steps
from scaffold.evaluation.verdict import trust

CLAIMS = {
    "tagging": {"ece": 0.01, "mean_confidence": 0.85, "span_precision": 0.84, "span_macro_f1": 0.8},
    "multilabel": {"given_ece": 0.01, "given_confidence": 0.7, "micro_precision": 0.69, "macro_f1": 0.6},
    "regression": {"interval_coverage": 0.95, "interval_width": 1.0, "unread_width": 4.0},
}


def head(kind: str, figures: dict[str, float] | None = None, **changes: object) -> HeadReport:
    every = {"rows": 500.0} | CLAIMS[kind] | (figures or {})
    made = HeadReport("h", ("a", "b"), "test", {"test": every}, kind=kind, error_rate=0.05)
    return replace(made, **changes)  # type: ignore[arg-type]


def titles(report: HeadReport) -> list[str]:
    return [step.title for step in next_steps(RunReport("t", "v", [report]))]


@pytest.mark.parametrize(
    ("kind", "figures", "word"),
    [
        ("tagging", {}, "Yes"),
        ("tagging", {"ece": 0.2, "mean_confidence": 0.99}, "Over-confident"),
        ("multilabel", {}, "Yes"),
        ("multilabel", {"given_ece": 0.04}, "Nearly"),
        ("multilabel", {"given_ece": 0.2, "given_confidence": 0.4}, "Too timid"),
        ("regression", {}, "Yes"),
        ("regression", {"rows": 40.0}, "Too early"),
    ],
)
def test_claims_are_judged_by_what_they_are_about(kind, figures, word):
    judged = trust(head(kind, figures))
    assert judged is not None
    assert judged.word == word


def test_words_name_what_is_claimed():
    spans, labels, numbers = (trust(head(kind)) for kind in ("tagging", "multilabel", "regression"))
    assert spans is not None
    assert labels is not None
    assert numbers is not None
    assert "right in 84.0% of the spans it marks" in spans.why
    assert "right in 69.0% of the labels given" in labels.why
    assert numbers.question == "Can I trust its intervals?"
    assert "95.0% of texts (promised: 95%) and are 1 wide" in numbers.why


@pytest.mark.parametrize(("held", "word"), [(470, "Yes"), (455, "Nearly"), (300, "Too narrow")])
def test_intervals_are_held_to_their_promise(held, word):
    promise = coverage_promise([True] * held + [False] * (500 - held), 0.05)
    judged = trust(head("regression", {"interval_coverage": held / 500}, promises=[promise]))
    assert judged is not None
    assert judged.word == word
    assert ("Calibrate again before relying on its intervals" in titles(head("regression", promises=[promise]))) == (
        word != "Yes"
    )


def test_intervals_without_ends_are_none():
    without = HeadReport("h", (), "test", {"test": {"rows": 500.0, "interval_coverage": 1.0}}, kind="regression")
    judged = trust(without)
    assert judged is not None
    assert judged.word == "It has none"


def test_a_head_that_claims_nothing_is_not_judged():
    assert trust(HeadReport("h", (), "test", {"test": {"rows": 500.0, "hits": 0.5}}, kind="embedding")) is None


def test_intervals_nearly_as_wide_as_guessing_become_a_step():
    assert titles(head("regression", {"interval_width": 3.5})) == ["Make its intervals narrower"]
    assert titles(head("regression")) == ["Try it on texts of your own"]


def weak(train: int) -> HeadReport:
    scores = [ClassScore("a", 0.2, 0.2, 0.2, 20, 20), ClassScore("b", 0.9, 0.9, 0.9, 20, 20)]
    return head("tagging", classes=scores, train_counts={"a": train, "b": 100, "c": 100})


def test_rare_labels_need_examples_and_common_ones_a_definition():
    assert titles(weak(9)) == ["Add examples of weak labels"]
    assert titles(weak(100)) == ["Write down what weak labels mean"]
    (step,) = next_steps(RunReport("t", "v", [weak(100)]))
    assert "a (F1 20% with 100 spans)" in step.why


@pytest.mark.parametrize(
    ("mistake", "title"),
    [
        (("wrong boundary", "city", "city"), "Look at city: wrong boundary"),
        (("wrong type", "city", "person"), "Look at city taken for person"),
        (("missed", "city", ""), "Look at city: missed"),
        (("made up", "", "person"), "Look at person: made up"),
    ],
)
def test_commonest_mistake_with_spans_is_a_step(mistake, title):
    common = CommonMistake(*mistake, 12, (("in Bonn", "Bonn", ""),))
    assert titles(head("tagging", span_mistakes=[common])) == [title]
    assert titles(head("tagging", span_mistakes=[replace(common, count=2)])) == ["Try it on texts of your own"]


def test_unknown_labels_of_spans_are_counted_as_spans():
    (step, *_) = next_steps(RunReport("t", "v", [head("tagging", unknown_labels={"planet": 3})]))
    assert step.why.startswith("3 spans of the test data carry planet")
