"""Knowledge rules on the report page and in the model card."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scaffold.evaluation.model_card import render_model_card
from scaffold.evaluation.records import RunReport
from scaffold.evaluation.report import render_report
from scaffold.evaluation.rule_records import RuleFigures, RulesReport
from scaffold.plugins.specs import VerticalInfo

HOSTILE = "<script>alert(1)</script>|`*"
INFO = VerticalInfo("T", "S.", ("en",), ("topic",), "D.", "Apache-2.0", "U.", 1)


def figures(name: str = "lost-card", **parts) -> RuleFigures:
    usual = {"says": "card_lost", "declared": "soft", "used": "soft", "fired": 40, "texts": 1234, "accuracy": 0.912}
    held = {"judged": 15, "correct": 12, "low": 0.55, "high": 0.93, "weight": 0.52}
    return RuleFigures(name, **(usual | held | parts))


DEMOTED = figures("hard-one", declared="hard", note="soft: right on 3 of 9", needs_attention=True)


@pytest.fixture
def report(make_head):
    def make(found: RulesReport | None) -> RunReport:
        return RunReport("t", "v", [replace(make_head(), rules=found)])

    return make


def card(made: RunReport) -> str:
    return render_model_card(made, INFO, base="b", licences={})


def test_report_shows_every_figure_of_a_rule(report):
    page = render_report(report(RulesReport([DEMOTED, figures()], ["topic: rules label 3 of 9 texts"])))
    section = page[page.index('id="h1-rules"') : page.index('id="h1-classes"')]

    for part in (
        "2 rules: 0 hard, 2 soft (1 of them declared hard), 0 shown only",
        "1 rule should be looked at, and stands first",
        "soft: right on 3 of 9",
        "declared hard",
        "12 of 15",
        "55% to 93%",
        "91.2%",
        "+0.52",
        "Fired on, of 1,234",
        "topic: rules label 3 of 9 texts",
    ):
        assert part in section, part
    assert section.index("hard-") < section.index("lost-")
    assert 'href="#h1-rules"' in page


def test_report_without_rules_has_no_section(report):
    assert "Knowledge rules" not in render_report(report(None))
    assert "Knowledge rules" not in card(report(None))


def test_rules_that_need_attention_are_never_folded_away(report):
    rules = [replace(DEMOTED, id=f"bad{n}") for n in range(20)] + [figures(f"good{n}") for n in range(5)]
    page = render_report(report(RulesReport(rules)))

    assert "The other 5 rules" in page
    assert page.index(">bad19") < page.index("The other 5 rules") < page.index(">good0")


def test_a_rule_that_was_never_judged_has_no_interval(report):
    rule = figures(judged=0, correct=0, low=0.0, high=1.0, weight=None, used="off")

    assert rule.precision is None
    assert "0% to 100%" not in render_report(report(RulesReport([rule])))
    assert "| – | – |  |" in card(report(RulesReport([rule])))


def test_notes_without_rules_are_shown(report):
    made = report(RulesReport(notes=["rules label 3 of 9 texts"]))

    assert "rules label 3 of 9 texts" in render_report(made)
    assert "0 hard" not in render_report(made)
    assert "- rules label 3 of 9 texts" in card(made)


def test_card_has_a_line_a_rule_and_says_where_the_others_are(report):
    text = card(report(RulesReport([DEMOTED] + [figures(f"r{n}") for n in range(31)])))

    assert "\n## Knowledge rules\n" in text
    assert "| hard-one | card\\_lost | hard | soft | 40 of 1,234 | 91.2% | 12 of 15 (55% to 93%) | +0.52 |" in text
    assert "The other 2 rules and all figures are in `rules/standings.json`." in text
    lines = text.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("| Rule |"))
    assert {line.replace("\\|", "").count("|") for line in lines[at : at + 32]} == {10}


def test_hostile_rules_are_escaped(report):
    made = report(RulesReport([figures(HOSTILE, says=HOSTILE, note=HOSTILE)], [HOSTILE]))

    assert "<script>alert" not in render_report(made)
    assert "<script>" not in card(made).replace("\\<script\\>", "")
