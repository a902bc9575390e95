"""A decision in a terminal: words that spoke for it coloured, what rules matched underlined, both at once."""

from __future__ import annotations

import click
import pytest

from scaffold.cli.decision_lines import decision_lines
from scaffold.decision.decision import Decision, RuleEffect, Span
from scaffold.decision.records import LabelDecision

HEAD = LabelDecision("refund", 0.9, ("refund",), (("refund", 0.9), ("card", 0.1)))


def decision(text: str, **parts) -> Decision:
    values = {"heads": {"topic": HEAD}} | parts
    return Decision("1", text, out_of_scope=0.0, rejected=False, action="answer", reason="it is sure", **values)


def shown(made: Decision) -> str:
    return "\n".join(decision_lines(made))


def test_a_word_with_a_weight_in_a_match_has_its_colour_and_an_underline():
    effect = RuleEffect("r", "speaks for", "card 60.0%", "refund 90.0%", "topic", ((3, 9),), "refund")
    text = shown(decision("my refund now", spans=(Span(3, 9, 1.0), Span(10, 13, -0.2)), rules=(effect,)))

    assert click.style("refund", fg="green", bold=True, underline=True) in text
    assert click.style("now", fg="red") in text


@pytest.mark.parametrize(("text", "start", "end"), [("i want my money", 2, 9), ("我要退款", 1, 3)])
def test_a_match_that_cuts_words_and_blanks_is_underlined_as_a_whole(text, start, end):
    spans = tuple(Span(at, at + 1, 1.0) for at in range(len(text)) if text[at] != " ")
    effect = RuleEffect("r", "shown only", "", "", "", ((start, end),))
    marked = next(decision_lines(decision(text, spans=spans, rules=(effect,))))

    underlined = "".join(click.unstyle(part) for part in marked.split("\x1b[0m") if "\x1b[4m" in part)
    assert underlined == text[start:end] or underlined.strip() == text[start:end]
    assert click.unstyle(marked).strip() == text


def test_a_rule_that_changed_nothing_says_so():
    effect = RuleEffect("r", "no weight", "refund 90.0%", "refund 90.0%", "topic", ((0, 2),), "refund")
    (row,) = [line for line in decision_lines(decision("my refund", rules=(effect,))) if line.startswith("    r ")]

    assert row.split()[-4:] == ["the", "same", "refund", "90.0%"]


def test_edits_of_plugins_stand_among_the_rules():
    effect = RuleEffect("plugin:audit", "edited", "answer: topic refund", "handoff: topic refund")
    text = shown(decision("my refund", rules=(effect,)))

    assert "plugin:audit  -     edited  answer: topic refund  handoff: topic refund" in text
    assert "        on " not in text


def test_the_head_is_named_where_there_are_several():
    effect = RuleEffect("r", "speaks for", "a", "b", "topic", (), "refund")
    one, two = decision("x", rules=(effect,)), decision("x", rules=(effect,), heads={"topic": HEAD, "mood": HEAD})

    assert "  head  " not in shown(one)
    assert "  head   without it" in shown(two)


def test_the_second_text_is_marked_where_a_rule_matched_it():
    effect = RuleEffect("r", "shown only", "", "", "", ((6, 9),))
    text = shown(decision("first", text_pair="pin lost", rules=(effect,)))

    assert click.style("pin", underline=True) + " lost" in text
    assert "        on pin" in text


def test_a_value_of_several_lines_keeps_the_table_whole():
    effect = RuleEffect("r", "shown only", "", "", "", ((0, 7),), "says\nmore")
    lines = list(decision_lines(decision("a\nb\nc d", rules=(effect,))))

    assert all("\n" not in line for line in lines[1:])
    assert "        on a b c d" in lines
