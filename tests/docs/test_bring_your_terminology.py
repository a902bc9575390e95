"""The page on terminologies: its commands say what is shown, and its settings make rules."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from scaffold.rules.language.reading import parse_rules
from scaffold_medical.commands.terms import command
from scaffold_medical.rules.sources import rule_sources
from scaffold_medical.settings import MedicalSettings

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "bring-your-terminology.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line) for line in re.findall(r"^    scaffold run medical (terms .*)$", PAGE, re.MULTILINE)]


def block(name: str) -> str:
    (found,) = re.findall(rf"<!-- {re.escape(name)} -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    """The files of the page are in the current folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("note.txt", "own.csv", "own.obo"):
        Path(name).write_text(block(f"file: {name}"), encoding="utf-8")


@pytest.mark.parametrize("typed", COMMANDS, ids=" ".join)
def test_commands_of_the_page_say_what_it_shows(typed):
    done = CliRunner().invoke(command, typed[1:])
    assert done.exit_code == 0, (typed, done.output)
    output = "\n".join(" ".join(line.split()) for line in done.output.splitlines())
    shown = block(f"said: {' '.join(typed)}").splitlines()
    assert shown
    for line in shown:
        assert " ".join(line.split()) in output, line


def test_settings_of_the_page_make_rules():
    files = tomllib.loads(block("file: scaffold.toml"))["medical"]
    named = tomllib.loads(block("file: labels.toml"))["medical"]
    settings = MedicalSettings(**files, **named)
    source = rule_sources(settings.terminology, settings.labels)[0]
    found = parse_rules(str(source.read()), "terms").document

    assert {rule.then.label for rule in found.rules if rule.then.head == "condition"} == {"Cardiovascular", "Tumours"}
    assert [(bond.if_.label, bond.then.label) for bond in found.implies] == [("Infarction", "Heart")]
    assert any("OWN" in rule.id or "Tarnbrook fever" in str(rule.when) for rule in found.rules)
