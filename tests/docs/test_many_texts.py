"""The commands of the page on many texts run as they stand there, and its numbers are those of the code."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "many-texts.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    scaffold (predict .*)$", PAGE, re.MULTILINE)


def test_every_engine_and_resume_are_shown():
    from scaffold.cli.predict import command

    (engine,) = (parameter for parameter in command.params if parameter.name == "engine")
    assert {f"| `{name}` |" in PAGE for name in engine.type.choices} == {True}
    assert any("--engine ray" in line for line in COMMANDS)
    assert any(line.endswith("--resume") for line in COMMANDS)


@pytest.mark.parametrize("line", [line for line in COMMANDS if "--engine process" in line])
def test_commands_run(toy_bundle, toy_site, tmp_path, monkeypatch, line):
    from scaffold.cli.main import cli

    monkeypatch.chdir(tmp_path)
    Path("runs/first").mkdir(parents=True)
    Path("runs/first/bundle").symlink_to(toy_bundle)
    Path("new.jsonl").write_text('"where is my card"\n"我要退款"\n', encoding="utf-8")
    result = CliRunner().invoke(cli, shlex.split(line))

    assert result.exit_code == 0, result.stderr
    assert len(Path("decided.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_numbers_are_those_of_the_code():
    from scaffold.data.report.text_findings import MOST_COMPARED
    from scaffold.sharding import work
    from scaffold.sharding.rows import BLOCK

    assert f"blocks of {BLOCK:,} rows" in PAGE
    assert f"more than {MOST_COMPARED:,} texts" in PAGE
    assert work._TRIES == 4
    assert "happens four times" in PAGE
