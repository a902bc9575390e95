"""What an expression is said to need is in every match of it."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scaffold.rules.matching import literals as module
from scaffold.rules.matching.literals import required_literals

re2 = pytest.importorskip("re2")


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("source", "literals"),
    [
        ("card", {"card"}),
        ("Lost CARD", {"lost card"}),
        (r"\bcards?\b", {"card", "cards"}),
        (r"lost|stolen", {"lost", "stolen"}),
        (r"(?:lost|stolen) +(?P<what>card|phone)", {"lost", "stolen"}),
        (r"(?:my|the) +(?P<what>card|phone)", {"card", "phone"}),
        (r"gr[ae]y", {"gray", "grey"}),
        (r"(?i)refund\s+of\s+\d+", {"refund"}),
        (r"a(?i:bc)d", {"abcd"}),
        (r"order\x20\x{4e00}\.\Q(x)\E", {"order 一.(x)"}),
        (r"信用卡|银行卡", {"信用卡", "银行卡"}),
        (r"(ab)+c", {"ab"}),
        (r"(ab){2,3}", {"ab"}),
        (r"x{0}abc", {"abc"}),
        (r"a{,2}b", {"a{,2}b"}),
        (r"[]a]xy", {"]xy", "axy"}),
        (r"[[:alpha:]]xy[^a]", {"xy"}),
        ("^card$", {"card"}),
    ],
)
def test_literals_are_read_off(source, literals):
    assert required_literals(source) == literals


@pytest.mark.parametrize(
    "source",
    [
        r"\d+",
        "a",
        "(card)?",
        "(card)*",
        "card|",
        "card|.",
        "",
        r"\pL{3}",
        r"(card){0,2}",
        "[a-z]+",
        r"\101bc",
        r"\Qab\E*",
    ],
)
def test_nothing_is_required_of_expressions_that_match_anything_or_are_not_understood(source):
    assert required_literals(source) is None


def test_many_alternatives_are_kept_and_too_many_are_none():
    names = [f"name{number:03}" for number in range(300)]
    assert required_literals("|".join(names[:200])) == set(names[:200])
    assert required_literals("|".join(names)) is None


def test_deep_nesting_is_read_or_given_up():
    assert required_literals("(" * 900 + "card" + ")" * 900) in ({"card"}, None)


ATOMS = [
    "a",
    "b",
    "K",
    "ss",
    "ß",
    "ſ",
    "é",
    "卡",
    ".",
    r"\w",
    r"\d",
    "[ab]",
    "[^a]",
    "[a-c卡]",
    "^",
    "$",
    r"\b",
    r"\.",
    "-",
    "{",
    "(?i)",
]
expressions = st.recursive(
    st.sampled_from(ATOMS) | st.lists(st.sampled_from(ATOMS), min_size=1, max_size=4).map("".join),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{0,1}", "{1,3}", "*?", "??", "{0}"])).map(
            lambda both: f"({both[0]}){both[1]}"
        ),
    ),
    max_leaves=8,
)


@given(
    expressions | st.text(alphabet=r"ab(|)[]{}*+?\^$.-Q E12,:"),
    st.text(alphabet="abcAkKsſSßéÉ卡. -{1\u212a"),
    st.booleans(),
)
def test_every_match_contains_one_of_them(source, text, match_case):
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = match_case
    try:
        compiled = re2.compile(source, options)
    except re2.error:
        assume(False)
    literals = required_literals(source)
    if literals is not None:
        assert all(len(each) > 1 for each in literals)
        for match in compiled.finditer(text):
            assert any(each in match.group().casefold() for each in literals)
