"""Headlines out of HTML."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.text import normalise
from scaffold_financial_sentiment.news.markup import plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Acme &amp; Co &#8211; &#x201C;fine&#x201D;", "Acme & Co – “fine”"),
        ("A<b>cm</b>e falls", "Acme falls"),
        ("<p>One</p><p>Two</p>Three<br/>four", "One Two Three four"),
        ("&lt;p&gt;escaped&lt;/p&gt;", "escaped"),
        ("a<script>alert('x < y')</script>b<style>p {}</style>c", "a b c"),
        ("a<!-- <b>hidden</b> -->b", "a b"),
        ('<a href="https://x.example/?a=1&b=2">Acme</a> falls', "Acme falls"),
        ("<img src=x onerror=alert(1)>Acme", "Acme"),
        ("profit <5% and sales >10%", "profit <5% and sales >10%"),
        ("if x <y and z> w", "if x <y and z> w"),
        ("AT&T, S&P500, R&D; H&copy", "AT&T, S&P500, R&D; H&copy"),
        ("A --> B", "A --> B"),
        ("阿克米<b>召回</b>&nbsp;汽车", "阿克米召回 汽车"),
        ("<script>never closed", ""),
    ],
)
def test_markup_goes_and_text_stays(markup: str, text: str) -> None:
    assert normalise(plain_text(markup)) == text


@given(st.text(alphabet=st.characters(exclude_characters="<&"), max_size=200))
@settings(deadline=None)
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    assert plain_text(text) == text


@pytest.mark.parametrize("part", ["<!--", "<script>", "<a ", "&#", "&amp", "<b>", "</style", "<", "&lt;b"])
def test_the_time_grows_with_the_text_and_not_faster(part: str) -> None:
    text = part * (200_000 // len(part))
    started = time.perf_counter()
    plain_text(text)
    assert time.perf_counter() - started < 5
