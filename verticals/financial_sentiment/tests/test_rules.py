"""The rules that ship: they do what their own examples say, and name what is there."""

from __future__ import annotations

from datetime import date

import pytest

from scaffold.rules.firing.matcher import RuleMatcher
from scaffold.rules.firing.material import Material
from scaffold.rules.language.reading import read_rule_file
from scaffold.rules.language.rule_file import RuleSet
from scaffold.rules.lint.linter import lint
from scaffold_financial_sentiment.understanding.rule_files import MUTES, ORDERS, WORDING, monitor_rules
from scaffold_financial_sentiment.understanding.understood import SENTIMENTS

# The day is fixed, so that a rule whose day comes fails no test.
TODAY = date(2026, 11, 1)
TEAMS = {"legal", "credit", "operations", "communications"}
EVENTS = {
    *("profit_warning", "results_miss", "results_beat", "restatement", "writedown", "lawsuit", "investigation", "fine"),
    *(
        "settlement",
        "fraud",
        "money_laundering",
        "sanctions",
        "default",
        "bankruptcy",
        "liquidity_squeeze",
        "downgrade",
    ),
    *("upgrade", "dividend_cut", "dividend_rise", "capital_increase", "recall", "data_breach", "outage", "accident"),
    *("strike", "layoffs", "plant_closure", "merger", "takeover_bid", "deal_collapse", "contract_win", "contract_loss"),
    *("stake_sale", "executive_departure", "executive_appointment", "product_launch", "product_approval"),
    *("product_failure", "short_seller", "price_collapse", "trading_halt"),
}


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return monitor_rules()


@pytest.fixture(scope="module")
def wording() -> RuleSet:
    return RuleSet.of([read_rule_file(WORDING)])


def test_nothing_is_wrong_with_the_rules(rules: RuleSet, wording: RuleSet) -> None:
    found = lint([*rules.files, *wording.files], TODAY, [])
    assert [f"{each.where}: {each.message}" for each in found if each.severity != "info"] == []


def test_every_rule_says_whose_it_is_and_has_examples(rules: RuleSet, wording: RuleSet) -> None:
    for rule in (*rules, *wording):
        assert all((rule.owner, rule.source, rule.description)), rule.id
        assert rule.examples.match, rule.id
        assert rule.examples.no_match, rule.id
    chinese = [r for r in (*rules, *wording) if any(char > "一" for text in r.examples.match for char in text)]
    assert len(chinese) >= 60


def test_events_are_named_and_orders_are_known(rules: RuleSet) -> None:
    assert {rule.then.label for rule in rules if rule.then.label} == EVENTS
    assert {rule.then.route for rule in rules if rule.then.route} == TEAMS
    assert {rules.head_of(rule) for rule in rules} == {"event"}
    assert all(set(rule.uses) == {"decide", "explain"} for rule in rules)
    assert len(rules) >= 45


def test_orders_order_and_mutes_mute(rules: RuleSet) -> None:
    assert all(rule.then.severity and not rule.then.about_labels for rule in read_rule_file(ORDERS).rules)
    mutes = read_rule_file(MUTES).rules
    assert all(rule.then.mute and rule.owner and rule.expires for rule in mutes)
    assert {rule.id for rule in rules if rule.then.mute} == {rule.id for rule in mutes}


def test_wording_is_soft_and_about_sentiment(wording: RuleSet) -> None:
    assert {wording.head_of(rule) for rule in wording} == {"sentiment"}
    assert {label for rule in wording for label in rule.then.labels} == set(SENTIMENTS)
    assert all(rule.hardness == "soft" for rule in wording)
    assert len(wording) >= 25


def test_wording_agrees_with_itself(wording: RuleSet) -> None:
    """No example of a rule makes a rule of another sentiment fire."""
    matcher = RuleMatcher(wording)
    for rule in wording:
        for text in rule.examples.match:
            said = {each.rule.then.labels[0] for each in matcher.match(Material(text))}
            assert said - {"neutral"} <= set(rule.then.labels) or rule.then.labels == ("neutral",), (rule.id, text)


def test_quiet_news_fires_nothing(rules: RuleSet) -> None:
    matcher = RuleMatcher(rules)
    quiet = [
        "Harland to present at investor conference on Tuesday",
        "Vexley opens office in Porto",
        "What to watch in retail this week",
        "Harland chief says demand in Asia is stable",
        "Vexley shares close little changed",
        "晨光钢铁召开股东大会",
    ]
    assert [(text, each.rule.id) for text in quiet for each in matcher.match(Material(text))] == []
