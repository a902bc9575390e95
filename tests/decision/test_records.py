"""What heads decide, for people and as plain values."""

from __future__ import annotations

import json

import pytest

from scaffold.decision.records import FoundSpan, LabelDecision, LabelsDecision, NumberDecision, SpansDecision

LABEL = LabelDecision("card", 0.9, ("card", "pin"), (("card", 0.9), ("pin", 0.08), ("fee", 0.02)))
LABELS = LabelsDecision(
    ("joy", "love"), (0.8, 0.6), ("joy", "love", "fear"), (("joy", 0.8), ("love", 0.6), ("fear", 0.2))
)
NO_LABELS = LabelsDecision((), (), (), (("joy", 0.1),))
SPANS = SpansDecision((FoundSpan(0, 4, "city", "Bonn", 0.97123456), FoundSpan(8, 13, "mood", "quiet", 0.5)))
NUMBER = NumberDecision(3.14159, 2.0, 4.5)
OPEN = NumberDecision(1.0, float("-inf"), float("inf"))


@pytest.mark.parametrize(
    ("decision", "gist", "confidence"),
    [
        (LABEL, "card", 0.9),
        (LABELS, "joy, love", 0.6),
        (NO_LABELS, "none", None),
        (SPANS, "city 'Bonn', mood 'quiet'", 0.5),
        (SpansDecision(()), "nothing", None),
        (NUMBER, "3.142 (2 to 4.5)", None),
    ],
)
def test_gist_and_confidence(decision, gist, confidence):
    assert (decision.gist, decision.confidence) == (gist, confidence)


@pytest.mark.parametrize("decision", [LABEL, LABELS, NO_LABELS, SPANS, NUMBER, OPEN])
def test_every_decision_is_json(decision):
    values = json.loads(json.dumps(decision.as_dict(), allow_nan=False))
    assert values == decision.as_dict()


def test_labels_are_there_with_their_probabilities():
    assert LABELS.as_dict()["labels"] == [{"label": "joy", "probability": 0.8}, {"label": "love", "probability": 0.6}]
    assert LABELS.details == ["else fear  20.0%", "still possible: joy, love, fear"]
    assert NO_LABELS.details == ["else joy  10.0%", "still possible: none"]


def test_spans_say_where_they_are():
    assert SPANS.as_dict()["spans"][0] == {
        "start": 0,
        "end": 4,
        "label": "city",
        "text": "Bonn",
        "probability": 0.971235,
    }
    assert SPANS.details[1] == "8-13  mood: quiet  50.0%"


def test_an_end_that_is_not_known_is_null():
    assert OPEN.as_dict() == {"value": 1.0, "interval": [None, None]}


def test_many_possible_labels_are_counted():
    labels = tuple("abcdefg")
    assert "still possible: a, b, c, d, e and 2 more" in LabelDecision("a", 0.5, labels, (("a", 0.5),)).details
