"""The page on the command line names every command and every setting with its default."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from scaffold.cli.main import COMMANDS
from scaffold.settings import Section, Settings

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
SECTIONS = {name: field.annotation for name, field in Settings.model_fields.items() if name != "vertical"}


def settings_of(name, model):
    """Every setting of a section by its whole name, those of sections in it too."""
    for key, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            yield from settings_of(f"{name}.{key}", field.annotation)
        else:
            yield f"{name}.{key}", field


SETTINGS = [each for name, model in SECTIONS.items() for each in settings_of(name, model)]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_there(command):
    assert f"| `scaffold {command}" in PAGE


@pytest.mark.parametrize(("name", "field"), SETTINGS, ids=[name for name, _ in SETTINGS])
def test_every_setting_is_there_with_its_default(name, field):
    (shown,) = re.findall(rf"^\| `{re.escape(name)}` \| (.*?) \|", PAGE, re.MULTILINE)

    default = field.get_default(call_default_factory=True)
    assert shown.strip("`") == str(default) if default else shown in ("none", "guessed", "measured")


def test_no_setting_is_there_that_the_code_does_not_know():
    sections = "|".join(SECTIONS)
    assert set(re.findall(rf"^\| `((?:{sections})\.[\w.]+)`", PAGE, re.MULTILINE)) == {name for name, _ in SETTINGS}


def test_decision_has_the_shape_of_a_real_one(toy_bundle):
    from scaffold.bundle import Bundle

    (decision,) = Bundle.load(toy_bundle).decide(["where is my card"])
    real, shown = decision.as_dict(), json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0])

    assert list(shown) == list(real)
    assert list(shown["heads"]["intent"]) == list(real["heads"]["topic"])
    assert [list(each) for each in shown["evidence"]["cases"]] == [list(each) for each in real["evidence"]["cases"][:1]]
    assert list(shown["out_of_scope"]) == list(real["out_of_scope"])


def test_written_text_has_the_shape_of_a_real_one():
    from scaffold.models.generation.generator import Generated
    from scaffold.models.generation.grounding import support
    from scaffold.models.generation.writer import Written

    shown = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[1])
    held = support(shown["generated"], ["A new card arrives within 5 working days."])
    real = Written("17", shown["text"], Generated(shown["generated"], 96, 9, False, -0.214311), False, held)

    assert shown == real.as_dict()
