"""The scripted conversations: played against a trained bundle, and the player itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scaffold.errors import DataError
from scaffold_customer_service.bundle_parts import open_assistant
from scaffold_customer_service.dialogue.assistant import Assistant
from scaffold_customer_service.dialogue.conversations import Script, check, play, read_scripts
from scaffold_customer_service.dialogue.reply import Reply, Source
from scaffold_customer_service.dialogue.session import Option
from scaffold_customer_service.settings import CustomerServiceSettings

SCRIPTS = read_scripts(Path(__file__).parents[2] / "scaffold_customer_service" / "sample" / "conversations.jsonl")


@pytest.fixture(scope="module")
def trained(demo: Any) -> Iterator[Assistant]:
    with open_assistant(demo.bundle, CustomerServiceSettings()) as assistant:
        yield assistant


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.id)
def test_conversation_goes_as_scripted(trained: Assistant, script: Script) -> None:
    (played,) = play(trained, [script])
    assert played.problems == ()


def test_playing_twice_gives_the_same_replies(trained: Assistant) -> None:
    first, second = play(trained, SCRIPTS[:3]), play(trained, SCRIPTS[:3])
    assert [[reply.as_dict() for reply in each.replies] for each in first] == [
        [reply.as_dict() for reply in each.replies] for each in second
    ]


REPLY = Reply(
    "It costs £6.",
    "answer",
    "fee_question",
    source=Source("fees", "Help"),
    options=(Option("intent", "card_lost", "a lost card", 0.5),),
    slots={"amount": "£6"},
)


@pytest.mark.parametrize(
    ("expect", "problem"),
    [
        ({"action": "answer", "intent": "fee_question", "source": "fees", "mentions": ["£6"]}, None),
        ({"action": ["ask", "answer"], "options_include": ["card_lost"], "slots": {"amount": "£6"}}, None),
        ({"action": "ask"}, "action answer, expected ask"),
        ({"action": ["ask", "handoff"]}, "action answer, expected ask or handoff"),
        ({"action": "answer", "intent": "card_lost"}, "intent fee_question, expected card_lost"),
        ({"action": "answer", "source": "other"}, "source fees, expected other"),
        ({"action": "answer", "mentions": ["£7"]}, "'£7' is not in the reply"),
        ({"action": "answer", "options_include": ["card_stolen"]}, "card_stolen is not among ['card_lost']"),
        ({"action": "answer", "slots": {"date": "May"}}, "slot date is None, expected 'May'"),
    ],
)
def test_check_names_what_is_not_as_expected(expect: dict[str, Any], problem: str | None) -> None:
    assert check(REPLY, expect) == ([problem] if problem else [])


def test_each_script_is_played_in_a_session_of_its_own(make_assistant: Callable[..., Assistant]) -> None:
    script = Script("s", "Once", (("not understood", {"action": "ask"}),))
    assert all(played.passed for played in play(make_assistant({}), [script, script]))


@pytest.mark.parametrize("line", ["{", '{"id": "a"}', '{"id": "a", "title": "t", "turns": [{"user": "x"}]}', "[]"])
def test_line_that_is_no_script_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "scripts.jsonl"
    path.write_text(f'{{"id": "a", "title": "t", "turns": []}}\n{line}\n', encoding="utf-8")
    with pytest.raises(DataError, match="not a scripted conversation") as caught:
        read_scripts(path)
    assert str(caught.value).startswith(f"{path}:2: ")


def test_unknown_expectation_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scripts.jsonl"
    path.write_text(
        '{"id": "a", "title": "t", "turns": [{"user": "x", "expect": {"acton": "ask"}}]}\n', encoding="utf-8"
    )
    with pytest.raises(DataError, match="unknown expectations: acton"):
        read_scripts(path)
