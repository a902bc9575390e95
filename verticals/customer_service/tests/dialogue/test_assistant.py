"""The policy: answer, ask back, decline, hand over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold_customer_service.dialogue.assistant import Assistant
from scaffold_customer_service.dialogue.reply import Source
from scaffold_customer_service.dialogue.session import Session

Make = Callable[..., Assistant]

SURE_LOST = [("card_lost", 0.98)]
OVERDRAFT = [("overdraft", 0.97)]
THREE = [("card_declined", 0.5), ("card_lost", 0.3), ("cash_limit", 0.1), ("overdraft", 0.05)]


def keys(reply: Any) -> list[str]:
    return [option.key for option in reply.options]


def test_understood_message_is_answered_from_the_template(make_assistant: Make) -> None:
    assistant = make_assistant({"my card is gone": SURE_LOST}, {"my card is gone": [("report-lost-card", 0.4)]})
    reply = assistant.reply(Session("s"), "my card is gone")
    assert (reply.action, reply.intent, reply.probability) == ("answer", "card_lost", 0.98)
    assert "01632 960 199" in reply.text
    assert reply.source == Source("report-lost-card", "Help > E")


def test_understood_message_without_template_is_answered_from_the_faq_with_its_source(make_assistant: Make) -> None:
    assistant = make_assistant({"price?": OVERDRAFT}, {"price?": [("cash", 0.6), ("price", 0.5), ("apply", 0.2)]})
    session = Session("s")
    reply = assistant.reply(session, "price?")
    assert (reply.action, reply.text) == ("answer", "Interest of 24.9%.")
    assert reply.source == Source("price", "Help > B")
    assert reply.related == ("How do I apply for an overdraft?",)
    assert [candidate.id for candidate in session.candidates] == ["price", "apply"]


def test_confident_faq_entry_goes_before_the_template(make_assistant: Make) -> None:
    question = "how much cash a day"
    assistant = make_assistant({question: [("cash_limit", 0.9)]}, {question: [("cash", 0.9)]})
    assert assistant.reply(Session("s"), question).text == "400 a day."


def test_detail_in_the_message_goes_before_the_faq(make_assistant: Make) -> None:
    question = "how much cash with my credit card"
    assistant = make_assistant({question: [("cash_limit", 0.9)]}, {question: [("cash", 0.9)]})
    reply = assistant.reply(Session("s"), question)
    assert "£200 a day" in reply.text
    assert reply.slots == {"card_kind": "credit"}


def test_missing_detail_is_asked_for_and_then_used(make_assistant: Make) -> None:
    assistant = make_assistant({"how much can I get": [("cash_limit", 0.9)]})
    session = Session("s")
    asked = assistant.reply(session, "how much can I get")
    assert (asked.action, asked.text) == ("ask", "Is it about your debit card or your credit card?")
    answered = assistant.reply(session, "the credit one")
    assert (answered.action, answered.intent) == ("answer", "cash_limit")
    assert "£200 a day" in answered.text
    assert session.failures == 0


def test_detail_that_stays_missing_is_asked_again_and_then_handed_over(make_assistant: Make) -> None:
    assistant = make_assistant({"how much can I get": [("cash_limit", 0.9)]})
    session = Session("s")
    assistant.reply(session, "how much can I get")
    again = assistant.reply(session, "blue")
    assert again.action == "ask"
    assert again.text.endswith("Is it about your debit card or your credit card?")
    assert assistant.reply(session, "green").action == "handoff"


def test_same_question_again_instead_of_the_detail_does_not_go_round_in_circles(make_assistant: Make) -> None:
    assistant = make_assistant({"how much can I get": [("cash_limit", 0.9)]})
    session = Session("s")
    actions = [assistant.reply(session, "how much can I get").action for _ in range(3)]
    assert actions == ["ask", "ask", "handoff"]


def test_another_question_instead_of_the_detail_is_answered(make_assistant: Make) -> None:
    assistant = make_assistant({"how much can I get": [("cash_limit", 0.9)], "I lost my purse": SURE_LOST})
    session = Session("s")
    assistant.reply(session, "how much can I get")
    assert assistant.reply(session, "I lost my purse").intent == "card_lost"
    assert session.missing is None


def test_new_detail_in_a_few_words_answers_the_topic_anew(make_assistant: Make) -> None:
    assistant = make_assistant({"how much can I get": [("cash_limit", 0.9)]})
    session = Session("s")
    for text in ("how much can I get", "debit"):
        assistant.reply(session, text)
    reply = assistant.reply(session, "and with a credit card?")
    assert (reply.action, reply.intent, reply.slots) == ("answer", "cash_limit", {"card_kind": "credit"})


def test_unsure_message_is_asked_back_with_the_likeliest_readings(make_assistant: Make) -> None:
    assistant = make_assistant({"my card": THREE})
    reply = assistant.reply(Session("s"), "my card")
    assert reply.action == "ask"
    assert keys(reply) == ["card_declined", "card_lost", "cash_limit"]
    assert reply.options[1].text == "a lost card"
    assert reply.intent is None


def test_two_readings_are_offered_even_if_only_one_is_in_the_set(make_assistant: Make) -> None:
    assistant = make_assistant({"my card": THREE}, max_options=2)
    assert keys(assistant.reply(Session("s"), "my card")) == ["card_declined", "card_lost"]


@pytest.mark.parametrize("choice", ["2", "the second one", "第二个", "lost"])
def test_reading_that_is_picked_answers_the_question_asked_before(make_assistant: Make, choice: str) -> None:
    assistant = make_assistant({"my card": THREE}, {"my card": [("report-lost-card", 0.5)]})
    session = Session("s")
    assistant.reply(session, "my card")
    reply = assistant.reply(session, choice)
    assert (reply.action, reply.intent) == ("answer", "card_lost")
    assert (session.failures, session.options) == (0, [])


def test_question_said_again_in_full_is_answered(make_assistant: Make) -> None:
    assistant = make_assistant({"my card": THREE, "I lost my card": SURE_LOST})
    session = Session("s")
    assistant.reply(session, "my card")
    assert assistant.reply(session, "I lost my card").intent == "card_lost"
    assert session.failures == 0


def test_plain_yes_to_several_readings_asks_once_which_one(make_assistant: Make) -> None:
    assistant = make_assistant({"my card": THREE}, retry_limit=3)
    session = Session("s")
    assistant.reply(session, "my card")
    again = assistant.reply(session, "yes")
    assert (again.action, keys(again)) == ("ask", ["card_declined", "card_lost", "cash_limit"])
    assert session.failures == 1
    assistant.reply(session, "yes")
    assert session.failures == 2


def test_none_of_the_readings_is_the_second_failure(make_assistant: Make) -> None:
    assistant = make_assistant({"my card": THREE})
    session = Session("s")
    assistant.reply(session, "my card")
    reply = assistant.reply(session, "none of these")
    assert (reply.action, reply.handoff.code) == ("handoff", "not_understood")


def test_out_of_scope_is_declined_with_what_the_assistant_knows(make_assistant: Make) -> None:
    reply = make_assistant({}).reply(Session("s"), "who won the match")
    assert (reply.action, reply.intent) == ("ask", None)
    assert "a lost card" in reply.text
    assert reply.decision.rejected


def test_out_of_scope_text_that_the_faq_answers_clearly_is_answered(make_assistant: Make) -> None:
    found = {"overdraft cost": [("price", 0.85)], "overdraft maybe": [("price", 0.6)]}
    assistant = make_assistant({}, found)
    reply = assistant.reply(Session("s"), "overdraft cost")
    assert (reply.action, reply.source, reply.intent) == ("answer", Source("price", "Help > B"), "overdraft")
    assert assistant.reply(Session("s"), "overdraft maybe").action == "ask"


def test_faq_does_not_answer_against_the_labels_that_are_possible(make_assistant: Make) -> None:
    assistant = make_assistant({"my card": THREE[:2]}, {"my card": [("price", 0.95)]})
    assert assistant.reply(Session("s"), "my card").action == "ask"


def test_follow_up_within_the_topic_needs_less_from_the_faq(make_assistant: Make) -> None:
    found = {"overdraft": [("apply", 0.9)], "and what is the price": [("price", 0.5)]}
    assistant = make_assistant({"overdraft": OVERDRAFT}, found)
    session = Session("s")
    assistant.reply(session, "overdraft")
    assert assistant.reply(session, "and what is the price").source == Source("price", "Help > B")
    assert assistant.reply(Session("other"), "and what is the price").action == "ask"


def test_weak_faq_entries_are_offered_and_not_answered(make_assistant: Make) -> None:
    found = {"overdraft?": [("price", 0.02), ("apply", 0.01), ("limit", 0.01)]}
    assistant = make_assistant({"overdraft?": OVERDRAFT}, found)
    session = Session("s")
    offered = assistant.reply(session, "overdraft?")
    assert (offered.action, keys(offered)) == ("ask", ["price", "apply", "limit"])
    assert session.failures == 0
    picked = assistant.reply(session, "2")
    assert (picked.action, picked.text) == ("answer", "In the app, under Overdraft.")


def test_offered_entries_are_only_called_by_the_topic_if_they_are_of_it(make_assistant: Make) -> None:
    assistant = make_assistant({"x y": OVERDRAFT}, {"x y": [("cash", 0.3)]})
    reply = assistant.reply(Session("s"), "x y")
    assert (reply.action, keys(reply)) == ("ask", ["cash"])
    assert "overdraft" not in reply.text


def test_picked_topic_is_answered_however_vague_the_question_was(make_assistant: Make) -> None:
    script = {"money": [("card_declined", 0.5), ("overdraft", 0.4)]}
    assistant = make_assistant(script, {"money": [("price", 0.02), ("apply", 0.01)]})
    session = Session("s")
    assistant.reply(session, "money")
    reply = assistant.reply(session, "2")
    assert (reply.action, reply.source, keys(reply)) == ("answer", Source("price", "Help > B"), ["apply"])


@pytest.mark.parametrize("texts", [["a", "b"], ["???", "..."], ["a", "no way", "b"]])
def test_second_failure_in_a_row_is_handed_over(make_assistant: Make, texts: list[str]) -> None:
    assistant = make_assistant({"thank you": [("thanks", 0.99)]})
    session = Session("s")
    actions = [assistant.reply(session, text).action for text in texts[:2]]
    assert actions == ["ask", "handoff"]
    assert session.handed_over
    assert session.failures == 0


def test_success_between_two_failures_starts_the_count_anew(make_assistant: Make) -> None:
    assistant = make_assistant({"lost": SURE_LOST})
    session = Session("s")
    assert [assistant.reply(session, text).action for text in ("a", "lost", "b")] == ["ask", "answer", "ask"]


@pytest.mark.parametrize("intent", ["talk_to_person", "complaint"])
def test_wish_for_a_person_and_a_complaint_are_handed_over_at_once(make_assistant: Make, intent: str) -> None:
    reply = make_assistant({"x y": [(intent, 0.9)]}).reply(Session("s"), "x y")
    assert (reply.action, reply.intent, reply.handoff.code) == ("handoff", intent, "wanted")


def test_unsure_wish_for_a_person_is_asked_back(make_assistant: Make) -> None:
    script = {"x y": [("talk_to_person", 0.5), ("card_lost", 0.4)]}
    assert make_assistant(script).reply(Session("s"), "x y").action == "ask"


def test_likely_reading_is_answered_from_the_set_level(make_assistant: Make) -> None:
    script = {"x y": [("card_lost", 0.92), ("card_declined", 0.05)]}
    assert make_assistant(script).reply(Session("s"), "x y").action == "answer"
    assert make_assistant(script, answer_from=0.95).reply(Session("s"), "x y").action == "ask"


@pytest.mark.parametrize(("found", "action"), [("price", "answer"), ("cash", "ask")])
def test_less_likely_reading_is_answered_if_the_faq_agrees(make_assistant: Make, found: str, action: str) -> None:
    script = {"x y": [("overdraft", 0.6), ("card_lost", 0.3)]}
    assert make_assistant(script, {"x y": [(found, 0.3)]}).reply(Session("s"), "x y").action == action
    assert make_assistant(script, {"x y": [(found, 0.3)]}, agree_from=0.7).reply(Session("s"), "x y").action == "ask"


def test_small_talk_is_answered_and_leaves_topic_and_slots_alone(make_assistant: Make) -> None:
    assistant = make_assistant({"my debit card is gone": SURE_LOST, "thank you": [("thanks", 0.99)]})
    session = Session("s")
    assistant.reply(session, "my debit card is gone")
    reply = assistant.reply(session, "thank you")
    assert (reply.action, reply.intent) == ("answer", "thanks")
    assert (session.topic, session.slots) == ("card_lost", {"card_kind": "debit"})


def test_bare_ok_is_no_failure(make_assistant: Make) -> None:
    session = Session("s")
    assert make_assistant({}).reply(session, "ok").action == "answer"
    assert session.failures == 0


def test_change_of_topic_forgets_the_slots(make_assistant: Make) -> None:
    assistant = make_assistant({"my debit card is gone": SURE_LOST, "price?": OVERDRAFT}, {"price?": [("price", 0.9)]})
    session = Session("s")
    assistant.reply(session, "my debit card is gone")
    assert assistant.reply(session, "price?").slots == {}


def test_intent_without_any_answer_is_handed_over(make_assistant: Make) -> None:
    reply = make_assistant({"price?": OVERDRAFT}).reply(Session("s"), "price?")
    assert (reply.action, reply.intent, reply.handoff.code) == ("handoff", "overdraft", "no_answer")
    assert "an overdraft" in reply.text


def test_templates_of_the_sample_bank_are_not_used_for_other_bundles(make_assistant: Make, templates: Any) -> None:
    assistant = make_assistant({"lost": SURE_LOST, "hi": [("greeting", 0.9)]}, folders=templates[1:])
    assert assistant.reply(Session("s"), "hi").action == "answer"
    assert assistant.reply(Session("s"), "lost").action == "handoff"


def test_chinese_is_answered_in_chinese(make_assistant: Make) -> None:
    assistant = make_assistant({"我的卡丢了": SURE_LOST})
    session = Session("s")
    assert "注销" in assistant.reply(session, "我的卡丢了").text
    assert "抱歉" in assistant.reply(session, "今天天气怎么样").text
    assert assistant.reply(session, "123").text.startswith("我没能帮上忙")


def test_language_can_be_fixed(make_assistant: Make) -> None:
    assistant = make_assistant({"我的卡丢了": SURE_LOST}, language="en")
    assert "Report lost" in assistant.reply(Session("s"), "我的卡丢了").text


def test_faq_in_another_language_is_offered_and_not_answered(make_assistant: Make) -> None:
    assistant = make_assistant({"透支": OVERDRAFT}, {"透支": [("price", 0.3), ("apply", 0.2)]})
    assert keys(assistant.reply(Session("s"), "透支")) == ["price", "apply"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(
    said=st.lists(
        st.tuples(
            st.sampled_from("ab"),
            st.sampled_from(
                ["lost", "my card", "how much can I get", "debit", "2", "none", "yes", "x", "???", "", "hi"]
            ),
        ),
        max_size=12,
    )
)
def test_conversations_side_by_side_go_as_they_would_alone(make_assistant: Make, said: list[tuple[str, str]]) -> None:
    script = {
        "lost": SURE_LOST,
        "my card": THREE,
        "how much can I get": [("cash_limit", 0.9)],
        "hi": [("greeting", 0.9)],
    }

    def texts(rows: list[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
        assistant, sessions = make_assistant(script), {name: Session(name) for name in "ab"}
        out: dict[str, list[tuple[str, str]]] = {"a": [], "b": []}
        for name, text in rows:
            reply = assistant.reply(sessions[name], text)
            out[name].append((reply.action, reply.text))
        return out

    together = texts(said)
    for name in "ab":
        assert together[name] == texts([row for row in said if row[0] == name])[name]


def test_session_saved_between_messages_goes_on_as_before(make_assistant: Make) -> None:
    assistant = make_assistant({"my card": THREE, "how much can I get": [("cash_limit", 0.9)]})
    session = Session("s")
    for text, intent in (
        ("my card", None),
        ("2", "card_lost"),
        ("how much can I get", "cash_limit"),
        ("debit", "cash_limit"),
    ):
        session = Session.from_dict(session.as_dict())
        assert assistant.reply(session, text).intent == intent
