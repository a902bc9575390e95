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
from scaffold_financial_sentiment.alerts.opening import SCHEMES
from scaffold_financial_sentiment.settings import FinancialSentimentSettings
from scaffold_financial_sentiment.stream.opening import BUILT_IN

NAME = "financial-sentiment"
HEAVY = ("torch", "transformers", "sklearn", "scipy", "numpy", "sqlalchemy", "fastapi", "redis", "httpx2", "rich")
COMMANDS = ("watch", "replay", "backtest", "incidents", "ack", "mute", "resend", "dashboard")


def test_vertical_declares_what_it_brings() -> None:
    vertical = load_vertical(NAME)
    assert vertical.loaders.names == ("dated", "headlines")
    assert [(head.name, head.kind, head.metric) for head in vertical.heads] == [
        ("sentiment", "classification", "macro_f1"),
        ("topic", "multilabel", "macro_f1"),
    ]
    assert vertical.rules.names == ("wording",)
    assert set(vertical.commands.names) == set(COMMANDS)
    assert set(vertical.sources.names) == set(BUILT_IN)
    assert set(vertical.sinks.names) == set(SCHEMES)
    assert set(vertical.detectors.names) == {"burst", "threshold", "z-score"}
    assert "do not exist" in vertical.info.data_statement
    assert "no advice on investments" in vertical.info.intended_use


@pytest.mark.parametrize("name", COMMANDS)
def test_command_can_be_loaded(name: str) -> None:
    assert isinstance(load_vertical(NAME).commands.named(name).load(), click.Command)


def test_loading_the_vertical_imports_nothing_heavy() -> None:
    code = (
        f"import sys; from scaffold.plugins.vertical import load_vertical; load_vertical({NAME!r});"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_detectors_are_made_by_the_settings() -> None:
    vertical = load_vertical(NAME)
    assert [spec.make(vertical.config).tick for spec in vertical.detectors] == [300.0, 300.0, 300.0]


def test_readme_lists_every_setting_with_its_description() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| .* \| (.*) \|$", readme, re.MULTILINE)
    assert rows == [(name, field.description) for name, field in FinancialSentimentSettings.model_fields.items()]


def test_durations_are_written_as_people_write_them(tmp_path: Path) -> None:
    path = tmp_path / "scaffold.toml"
    path.write_text(f'[{NAME}]\ntick = "1m"\nwindows = ["30m", "1d"]\n', encoding="utf-8")
    config = load_vertical(NAME, load_settings(path)).config
    assert (config.tick, config.windows) == (60.0, (1800.0, 86_400.0))


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("tik=5m", "did you mean 'tick'"),
        ("tick=soon", "expected a time such as 90s"),
        ("false_alarms=0", "false_alarms"),
    ],
)
def test_wrong_setting_is_one_clear_error(override: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_vertical(NAME, load_settings(None, [f"{NAME}.{override}"]))
