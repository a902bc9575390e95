"""What rules order: who takes over, how urgent it is, which answer is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scaffold.rules.language.rule_file import RuleSet
from scaffold.rules.sources import gather_rules
from scaffold_customer_service.dialogue.assistant import Assistant
from scaffold_customer_service.dialogue.orders import Orders
from scaffold_customer_service.dialogue.session import Session
from scaffold_customer_service.plugin import scaffold_knowledge_rules

Make = Callable[..., Assistant]

SCRIPT = {
    "my card was stolen on the bus": [("card_lost", 0.97)],
    "a person please": [("talk_to_person", 0.95)],
    "I will take you to court": [("complaint", 0.5), ("overdraft", 0.4)],
}


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    """The rules that ship."""
    return gather_rules(scaffold_knowledge_rules())


def test_route_and_severity_of_a_message_are_in_the_package_of_a_later_hand_over(make_assistant: Make, rules: Any):
    assistant, session = make_assistant(SCRIPT, rules=rules), Session("s")
    answered = assistant.reply(session, "my card was stolen on the bus")
    package = assistant.reply(session, "a person please").handoff

    assert (answered.action, answered.intent) == ("answer", "card_lost")
    assert package is not None
    assert (package.code, package.route, package.severity) == ("wanted", "fraud_desk", "high")
    assert "stolen" in package.as_dict()["rules"]
    assert "Queue: fraud_desk. Severity: high" in package.render().splitlines()


def test_rule_that_wants_a_person_hands_over_whatever_the_model_says(make_assistant: Make, rules: Any):
    session = Session("s")
    reply = make_assistant(SCRIPT, rules=rules).reply(session, "I will take you to court")

    assert (reply.action, reply.options) == ("handoff", ())
    assert reply.handoff is not None
    assert (reply.handoff.code, reply.handoff.route) == ("rule", "legal")
    assert reply.handoff.reason == "A rule wants a person to decide: legal-threat."
    assert [tried.intent for tried in session.tried] == ["complaint"]


@pytest.mark.parametrize(
    ("text", "said", "language"), [("I want to kill myself", "999", "en"), ("我不想活了，很难受", "关怀专线", "zh")]
)
def test_crisis_is_answered_and_handed_over_even_out_of_scope(
    make_assistant: Make, rules: Any, text: str, said: str, language: str
):
    assistant = make_assistant({}, rules=rules)
    reply = assistant.reply(Session("s"), text)

    assert reply.action == "handoff"
    assert said in reply.text
    assert reply.text.endswith(assistant.phrases.say("handoff_wanted", language))
    assert reply.handoff is not None
    assert (reply.handoff.severity, reply.handoff.route) == ("critical", "vulnerable_customers")


def test_template_of_a_rule_is_the_answer(make_assistant: Make, rules: Any):
    session = Session("s")
    reply = make_assistant({}, rules=rules).reply(session, "my pin is 4711, does it work?")

    assert (reply.action, reply.intent) == ("answer", None)
    assert reply.text.startswith("Please never write a PIN")
    assert session.failures == 0


def test_template_that_is_not_there_changes_nothing(make_assistant: Make, rules: Any, templates: Any):
    assistant = make_assistant({"my pin is 4711": [("overdraft", 0.97)]}, {}, templates[1:], rules=rules)

    assert assistant.reply(Session("s"), "my pin is 4711").handoff is not None


def test_rules_know_what_day_it_is(make_assistant: Make, rules: Any):
    assistant = make_assistant({}, rules=rules)
    old, new = "I dispute the payment of 3 January 2024", "I dispute the payment of 3 February 2026"

    assert assistant.reply(Session("s"), old).action == "handoff"
    assert assistant.reply(Session("s"), new).action == "ask"


def test_severity_of_a_conversation_is_the_highest_and_its_route_the_last():
    session = Session("s")
    for orders in (
        Orders(("a",), route="cards", severity="critical"),
        Orders(("b",), severity="low"),
        Orders(("a",), route="fraud"),
    ):
        session.follow(orders)

    assert (session.route, session.severity, session.rules) == ("fraud", "critical", ["a", "b"])
    assert Session.from_dict(session.as_dict()) == session


def test_message_without_orders_leaves_the_package_as_it_was(make_assistant: Make, rules: Any):
    package = make_assistant(SCRIPT, rules=rules).reply(Session("s"), "a person please").handoff

    assert package is not None
    assert (package.route, package.severity, package.rules) == (None, None, ())
    assert "Queue" not in package.render()
