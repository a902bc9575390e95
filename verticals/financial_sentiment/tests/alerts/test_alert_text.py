from __future__ import annotations

import doctest
import html
import importlib
import math
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold_financial_sentiment.alerts.as_html import as_html
from scaffold_financial_sentiment.alerts.as_text import as_text
from scaffold_financial_sentiment.alerts.headlines import strongest
from scaffold_financial_sentiment.alerts.message import message_of, subject_of
from scaffold_financial_sentiment.alerts.sparkline import BLOCKS, in_numbers, sparkline
from scaffold_financial_sentiment.incidents.incident import Headline

EVIL = 'x</td><script>alert("1")</script>\x1b[31m\r\nBcc: all@bank.example \u202e <img src=//e.example>'


@pytest.mark.parametrize("name", ["odds", "sparkline", "moments", "clean", "delivery", "sinks.webhook"])
def test_examples_in_docstrings(name):
    module = importlib.import_module(f"scaffold_financial_sentiment.alerts.{name}")
    assert doctest.testmod(module) == (0, doctest.testmod(module).attempted)


def test_the_text_says_what_a_risk_desk_asks(make_alert):
    text = as_text(
        make_alert(
            trend=(0.1, 0.1, math.nan, -0.6, -0.4),
            counts=(0, 0, 0, 1, 4, 9),
            rules=("product-recall",),
            events=("recall",),
            route="autos desk",
        )
    )
    for said in (
        "HIGH  Acme Motors: surge of bad news",
        "13 negative stories within 2h",
        "0.8 negative stories in that time (16 times as many seen)",
        "1 in 40,000",
        "2008-09-15 10:03 UTC, 1 h 56 min before this alert",
        "-0.50 since then, +0.10 in the 3 hours before",
        "▁▁▁▂▅█",
        "0 for 3 hours, 1, 4, 9",
        "recall",
        "product-recall",
        "autos desk",
        "i1, opened 2008-09-15 12:00 UTC",
        "1 story in 3 items of 2 publishers",
        "3 copies of 2 publishers: Reuters, AP",
        "https://news.example/1",
        "scaffold run financial-sentiment ack i1",
    ):
        assert said in text, said


def test_the_subject_tells_the_kinds_apart(make_alert):
    assert subject_of(make_alert()) == (
        "[HIGH] Acme Motors: surge of bad news on recall (13 negative in 2h, usual 0.8)"
    )
    assert subject_of(make_alert(kind="raised", severity="critical")).startswith("[CRITICAL, raised] Acme Motors")
    assert subject_of(make_alert(kind="closed")).startswith("[closed] Acme Motors")


def test_a_closed_or_taken_incident_asks_for_nothing(make_alert):
    assert "scaffold run" not in as_text(make_alert(kind="closed"))
    assert "Closed     2008-09-15 12:00 UTC" in as_text(make_alert(kind="closed"))
    taken = as_text(make_alert(acknowledged="Ada"))
    assert "scaffold run" not in taken
    assert "Ada has taken it" in taken


def test_the_twelve_strongest_headlines_with_the_representative_first(make_alert):
    stories = [Headline(f"s{i}", f"story {i}", 1e9, ("A", "B", "C")[: 1 + i % 3], 1 + i, -0.5) for i in range(20)]
    shown = strongest(stories)
    assert shown[0] is stories[0]
    assert len(shown) == 12
    assert shown[1].text == "story 17"
    weakest = min(shown[1:], key=lambda each: (len(each.sources), each.copies))
    left = [each for each in stories if each not in shown]
    assert all((len(each.sources), each.copies) < (len(weakest.sources), weakest.copies) for each in left)
    text = as_text(make_alert(stories=tuple(stories)))
    assert "and 8 more stories" in text
    assert text.count("\n     2001") == 12


def test_nothing_known_is_shown_without_gaps(make_alert):
    text = as_text(make_alert(stories=(), counts=(), trend=(), expected=math.nan, p=math.nan, seen=3.7))
    assert "0 stories" in text
    assert "Sentiment" not in text
    assert "By chance  not known\n" in text
    assert "Expected   ? negative stories in that time\n" in text


HOSTILE = st.sampled_from([EVIL, "中国银行被罚款", "a" * 5000]) | st.text(st.characters(codec=None), max_size=40)


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_no_text_can_steer_terminal_mail_or_page(make_alert, text, source, company, route):
    alert = make_alert(
        company=company,
        route=route,
        rules=(text,),
        events=(source,),
        stories=(Headline("s", text, 1e9, (source,), 1, -0.5, f"javascript:{text}"),),
    )
    plain, page, subject = as_text(alert), as_html(alert), subject_of(alert)
    shown = plain.replace("\n", "") + subject
    assert not [each for each in shown if unicodedata.category(each) in ("Cc", "Cs") or each in "\u202e\u2066"]
    assert set(re.findall(r"<(\w+)", page)) <= {
        *("html", "head", "meta", "title", "body", "table", "tr", "td", "th", "h1", "h2", "div", "ol", "li", "p", "br")
    }
    assert "javascript:" not in re.findall(r'href="([^"]*)', page)
    assert len(subject) < 300


def test_the_page_needs_nothing_from_elsewhere(make_alert):
    page = as_html(make_alert(counts=(0, 2, 5)))
    assert not re.search(r"<(img|svg|script|link|style|iframe)|src=|url\(", page)
    assert html.escape("13 negative stories within 2h") in page
    assert 'href="https://news.example/1"' in page
    assert "▁" in page
    assert message_of(make_alert()).subject in html.unescape(page)


@given(st.lists(st.integers(0, 10**6), max_size=60))
def test_sparkline_and_numbers_agree_with_the_counts(counts):
    line = sparkline(counts)
    assert len(line) == len(counts)
    assert all((block == BLOCKS[0]) == (count == 0) for block, count in zip(line, counts, strict=True))
    assert all(
        (block == BLOCKS[-1]) >= (count == max(counts)) for block, count in zip(line, counts, strict=True) if count
    )
    said: list[int] = []
    for part in filter(None, in_numbers(counts).split(", ")):
        count, _, hours = part.partition(" for ")
        said += [int(count)] * int(hours.split()[0] if hours else 1)
    assert said == counts
