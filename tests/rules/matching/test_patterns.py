"""Regular expressions are found as RE2 finds them, tried only where they can match, explained when wrong."""

from __future__ import annotations

import doctest
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import DataError
from scaffold.rules.matching import patterns as module
from scaffold.rules.matching.patterns import Pattern, PatternIndex, check_pattern

re2 = pytest.importorskip("re2")


def find(text, *own):
    return list(PatternIndex(own).find(text))


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(module).failed == 0


def test_matches_come_in_order_with_positions_of_characters():
    text = "我的信用卡 Card 12 丢了 😀 card 3"
    found = find(text, Pattern(r"card \d+", 5), Pattern("信用.", 1), Pattern(r"(card) \d+", 2))
    assert [(owner, text[start:end]) for owner, (start, end) in found] == [
        (1, "信用卡"),
        (2, "Card 12"),
        (5, "Card 12"),
        (2, "card 3"),
        (5, "card 3"),
    ]


def test_capitals_matter_when_that_is_wanted():
    assert find("ATM atm", Pattern("ATM", 0, match_case=True)) == [(0, (0, 3))]
    assert find("ATM atm", Pattern("ATM", 0)) == [(0, (0, 3)), (0, (4, 7))]


def test_empty_matches_are_left_out():
    assert find("caab", Pattern("a*", 0), Pattern("^", 1), Pattern("(?:)", 2)) == [(0, (1, 3))]


def test_the_same_pattern_of_several_owners_is_found_for_each():
    assert find("a card", Pattern("card", 3), Pattern("card", 1), Pattern("card", 3)) == [(1, (2, 6)), (3, (2, 6))]


def test_two_patterns_of_one_owner_give_one_match():
    assert find("a card", Pattern("card", 3), Pattern("c.rd", 3)) == [(3, (2, 6))]


def test_text_with_half_characters_is_searched():
    assert find("x\ud800card", Pattern("card", 0), Pattern(".c", 1)) == [(1, (1, 3)), (0, (2, 6))]


def test_an_index_without_patterns_finds_nothing():
    assert find("card") == []


def test_only_patterns_whose_strings_occur_are_tried():
    index = PatternIndex([Pattern("card", 0), Pattern("phone", 1), Pattern(r"\d+", 2)])
    tried = []
    index._expressions = [(Watched(each, tried), own) for each, own in index._expressions]
    assert list(index.find("My Card")) == [(0, (3, 7))]
    assert sorted(tried) == ["\\d+", "card"]


class Watched:
    """An expression that notes when it is tried."""

    def __init__(self, expression, tried):
        self.expression, self.tried = expression, tried

    def finditer(self, data):
        self.tried.append(self.expression.pattern)
        return self.expression.finditer(data)


def test_expressions_that_other_engines_choke_on_are_done_at_once():
    assert find("a" * 5000, Pattern("(a*)*b", 0), Pattern("(a|aa)+$", 1)) == [(1, (0, 5000))]


def test_an_index_can_be_sent_to_another_process():
    again = pickle.loads(pickle.dumps(PatternIndex([Pattern("card", 1), Pattern(r"\d", 2)])))
    assert list(again.find("card 2")) == [(1, (0, 4)), (2, (5, 6))]


@pytest.mark.parametrize(
    ("source", "wrong", "instead"),
    [
        ("card(?! lost)", "looks around", "`not`"),
        ("(?<=my )card", "looks around", "`not`"),
        (r"(a|b)\1", "refers back", "(?:aa|bb)"),
        ("(?P<x>a)(?P=x)", "refers back", "(?:aa|bb)"),
        ("a{1001}", "repeats more often", "smaller"),
        ("(a{500}){500}", "repeats more often", "smaller"),
        ("(card", "not closed", r"\("),
        ("card)", "never opened", r"\)"),
        ("[card", "bracket", r"\["),
        ("[z-a]", "range", "[a-z]"),
        ("*card", "repeats what is not there", r"\*"),
        ("a++", "repeats what is repeated", "one of"),
        ("(?>a)", "begins a group", "(?:...)"),
        (r"card\Z", "end of the text", r"\z"),
        (r"\h", "escape", r"\\"),
        (r"a\C", "one byte", "write ."),
        ("card\\", "backslash", r"\\"),
        ("", "empty", "write what"),
        ("\ud800", "half a character", "anew"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_write_instead(source, wrong, instead):
    said = check_pattern(source)
    assert wrong in said
    assert instead in said
    with pytest.raises(DataError, match="the regular expression"):
        PatternIndex([Pattern(source, 0)])


@pytest.mark.parametrize("source", ["card", r"\d{1,3}", "(?i)x", "(?P<name>a)", "信用卡", r"\\C", r"\pL+"])
def test_nothing_is_wrong_with_what_can_be_compiled(source):
    assert check_pattern(source) is None


PARTS = [
    "a",
    "bc",
    "K",
    "卡片",
    ".",
    r"\w+",
    "[ab]",
    "(?:ab|cd)",
    "(?:ab|c)?",
    "x*",
    "^",
    "$",
    r"\b",
    "ß",
    "SS",
    "é",
    " ",
]


@given(
    st.lists(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("".join), max_size=4),
    st.text(alphabet="abcdKk\u212a卡片xßsſSÉé \n😀\ud800"),
    st.booleans(),
)
def test_trying_few_patterns_finds_what_trying_all_does(sources, text, match_case):
    own = [Pattern(source, number, match_case) for number, source in enumerate(sources)]
    whole = PatternIndex(own)
    whole._automaton, whole._always = None, list(range(len(whole._expressions)))
    assert find(text, *own) == list(whole.find(text))


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("".join), st.text(alphabet="abcdK卡片xéÉ \n😀"))
def test_positions_are_those_that_re2_gives_for_text(source, text):
    options = re2.Options()
    options.case_sensitive = False
    expected = [(0, match.span()) for match in re2.compile(source, options).finditer(text) if match.group()]
    assert find(text, Pattern(source, 0)) == expected


@given(st.text(alphabet=r"ab(|)[]{}*+?\^$.-<>=!:P,1卡", max_size=12) | st.text(max_size=10))
def test_any_source_is_compiled_or_explained(source):
    said = check_pattern(source)
    if said is None:
        PatternIndex([Pattern(source, 0)])
    else:
        assert "\n" not in said.replace(source, "")
