"""The page on watching the news: its commands run one after the other and say what is shown."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from scaffold.cli.main import cli
from scaffold.settings import load_settings

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "watch-the-news.md").read_text(encoding="utf-8")
COMMANDS = [
    shlex.split(line) for line in re.findall(r"^    scaffold (run financial-sentiment .*)$", PAGE, re.MULTILINE)
]


def block(name: str) -> str:
    (found,) = re.findall(rf"<!-- {name} -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def commands(name: str) -> list[list[str]]:
    return [typed for typed in COMMANDS if typed[2] == name]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """The files of the page are in the current folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("companies.csv", "news.jsonl", "known.csv"):
        Path(name).write_text(block(f"file: {name}"), encoding="utf-8")


def said(typed: list[str]) -> str:
    """What a command says, runs of blanks as one."""
    done = CliRunner().invoke(cli, typed)
    assert done.exit_code == 0, (typed, done.output)
    return "\n".join(" ".join(line.split()) for line in done.output.splitlines())


def test_commands_of_the_page_say_what_it_shows(desk):
    for name in ("replay", "incidents", "ack", "mute", "backtest"):
        for typed in commands(name):
            output = said(typed)
            shown = block(f"said: {name}") if f"said: {name}" in PAGE else ""
            for line in shown.splitlines():
                assert " ".join(line.split()) in output
    assert {typed[2] for typed in COMMANDS} == {
        "replay",
        "incidents",
        "ack",
        "mute",
        "backtest",
        "watch",
        "dashboard",
    }
    assert Path("checked/report.html").is_file()


def test_settings_of_the_page_are_settings(desk):
    Path("scaffold.toml").write_text(block("file: scaffold.toml"), encoding="utf-8")
    assert load_settings(Path("scaffold.toml")).vertical["financial-sentiment"]["false_alarms"] == 0.5
