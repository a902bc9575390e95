"""The chat: piped and typed, its commands, its files."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from scaffold.cli.main import cli
from scaffold_customer_service.commands.chat import Chat, append_line
from scaffold_customer_service.commands.terminal import RichView
from scaffold_customer_service.dialogue.assistant import Assistant
from scaffold_customer_service.dialogue.session import SessionStore

SCRIPT = {"I lost my card": [("card_lost", 0.98)], "my card": [("card_declined", 0.5), ("card_lost", 0.3)]}


def chat(demo: Any, said: str, *options: str) -> Result:
    arguments = ["run", "customer-service", "chat", "--bundle", str(demo.bundle.path), *options]
    return CliRunner().invoke(cli, arguments, input=said, catch_exceptions=False)


def test_piped_chat_answers_line_by_line_and_ends_with_the_input(demo: Any) -> None:
    result = chat(demo, "Hello there\n\nHow do I unfreeze my card?\n")
    assert result.exit_code == 0
    assert "in your own words" in result.stdout
    assert "slide Freeze to off" in result.stdout
    assert "Source: Help centre > Cards > Freezing [unfreeze-card]" in result.stdout


def test_reasons_options_and_the_hand_over_are_shown(demo: Any, tmp_path: Path) -> None:
    target = tmp_path / "packages" / "open.jsonl"
    result = chat(demo, "problem with my card\nnone of them\n", "--show-reasons", "--handoff-to", str(target))
    assert "  1. a card payment that was declined" in result.stdout
    assert "Why: ask · not understood · " in result.stdout
    assert 'The customer wrote: "problem with my card".' in result.stdout
    (package,) = map(json.loads, target.read_text(encoding="utf-8").splitlines())
    assert package["reason"]["code"] == "not_understood"


def test_why_shows_probabilities_set_and_nearest_questions(demo: Any) -> None:
    result = chat(demo, "/why\nHow do I unfreeze my card?\n/why\n")
    assert "There is no reply yet to explain." in result.stdout
    why = result.stdout.partition("unfreeze-card]")[2]
    assert "card_freeze" in why
    assert "Still possible at the error rate" in why
    assert "Nearest known questions:" in why


def test_named_session_goes_on_where_it_was(demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    chat(demo, "problem with my card\n", "--session", "anna")
    second = chat(demo, "the second one\n", "--session", "anna")
    assert "Source: Help centre > Cards" in second.stdout
    assert (tmp_path / "customer-service-sessions" / "anna.json").is_file()
    other = chat(demo, "the second one\n", "--session", "ben")
    assert "Source: " not in other.stdout


def test_chat_without_a_name_writes_no_file(demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    chat(demo, "hello\n")
    assert list(tmp_path.iterdir()) == []


def test_without_any_bundle_the_message_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["run", "customer-service", "chat"])
    assert result.exit_code == 2
    assert "scaffold demo customer-service" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("options", [("--bundle", "nowhere"), ("--bundle", "nowhere", "--session", "../x")])
def test_wrong_option_is_one_clear_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["run", "customer-service", "chat", *options])
    assert result.exit_code == 2
    assert result.stderr.count("Error: ") == 1
    assert list(tmp_path.iterdir()) == []


class Typed:
    """A view in which a test types, over a recorded rich console."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts
        self.console = Console(file=io.StringIO(), record=True, width=100, force_terminal=True)
        self.view = RichView(self.console)
        self.view.messages = self.messages  # type: ignore[method-assign]

    def messages(self) -> Iterator[str]:
        yield from self.texts

    def shown(self) -> str:
        return self.console.export_text()


def talk(assistant: Assistant, *texts: str, **options: Any) -> str:
    typed = Typed(*texts)
    Chat(assistant, SessionStore(), "s", typed.view, **options).run()
    return typed.shown()


def test_typed_chat_shows_options_sources_and_the_hand_over(make_assistant: Callable[..., Assistant]) -> None:
    assistant = make_assistant(SCRIPT, {"I lost my card": [("report-lost-card", 0.4)]})
    shown = talk(assistant, "I lost my card", "my card", "none of these", show_reasons=True)
    assert "Source: Help > E [report-lost-card]" in shown
    assert "2  a lost card" in shown
    assert "What the colleague sees" in shown
    assert "answer · card_lost 98% · template card_lost.en.jinja" in shown


def test_markup_in_a_message_is_shown_as_it_is(make_assistant: Callable[..., Assistant], tmp_path: Path) -> None:
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "card_lost.en.jinja").write_text("Tap [bold]Cards[/bold].", encoding="utf-8")
    assert "Tap [bold]Cards[/bold]." in talk(make_assistant(SCRIPT, folders=[tmp_path]), "I lost my card")


def test_commands_help_reset_quit_and_a_typing_mistake(make_assistant: Callable[..., Assistant]) -> None:
    assistant = make_assistant(SCRIPT)
    shown = talk(assistant, "my card", "/reset", "2", "/helpp", "/help", "/QUIT", "I lost my card")
    assert "Forgotten. We start anew." in shown
    assert "did you mean '/help'?" in shown
    assert "/why    why the last reply" in shown
    assert "Report lost" not in shown


def test_hand_overs_are_added_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "open.jsonl"
    for number in range(2):
        append_line(path, {"n": number, "text": "卡"})
    assert path.read_text(encoding="utf-8") == '{"n": 0, "text": "卡"}\n{"n": 1, "text": "卡"}\n'
