"""The package for the colleague: what is in it, and what is kept out of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from scaffold_customer_service.dialogue.assistant import Assistant
from scaffold_customer_service.dialogue.handoff import Handoff, gist
from scaffold_customer_service.dialogue.session import Session

Make = Callable[..., Assistant]

SCRIPT = {
    "hi": [("greeting", 0.99)],
    "I lost my debit card": [("card_lost", 0.98)],
    "my card": [("card_declined", 0.5), ("card_lost", 0.3)],
    "a person please": [("talk_to_person", 0.95)],
}


def talk(assistant: Assistant, *texts: str) -> Handoff:
    session = Session("anna")
    package = [assistant.reply(session, text) for text in texts][-1].handoff
    assert package is not None
    return package


def test_package_says_what_happened(make_assistant: Make) -> None:
    found = {"I lost my debit card": [("report-lost-card", 0.4)]}
    package = talk(make_assistant(SCRIPT, found), "hi", "I lost my debit card", "my card", "none of these").as_dict()
    assert package["format"] == 1
    assert (package["session"], package["language"]) == ("anna", "en")
    assert package["started"] < package["handed_over"]
    assert package["reason"] == {
        "code": "not_understood",
        "text": "The assistant did not understand 2 messages in a row.",
    }
    assert package["intents"] == [
        {"intent": "card_declined", "probability": 0.5, "answered": False, "name": "a card payment that was declined"},
        {"intent": "card_lost", "probability": 0.98, "answered": True, "name": "a lost card"},
    ]
    assert [entry["id"] for entry in package["faq_candidates"]] == ["report-lost-card"]
    assert package["slots"] == {"card_kind": "debit"}
    assert package["failures"] == 2
    assert [turn["speaker"] for turn in package["transcript"]] == ["customer", "assistant"] * 3 + ["customer"]
    assert json.loads(json.dumps(package)) == package


def test_summary_is_short_and_names_question_topics_and_details(make_assistant: Make) -> None:
    package = talk(make_assistant(SCRIPT), "hi", "I lost my debit card", "my card", "none of these")
    assert package.summary == (
        'The customer wrote: "I lost my debit card". Not understood: "my card". Answered before: a lost card. '
        "Likeliest topics: a card payment that was declined (50%). Known details: debit."
    )


def test_reason_of_a_wish_names_it(make_assistant: Make) -> None:
    package = talk(make_assistant(SCRIPT), "a person please")
    assert (package.code, package.reason) == ("wanted", "The customer needs a person: talking to a person.")


def test_chinese_conversation_gives_a_chinese_summary(make_assistant: Make) -> None:
    package = talk(make_assistant(SCRIPT), "你好吗朋友", "今天天气怎么样")
    assert package.language == "zh"
    assert package.summary.startswith("客户写道：“你好吗朋友”。没有听懂：")


@pytest.mark.parametrize("masked", [True, False])
def test_personal_data_are_masked(make_assistant: Make, masked: bool) -> None:
    assistant = make_assistant(SCRIPT, mask_transcript=masked)
    package = talk(assistant, "write to jane@example.org about it", "or call +44 1632 960 001")
    for private in ("jane@example.org", "960 001"):
        assert private not in package.summary + package.render()
        assert (private in json.dumps(package.as_dict()["transcript"])) is not masked
    assert package.as_dict()["transcript_masked"] is masked


def test_rendered_package_holds_the_summary_and_the_reason(make_assistant: Make) -> None:
    package = talk(make_assistant(SCRIPT), "a person please")
    lines = package.render().splitlines()
    assert lines[0] == package.summary
    assert lines[1] == f"Reason: {package.reason}"
    assert lines[-1].startswith("Messages: 1, from 2026-03-01T09:00:00+00:00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short", "short"),
        ("It was long. " * 20 + "Where is my money? I need it.", "Where is my money?"),
        ("It was long. " * 20, "It was long."),
        ("很长的故事。" * 40 + "我的钱在哪里？", "我的钱在哪里？"),
    ],
)
def test_gist_of_a_long_message_is_what_it_asks(text: str, expected: str) -> None:
    assert gist(text) == expected


def test_gist_is_never_long() -> None:
    assert len(gist("word " * 500)) <= 200


def test_package_holds_only_plain_values(make_assistant: Make) -> None:
    def plain(value: Any) -> bool:
        if isinstance(value, dict):
            return all(isinstance(key, str) and plain(each) for key, each in value.items())
        if isinstance(value, list):
            return all(map(plain, value))
        return value is None or type(value) in (str, int, float, bool)

    assert plain(talk(make_assistant(SCRIPT), "x", "y").as_dict())
