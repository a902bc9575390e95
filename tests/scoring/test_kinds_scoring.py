"""Heads of many labels, numbers and spans measured on labelled data: promises, intervals, mistakes people can read."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.data.example import Example
from scaffold.data.examples import Examples
from scaffold.decision.calibration import Temperature
from scaffold.decision.evidence import Evidence
from scaffold.decision.labels_model import LabelsModel
from scaffold.decision.number_model import NumberModel
from scaffold.decision.span_model import SpanModel
from scaffold.models.classifier import Outputs
from scaffold.models.tagger import Tagger, WordScores
from scaffold.scoring.measure import measure
from scaffold.settings import DecisionSettings

SETTINGS = DecisionSettings(error_rate=0.2, false_reject_rate=0.2)
WORDS = ("card", "pin", "fee")


class Counting:
    """A classifier that sees how often each word stands in a text."""

    kind = "counting"
    labels = WORDS

    def __init__(self, *scores: float) -> None:
        self.scores = np.array(scores or (8.0, 8.0, 8.0))

    def outputs(self, texts, *, progress=None) -> Outputs:
        counts = np.array([[text.split().count(word) for word in WORDS] for text in texts], dtype=np.float64)
        seen = np.concatenate([counts.reshape(-1, 3), np.ones((len(texts), 1))], axis=1)
        features = seen / np.linalg.norm(seen, axis=1, keepdims=True)
        return Outputs(((counts.reshape(-1, 3) - 0.5) * self.scores).astype(np.float32), features.astype(np.float32))


class Summing(Counting):
    """One output: the number of known words."""

    labels = ("size",)

    def outputs(self, texts, *, progress=None) -> Outputs:
        found = super().outputs(texts)
        return Outputs((found.logits / 8.0 + 0.5).sum(axis=1, keepdims=True), found.features)


TEXTS = [" ".join(word for bit, word in enumerate(WORDS) if number >> bit & 1) + " please" for number in range(8)] * 8


def examples(labels) -> Examples:
    return Examples.from_iter(Example(text, labels={"h": label}) for text, label in zip(TEXTS, labels, strict=True))


def sets() -> list[list[str]]:
    return [[word for word in WORDS if word in text] for text in TEXTS]


@pytest.fixture(scope="module")
def labels_model() -> LabelsModel:
    classifier = Counting()
    outputs = classifier.outputs(TEXTS)
    truth = np.array([[word in text for word in WORDS] for text in TEXTS], dtype=np.float64)
    evidence = Evidence.of(TEXTS[:8], [", ".join(each) or "none" for each in sets()[:8]], outputs.features[:8])
    return LabelsModel.fit("h", classifier, evidence, outputs, truth, SETTINGS)


def test_labels_are_measured_with_promises_and_an_interval(labels_model):
    report = measure(labels_model, {"test": examples(sets())}, train_counts={"card": 3})

    assert report.figures["macro_f1"] == 1.0
    assert (report.metric, report.kind, report.error_rate) == ("macro_f1", "multilabel", 0.2)
    assert report.interval is not None
    assert 0.9 < report.interval.low < report.interval.high == 1.0
    assert [promise.name for promise in report.promises] == ["coverage", "false_reject"]
    assert report.figures["coverage_promise_kept"] == 1.0
    assert sum(each.count for each in report.reliability) == len(TEXTS) * len(WORDS)
    assert report.mistakes == []


def test_wrong_labels_are_shown_surest_first_and_unknown_ones_counted(labels_model):
    truth = [each if number % 8 != 1 else ["pin", "planet"] for number, each in enumerate(sets())]
    report = measure(labels_model, {"test": examples(truth)}, metric="micro_f1")

    assert report.unknown_labels == {"planet": 8}
    assert report.interval is None
    assert {(m.truth, m.predicted) for m in report.mistakes} == {("pin, planet", "card")}
    assert all(len(m.neighbours) == 3 for m in report.mistakes)
    missed = next(p for p in report.promises if p.name == "coverage")
    assert missed.measured == pytest.approx(7 / 8)


@pytest.fixture(scope="module")
def number_model() -> NumberModel:
    classifier = Summing()
    outputs = classifier.outputs(TEXTS)
    evidence = Evidence.of(TEXTS[:8], [str(len(each)) for each in sets()[:8]], outputs.features[:8])
    noise = np.random.default_rng(0).normal(0, 0.1, len(TEXTS))
    truth = np.array([len(each) for each in sets()]) + noise
    return NumberModel.fit("h", classifier, evidence, outputs, truth, SETTINGS, mean=0.0, spread=1.0)


def test_numbers_are_measured_with_their_intervals(number_model):
    noise = np.random.default_rng(1).normal(0, 0.1, len(TEXTS))
    truth = [str(len(each) + error) for each, error in zip(sets(), noise, strict=True)]
    report = measure(number_model, {"test": examples(truth)})

    assert report.figures["r2"] > 0.9
    assert report.interval is not None
    assert report.interval.low < report.figures["r2"] <= report.interval.high
    assert 0.6 < report.figures["interval_coverage"] < 0.95
    assert report.promises[0].what == "True number in its interval"
    assert report.figures["interval_width"] < report.figures["unread_width"]
    off = [abs(float(m.truth) - float(m.predicted)) for m in report.mistakes]
    assert off == pytest.approx(sorted(off, reverse=True), abs=1e-2)
    assert all(m.probability is None for m in report.mistakes)


def test_metric_of_a_number_decides_about_the_interval(number_model):
    assert measure(number_model, {"test": examples(["1"] * len(TEXTS))}, metric="spearman").interval is None


class Marking(Tagger):
    """A tagger that marks each `card` and each `please`."""

    def outputs(self, texts, *, progress=None):
        found = []
        for text in texts:
            offsets, at = [], 0
            for word in text.split():
                at = text.index(word, at)
                offsets.append((at, at + len(word)))
                at += len(word)
            logits = [[0.0, {"card": 5.0, "please": 1.0}.get(word, -5.0), -9.0] for word in text.split()]
            found.append(WordScores(offsets, np.array(logits, dtype=np.float32).reshape(-1, 3)))
        return found


@pytest.fixture(scope="module")
def span_model(tiny_encoder) -> SpanModel:
    tagger = Marking(tiny_encoder, ("thing",), np.zeros((3, tiny_encoder.width)), np.zeros(3))
    return SpanModel("h", tagger, Temperature(1.0, rows=100))


def tagged(text: str, words: dict[str, str]) -> Example:
    tokens = text.split()
    tags = [f"B-{words[token]}" if token in words else "O" for token in tokens]
    return Example(text, labels={"h": tags}, metadata={"tokens": tokens})


def test_spans_are_measured_and_their_mistakes_sorted(span_model):
    rows = [tagged(text, {"card": "thing", "fee": "thing", "pin": "place"}) for text in TEXTS]
    report = measure(span_model, {"test": Examples.from_iter(rows)}, train_counts={"thing": 5})

    assert report.figures["span_precision"] == pytest.approx(32 / 96)
    assert report.figures["span_recall"] == pytest.approx(32 / 96)
    assert report.unknown_labels == {"place": 32}
    assert [(m.kind, m.true_label, m.predicted_label, m.count) for m in report.span_mistakes] == [
        ("made up", "", "thing", 64),
        ("missed", "place", "", 32),
        ("missed", "thing", "", 32),
    ]
    assert report.mistakes[0].predicted == "thing: please"
    assert report.mistakes[0].probability == pytest.approx(np.e / (1 + np.e), abs=0.01)
    assert report.interval is not None
    assert report.interval.low < 1 / 3 < report.interval.high
    assert sum(each.count for each in report.reliability) == 96
    likely = (32 / (1 + np.exp(-5)) + 64 * np.e / (1 + np.e)) / 96
    assert report.figures["mean_confidence"] == pytest.approx(likely, abs=1e-2)


def test_what_was_missed_has_no_probability(span_model):
    rows = [tagged("my fee", {"fee": "thing"})] * 3
    report = measure(span_model, {"test": Examples.from_iter(rows)})

    assert [(m.predicted, m.probability) for m in report.mistakes] == [("(nothing)", None)] * 3
    assert "ece" not in report.figures
    assert report.figures["span_f1"] == 0.0
