"""The page of an audit: every rule, nothing that a rule's author could smuggle in, nothing fetched."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

from scaffold.scoring.audit.charts import change_chart, coverage_chart, precision_chart
from scaffold.scoring.audit.page import render_page


class Reader(HTMLParser):
    """Collects tags with their attributes, and the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.comments: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.comments.append(data)


@pytest.fixture(scope="module")
def page(audit) -> str:
    return render_page(audit)


def test_every_rule_stands_on_the_page(audit, page):
    shown = unescape(page.replace("<wbr>", ""))
    for each in (*audit.heads[0].rules, *audit.orders):
        assert each.id in shown
        assert each.verdict.reason in shown
    assert "5 to mend" in page


def test_what_authors_write_is_text_and_nothing_else(page):
    reader = Reader()
    reader.feed(page)
    names = {tag for tag, _ in reader.tags}

    assert not names & {"script", "img", "b", "link", "iframe"}
    assert not any(name.startswith("on") for _, attributes in reader.tags for name in attributes)
    assert not any("script" in comment for comment in reader.comments)
    assert "&lt;img src=x" in page


def test_nothing_is_fetched(page):
    outside = re.findall(r"(?:src|href)\s*=\s*\"(?!#)([^\"]*)\"|url\((?!#)([^)]*)\)", page)
    assert outside == []
    assert "default-src 'none'" in page


def test_charts_name_the_rules_and_take_the_colours_of_the_page(audit):
    rules = [each.figures for each in audit.heads[0].rules]
    for chart in (precision_chart(rules), change_chart(rules), coverage_chart(rules)):
        assert "var(--" in chart
        assert not re.search(r"#0[1-7]0\d0\d", chart)
        assert not re.search(r'<g id="', chart)
    assert "swapped" in precision_chart(rules)
    assert "退款-规则" in precision_chart(rules)
    assert "silent" in coverage_chart(rules)
    assert precision_chart(rules) == precision_chart(rules)


def test_rules_that_never_fired_leave_no_chart(audit):
    silent = [each.figures for each in audit.heads[0].rules if not each.figures.judged]
    assert precision_chart(silent) == ""
    assert change_chart([]) == coverage_chart([]) == ""


def test_page_of_orders_alone_is_complete(audit):
    page = render_page(replace(audit, heads=(), notes=("Not audited: 1 about <places>",)))
    assert "Orders beside labels" in page
    assert "&lt;places&gt;" in page
