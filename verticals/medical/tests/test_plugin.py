"""The plugin: what it declares, and that declaring it loads nothing heavy."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from scaffold.errors import SettingsError
from scaffold.plugins.vertical import load_vertical
from scaffold.settings import load_settings
from scaffold_medical.catalogue import COMMANDS
from scaffold_medical.intended_use import SUPPORTS
from scaffold_medical.settings import MedicalSettings

NAME = "medical"
HEAVY = ("torch", "transformers", "sklearn", "scipy", "numpy", "PIL", "cryptography", "fastapi", "rich")
README = Path(__file__).parents[1] / "README.md"


def test_vertical_declares_what_it_brings() -> None:
    vertical = load_vertical(NAME)

    assert vertical.loaders.names == ("images", "notes", "questions", "sections")
    assert {head.name: head.kind for head in vertical.heads} == {
        "speciality": "classification",
        "condition": "classification",
        "conditions": "multilabel",
        "entities": "tagging",
        "section": "classification",
        "question_type": "classification",
        "finding_both": "fusion",
        "finding": "image",
        "finding_text": "classification",
    }
    assert set(vertical.commands.names) == set(COMMANDS)
    assert "do not exist" in vertical.info.data_statement


def test_it_says_that_it_does_not_diagnose() -> None:
    assert "does not diagnose" in SUPPORTS
    assert SUPPORTS in load_vertical(NAME).info.intended_use
    assert "does not diagnose" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_command_can_be_loaded_and_stands_in_the_readme(name: str) -> None:
    assert isinstance(load_vertical(NAME).commands.named(name).load(), click.Command)
    assert f"| `{name} " in README.read_text(encoding="utf-8")


def test_loading_the_vertical_imports_nothing_heavy() -> None:
    code = (
        f"import sys; from scaffold.plugins.vertical import load_vertical; load_vertical({NAME!r});"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_texts_are_about_people_and_every_class_gets_its_promise() -> None:
    vertical = load_vertical(NAME)

    assert vertical.privacy is not None
    assert vertical.privacy.deidentify == "tags"
    assert vertical.settings.decision.sets == "class-conditional"
    assert vertical.settings.decision.costs is not None


def test_what_the_user_sets_stays() -> None:
    given = ["privacy.deidentify=off", "decision.sets=marginal", "training.max_length=64"]
    vertical = load_vertical(NAME, load_settings(None, given))

    assert vertical.privacy is None
    assert (vertical.settings.decision.sets, vertical.settings.training.max_length) == ("marginal", 64)


def test_readme_lists_every_setting_with_its_description() -> None:
    rows = re.findall(r"^\| `(\w+)` \| none \| (.*) \|$", README.read_text(encoding="utf-8"), re.MULTILINE)

    assert rows[0] == ("terminology", MedicalSettings.model_fields["terminology"].description)
    assert [name for name, _ in rows] == list(MedicalSettings.model_fields)


def test_wrong_setting_is_one_clear_error() -> None:
    with pytest.raises(SettingsError, match="did you mean 'terminology'"):
        load_vertical(NAME, load_settings(None, [f"{NAME}.terminolgy=x.csv"]))
