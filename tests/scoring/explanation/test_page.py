"""The page of a decision: everything on it, everything escaped, nothing fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from scaffold.bundle import Bundle
from scaffold.decision.answer_decision import AnswerDecision, FoundAnswer
from scaffold.decision.decision import Decision, RuleEffect, Span
from scaffold.decision.nearest_decision import NearestDecision
from scaffold.decision.records import FoundSpan, LabelDecision, LabelsDecision, NumberDecision, SpansDecision
from scaffold.models.cases import NearCase
from scaffold.scoring.explanation.page import render_explanation, turned

HOSTILE = "<script>alert('x')</script> & \"quoted\" <img src=http://example.org/x.png onerror=y>"
VOID = {"meta", "wbr"}


class Page(HTMLParser):
    """Elements, which are closed in order, and the visible text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        if "style" not in self.open:
            self.text += data

    def find(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


LABEL = LabelDecision("refund", 0.9, ("refund", "card"), (("refund", 0.9), ("card", 0.1)))


def decision(text="my refund now", **parts) -> Decision:
    values = {"heads": {"topic": LABEL}, "action": "answer", "reason": "it is sure"} | parts
    return Decision("1", text, out_of_scope=0.5, rejected=False, **values)


def test_page_of_a_real_decision_shows_all_of_it(ruled_bundle):
    page = Page(render_explanation(Bundle.load(ruled_bundle).explain("我要退款, card stolen, pin"), vertical="toy"))

    for part in ("toy", "退款规则", "decides", "route: fraud desk", "severity: high", "Words that mattered"):
        assert part in page.text, part
    assert "Nearest known cases" in page.text
    assert next(mark["title"] for mark in page.find("mark") if mark.get("title")).startswith("退款规则: 退款")
    assert {link["href"] for link in page.find("a")} == {"#rule-1", "#rule-2", "#rule-3"}


def test_the_text_stands_as_it_was_written():
    text = "my  refund\n  now"
    effect = RuleEffect("r", "", "", "", "", ((0, 12),))
    source = render_explanation(decision(text, rules=(effect,), spans=(Span(0, 2, 1.0), Span(4, 10, -1.0))))
    (shown,) = re.findall(r'<p class="text" dir="auto">(.*?)</p>', source, re.DOTALL)

    assert re.sub(r"<sup>.*?</sup>|<[^>]*>", "", shown) == text


def test_hostile_text_ids_and_labels_are_escaped():
    head = LabelDecision(HOSTILE, 0.9, (HOSTILE,), ((HOSTILE, 0.9),))
    effect = RuleEffect(HOSTILE, HOSTILE, HOSTILE, HOSTILE + "!", HOSTILE, ((0, 30),), HOSTILE)
    made = decision(
        HOSTILE,
        heads={HOSTILE: head, "b": head},
        reason=HOSTILE,
        cases=(NearCase(HOSTILE, HOSTILE, 0.9),),
        spans=(Span(0, 20, 1.0), Span(30, 40, -1.0)),
        rules=(effect,),
        directives={"route": HOSTILE},
        text_pair=HOSTILE,
    )
    page = Page(render_explanation(made, vertical=HOSTILE))

    assert not {"script", "img", "link", "iframe"} & {name for name, _ in page.elements}
    assert not [a for _, attributes in page.elements for a in attributes if a.startswith("on")]
    assert page.text.count("<script>") >= 10
    assert {a["href"] for a in page.find("a")} == {"#rule-1"}


def test_nothing_is_fetched():
    source = render_explanation(decision())

    assert "http" not in source.replace("http-equiv", "")
    assert "default-src 'none'" in source
    assert "@import" not in source
    assert "url(" not in source


def test_parts_that_are_not_there_leave_no_heading():
    text = Page(render_explanation(decision())).text

    assert "Rules" not in text
    assert "Words that mattered" not in text
    assert "Nearest known cases" not in text


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (LabelsDecision(("a",), (0.8,), ("a", "b"), (("a", 0.8), ("b", 0.3))), ["80.0%", "30.0%", "Still possible"]),
        (LabelsDecision((), (), (), (("a", 0.1),)), ["Still possible at the promised error rate: none"]),
        (NumberDecision(3.0, 1.0, 5.0), ["3 (1 to 5)"]),
        (SpansDecision((FoundSpan(0, 2, "who", "my", 0.7),)), ["who: my", "70.0%"]),
        (SpansDecision(()), ["nothing"]),
        (NearestDecision((("a near text", 0.5),)), ["0.50  a near text"]),
        (AnswerDecision("an", 0, 2, 0.6, (FoundAnswer("an", 0, 2, 0.6),)), ["60.0%", "an"]),
    ],
)
def test_every_kind_of_head_is_shown(head, expected):
    text = Page(render_explanation(decision(heads={"h": head}))).text

    assert all(part in text for part in expected), text


def test_a_rule_turns_a_decision_by_another_label_not_by_another_probability():
    assert turned(RuleEffect("r", "", "card 53.3%", "refund 48.6%"))
    assert not turned(RuleEffect("r", "", "refund 59.2%", "refund 48.6%"))
    assert turned(RuleEffect("r", "", "a, b", "a"))
