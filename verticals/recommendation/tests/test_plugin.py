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
from scaffold_recommendation.catalogue import COMMANDS
from scaffold_recommendation.settings import RecommendationSettings

NAME = "recommendation"
HEAVY = ("torch", "transformers", "sklearn", "scipy", "numpy", "lightgbm", "implicit", "sqlalchemy", "fastapi", "rich")
README = Path(__file__).parents[1] / "README.md"


def test_vertical_declares_what_it_brings() -> None:
    vertical = load_vertical(NAME)

    assert vertical.loaders.names == ("interactions",)
    assert {head.name: head.kind for head in vertical.heads} == {"interest": "embedding"}
    assert set(vertical.commands.names) == set(COMMANDS)
    assert "do not exist" in vertical.info.data_statement


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


def test_every_setting_stands_in_the_readme() -> None:
    table = README.read_text(encoding="utf-8").partition("## Settings")[2]
    for name in RecommendationSettings.model_fields:
        if name != "ordering":
            assert re.search(rf"`{name}`", table), name


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("recommendation.protocol=shuffled", "protocol"),
        ("recommendation.ordering.trade_off=2", "trade_off"),
        ("recommendation.histroy_limit=3", "histroy_limit"),
    ],
)
def test_settings_that_cannot_be_are_refused(setting: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        load_vertical(NAME, load_settings(None, [setting]))
