"""A text in stretches: together they are the text, and each knows its rules and its weight."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scaffold.decision.decision import Decision, RuleEffect, Span
from scaffold.decision.occlusion import word_spans
from scaffold.scoring.explanation.stretches import matches, stretches, united

TEXTS = st.text("ab 退款\n<&", min_size=1, max_size=20)
SPANS = st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)).map(lambda pair: (min(pair), max(pair))), max_size=5)


def decision(text: str, effects, pair: str | None = None) -> Decision:
    words = tuple(Span(start, end, 1.0) for start, end in word_spans(text))
    rules = tuple(RuleEffect(f"r{n}", "", "", "", "", tuple(spans)) for n, spans in enumerate(effects))
    return Decision("1", text, {}, 0.0, False, "answer", "", spans=words, rules=rules, text_pair=pair)


@given(TEXTS, st.none() | TEXTS, st.lists(SPANS, max_size=3))
def test_stretches_put_together_are_the_texts(text, pair, effects):
    parts = stretches(decision(text, effects, pair))

    assert ["".join(piece.text for piece in pieces) for pieces in parts] == [text] + [pair] * (pair is not None)
    assert all(piece.text for pieces in parts for piece in pieces)


@given(TEXTS, st.lists(SPANS, max_size=3))
def test_each_character_has_the_rules_that_matched_it(text, effects):
    (pieces,) = stretches(decision(text, effects))
    found = [piece.rules for piece in pieces for _ in piece.text]

    for at, rules in enumerate(found):
        assert set(rules) == {n for n, spans in enumerate(effects) if any(s <= at < e for s, e in spans)}


@given(SPANS)
def test_united_spans_cover_the_same_characters_and_do_not_overlap(spans):
    made = united(spans)

    assert {at for s, e in made for at in range(s, e)} == {at for s, e in spans for at in range(s, e)}
    assert all(first[1] <= second[0] for first, second in pairwise(made))


def test_a_match_ends_once_whatever_crosses_it():
    (pieces,) = stretches(decision("my card was stolen", [[(0, 7)], [(3, 11)]]))

    assert [(piece.text, piece.rules, piece.ending) for piece in pieces if piece.rules] == [
        ("my", (0,), ()),
        (" ", (0,), ()),
        ("card", (0, 1), (0,)),
        (" ", (1,), ()),
        ("was", (1,), (1,)),
    ]


def test_matches_are_named_once_and_in_order():
    made = decision("pin, 密码, pin", [[(9, 12), (5, 7), (0, 3), (5, 6)]])

    assert matches(made, made.rules[0]) == ["pin", "密码"]


def test_a_match_over_both_texts_marks_either():
    first, second = stretches(decision("lost pin", [[(5, 13)]], "card"))

    assert [piece.text for piece in first if piece.rules] == ["pin"]
    assert [piece.text for piece in second if piece.rules] == ["card"]
