"""Figures of spans, against counts made by hand and against what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.data.spans import TextSpan
from scaffold.evaluation.span_mistakes import common_mistakes, span_mistakes
from scaffold.evaluation.span_pairs import overlapping
from scaffold.evaluation.spans import SpanCounts, span_scores

TEXTS = ["Anna Berg flew to New York", "Bonn is not Rome", "nothing here"]
TRUE = [
    [TextSpan(0, 9, "person"), TextSpan(18, 26, "city")],
    [TextSpan(0, 4, "city"), TextSpan(12, 16, "city")],
    [],
]
PREDICTED = [
    [TextSpan(0, 4, "person"), TextSpan(18, 26, "team")],
    [TextSpan(0, 4, "city")],
    [TextSpan(0, 7, "person")],
]


def test_exact_figures_by_hand():
    scores = span_scores(TRUE, PREDICTED)
    assert scores.by_label == {"city": SpanCounts(1, 1, 3), "person": SpanCounts(0, 2, 1), "team": SpanCounts(0, 1, 0)}
    assert scores.micro == SpanCounts(1, 4, 4)
    assert (scores.micro.precision, scores.micro.recall, scores.micro.f1) == (0.25, 0.25, 0.25)
    assert scores.by_label["city"].f1 == pytest.approx(0.5)
    assert scores.macro_f1 == pytest.approx(0.5 / 3)


def test_partial_figures_by_hand():
    scores = span_scores(TRUE, PREDICTED)
    assert scores.boundaries == SpanCounts(2, 4, 4)
    assert scores.types == SpanCounts(2, 4, 4)
    assert scores.whole_texts == 0


def test_figures_have_the_names_of_the_metrics_file():
    assert span_scores(TRUE, TRUE).figures() == {
        "span_f1": 1.0,
        "span_precision": 1.0,
        "span_recall": 1.0,
        "span_macro_f1": 1.0,
        "boundary_f1": 1.0,
        "type_f1": 1.0,
        "whole_texts": 1.0,
        "spans": 4.0,
    }


def test_without_spans_nothing_is_divided_by_zero():
    scores = span_scores([[], []], [[], []])
    assert (scores.micro.f1, scores.macro_f1, scores.whole_texts) == (0.0, 0.0, 1.0)
    assert span_scores([], []).whole_texts == 0.0


def test_as_many_texts_as_answers_are_needed():
    with pytest.raises(ValueError, match="shorter"):
        span_scores(TRUE, PREDICTED[:2])


def test_mistakes_by_kind():
    found = {(each.kind, each.text): (each.true, each.predicted) for each in span_mistakes(TRUE, PREDICTED)}
    assert found == {
        ("wrong boundary", 0): (TextSpan(0, 9, "person"), TextSpan(0, 4, "person")),
        ("wrong type", 0): (TextSpan(18, 26, "city"), TextSpan(18, 26, "team")),
        ("missed", 1): (TextSpan(12, 16, "city"), None),
        ("made up", 2): (None, TextSpan(0, 7, "person")),
    }


def test_a_span_of_other_place_and_label_is_one_mistake():
    (mistake,) = span_mistakes([[TextSpan(0, 9, "person")]], [[TextSpan(5, 12, "team")]])
    assert mistake.kind == "wrong type and boundary"


def test_common_mistakes_come_first_with_their_words():
    mistakes = common_mistakes(TEXTS * 2, [*TRUE, *TRUE], [*PREDICTED, *PREDICTED[:2], []])
    assert [each.count for each in mistakes] == [2, 2, 2, 1]
    boundary = next(each for each in mistakes if each.kind == "wrong boundary")
    assert (boundary.true_label, boundary.predicted_label) == ("person", "person")
    assert boundary.samples[0] == (TEXTS[0], "Anna Berg", "Anna")
    made_up = next(each for each in mistakes if each.kind == "made up")
    assert (made_up.true_label, made_up.samples) == ("", ((TEXTS[2], "", "nothing"),))
    assert len(common_mistakes(TEXTS, TRUE, PREDICTED, most=2)) == 2


@st.composite
def side_by_side(draw):
    cuts = sorted(draw(st.sets(st.integers(0, 12), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [TextSpan(start, end, draw(st.sampled_from("xy"))) for start, end in pairs]


texts = st.lists(st.tuples(side_by_side(), side_by_side()), min_size=1, max_size=4)


@given(texts)
def test_every_span_is_right_or_part_of_one_mistake(pairs):
    true, predicted = [list(side) for side in zip(*pairs, strict=True)]
    mistakes = list(span_mistakes(true, predicted))
    right = span_scores(true, predicted).micro.right
    assert right + sum(1 for each in mistakes if each.true) == sum(map(len, true))
    assert right + sum(1 for each in mistakes if each.predicted) == sum(map(len, predicted))


@given(texts)
def test_looser_figures_are_no_lower(pairs):
    true, predicted = [list(side) for side in zip(*pairs, strict=True)]
    scores, swapped = span_scores(true, predicted), span_scores(predicted, true)
    assert scores.boundaries.f1 >= scores.micro.f1 <= scores.types.f1 <= 1
    assert scores.micro.f1 == swapped.micro.f1
    assert scores.micro.precision == swapped.micro.recall


def test_those_with_most_in_common_are_paired():
    true = [TextSpan(0, 4, "x"), TextSpan(5, 20, "x")]
    wide = TextSpan(3, 19, "x")
    assert overlapping(true, [wide], lambda one, other: True) == [(true[1], wide)]
