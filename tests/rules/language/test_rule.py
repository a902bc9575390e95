"""A rule with all that may be said of it, and what a file says beside its rules."""

from __future__ import annotations

from datetime import date

import pytest

from scaffold.errors import RuleError
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule import USES, LabelOf, RuleExamples

FULL = """\
head: intent
implies:
  - {if: refund_late, then: {head: topic, label: money}}
  - {if: 退款, then: refund}
excludes:
  - [refund_late, refund_done]
  - [{label: a, head: x}, {label: a, head: y}, b]
rules:
  - id: card-swallowed
    description: The machine kept the card.
    owner: cards team
    source: 手册 3.2
    expires: 2027-12-31
    when:
      phrases: [swallowed my card, 吞卡]
    then: {label: card_swallowed}
    hardness: hard
    uses: [train, decide]
    examples:
      match: The ATM swallowed my card.
      no_match: [I swallowed a coin., 我吞了硬币]
"""


def test_everything_that_may_be_said_is_read():
    document = parse_rules(FULL, "f").document
    (rule,) = document.rules
    assert (rule.id, rule.description, rule.owner) == ("card-swallowed", "The machine kept the card.", "cards team")
    assert (rule.source, rule.expires, rule.hardness) == ("手册 3.2", date(2027, 12, 31), "hard")
    assert rule.uses == ("train", "decide")
    assert rule.examples == RuleExamples(
        match=("The ATM swallowed my card.",), no_match=("I swallowed a coin.", "我吞了硬币")
    )
    assert rule.gist == "card_swallowed"


def test_what_labels_bring_and_keep_out_is_read():
    document = parse_rules(FULL, "f").document
    assert [(each.if_.label, each.then.head, each.then.label) for each in document.implies] == [
        ("refund_late", "topic", "money"),
        ("退款", None, "refund"),
    ]
    assert document.excludes[1] == (LabelOf(label="a", head="x"), LabelOf(label="a", head="y"), LabelOf(label="b"))


def test_what_is_not_said_is_usual(a_rule):
    (rule,) = parse_rules(a_rule(), "f").rules
    assert (rule.hardness, rule.uses, rule.expires, rule.owner) == ("soft", USES, None, None)
    assert rule.examples.match == rule.examples.no_match == ()


@pytest.mark.parametrize("text", ["", "rules:\n", "rules: []\n", "head: intent\nrules:\n  # none yet\n", "implies:\n"])
def test_a_file_may_have_no_rules_yet(text):
    assert parse_rules(text, "f").rules == ()


@pytest.mark.parametrize(
    ("today", "expired"), [(date(2027, 12, 30), False), (date(2027, 12, 31), False), (date(2028, 1, 1), True)]
)
def test_a_rule_holds_on_its_last_day(a_rule, today, expired):
    (rule,) = parse_rules(a_rule(expires="2027-12-31"), "f").rules
    assert rule.has_expired(today) is expired


def test_a_rule_without_a_last_day_never_expires(a_rule):
    (rule,) = parse_rules(a_rule(), "f").rules
    assert not rule.has_expired(date.max)


@pytest.mark.parametrize(
    "day", ["soon", "2027", "86400", "2027-13-01", "2027-02-30", "1e9", "31.12.2027", "2027-12-31T00"]
)
def test_a_last_day_is_a_day(a_rule, refused, day):
    refused(a_rule(expires=day), "`expires`: expected a day such as 2027-12-31", repr(day), line=5)


@pytest.mark.parametrize("group", ["[a]", "[]", "[a, a]", "[{label: a}, a]"])
def test_labels_that_exclude_each_other_are_two(refused, group):
    refused(f"head: h\nexcludes:\n  - [a, b]\n  - {group}\n", "needs two different ones", line=2)


def test_a_rule_that_mutes_needs_somebody_to_answer_for_it_and_an_end():
    rules = "rules:\n  - {id: sport, when: cup final, then: {mute: true}, owner: desk%s}\n"
    with pytest.raises(RuleError, match="a rule that mutes needs an owner and expires"):
        parse_rules(rules % "", "f")
    (rule,) = parse_rules(rules % ", expires: 2027-01-31", "f").document.rules
    assert (rule.then.mute, rule.gist) == (True, "no alert")
