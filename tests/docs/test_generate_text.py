"""What the page on generating text shows is what happens."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "generate-text.md"
BLOCK = re.compile(r"<!-- (?P<kind>\w+)(: (?P<name>\S+))? -->\n```\w+\n(?P<content>.*?)```", re.DOTALL)


def blocks(kind: str) -> list[tuple[str, str]]:
    found = [(m["name"], m["content"]) for m in BLOCK.finditer(PAGE.read_text(encoding="utf-8")) if m["kind"] == kind]
    assert found
    return found


@pytest.fixture
def folder(tmp_path, monkeypatch, tiny_causal):
    """The files of the page and a model, in the current folder."""
    monkeypatch.chdir(tmp_path)
    Path("model").symlink_to(tiny_causal)
    for name, content in blocks("file"):
        Path(name).write_text(content, encoding="utf-8")
    return tmp_path


def test_lines_of_the_page_are_drafted(folder):
    from click.testing import CliRunner

    from scaffold.cli.main import cli

    room = ["--set", "generation.max_new_tokens=20"]
    result = CliRunner().invoke(cli, ["generate", "model", "--task", "draft", "--input", "questions.jsonl", *room])

    assert result.exit_code == 0, result.stderr
    written = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["id"] for each in written] == ["q1", "q2"]
    assert all("supported" in each for each in written)


def test_refusal_is_worded_as_shown(folder):
    from scaffold.errors import DataError
    from scaffold.models.generation.prompts import PromptTemplate

    line = json.loads(Path("questions.jsonl").read_text(encoding="utf-8").splitlines()[0])
    for name, message in blocks("refused"):
        with pytest.raises(DataError) as caught:
            PromptTemplate(Path(name)).render(line, "questions.jsonl:1")
        assert str(caught.value) == message.strip()
        assert "- It is sent by post." in PromptTemplate(Path(name)).render({**line, "shop": "Aurum"}, "here")


def test_python_of_the_page_runs(folder, capsys):
    for _, code in blocks("python"):
        exec(compile(code, str(PAGE), "exec"), {})
    assert capsys.readouterr().out.strip()


def test_settings_of_the_page_exist():
    from scaffold.settings import GenerationSettings

    named = set(re.findall(r"generation\.(\w+)", PAGE.read_text(encoding="utf-8"))) - {"prompts", "reading", "writer"}
    assert named <= set(GenerationSettings.model_fields)


def test_options_of_the_page_exist():
    from scaffold.cli.generate import command as generate
    from scaffold.cli.tune_generator import command as tune

    known = {option for command in (generate, tune) for parameter in command.params for option in parameter.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE.read_text(encoding="utf-8"))) <= known | {"--base"}
