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
from scaffold_customer_service.settings import CustomerServiceSettings

HEAVY = ("torch", "transformers", "sklearn", "faiss", "datasets", "pyarrow", "numpy", "rich")


def test_vertical_declares_its_loaders_head_metric_and_commands() -> None:
    vertical = load_vertical("customer-service")
    assert vertical.loaders.names == ("dialogues", "faq", "intents")
    assert [(head.name, head.loader, head.metric) for head in vertical.heads] == [("intent", "intents", "accuracy")]
    assert [(metric.head, metric.metric, metric.split) for metric in vertical.metrics] == [
        ("intent", "accuracy", "test")
    ]
    assert [source.name for source in vertical.rules] == ["service", "wording"]
    assert [command.name for command in vertical.commands] == ["chat", "search", "index", "attach"]
    assert vertical.info.languages == ("en", "zh")
    assert "does not exist" in vertical.info.data_statement
    assert "Not for decisions about a customer" in vertical.info.intended_use


@pytest.mark.parametrize("name", ["chat", "search", "index", "attach"])
def test_command_can_be_loaded(name: str) -> None:
    assert isinstance(load_vertical("customer-service").commands.named(name).load(), click.Command)


def test_loading_the_vertical_imports_nothing_heavy() -> None:
    code = (
        "import sys; from scaffold.plugins.vertical import load_vertical; load_vertical('customer-service');"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_settings_have_defaults_and_descriptions() -> None:
    config = load_vertical("customer-service").config
    assert config == CustomerServiceSettings()
    assert all(field.description for field in CustomerServiceSettings.model_fields.values())


def test_readme_lists_every_setting_with_its_description() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| .* \| (.*) \|$", readme, re.MULTILINE)
    assert rows == [(name, field.description) for name, field in CustomerServiceSettings.model_fields.items()]


def test_settings_are_read_from_the_section_of_the_vertical(tmp_path: Path) -> None:
    path = tmp_path / "scaffold.toml"
    path.write_text('[customer-service]\nmax_options = 2\nhandoff_intents = ["angry"]\n', encoding="utf-8")
    config = load_vertical("customer-service", load_settings(path)).config
    assert (config.max_options, config.handoff_intents) == (2, ("angry",))


@pytest.mark.parametrize(
    ("override", "message"), [("retry_limt=3", "did you mean 'retry_limit'"), ("max_options=9", "max_options")]
)
def test_wrong_setting_is_one_clear_error(override: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_vertical("customer-service", load_settings(None, [f"customer-service.{override}"]))
