"""`scaffold show` tells what a vertical brings, for people and as JSON."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from scaffold.cli.main import cli

CLAIMS = """
from scaffold.settings import Section

class Own(Section):
    limit: int = 3

@hookimpl
def scaffold_config_schema(): return Own

@hookimpl
def scaffold_data_loaders(): return [DataLoaderSpec("claims", "索赔 with kind.", print)]

@hookimpl
def scaffold_task_heads(): return [TaskHeadSpec("kind", "Kind.", loader="claims")]

@hookimpl
def scaffold_commands(): return [CommandSpec("sort", "Sort.", print)]
"""


@pytest.fixture
def claims(site, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    site.vertical("scaffold-claims", CLAIMS, name="claims")
    return site


def show(*arguments: str):
    return CliRunner().invoke(cli, ["show", *arguments])


def test_show_tells_everything(claims):
    claims.plugin(
        "scaffold-mask", "@hookimpl\ndef scaffold_commands(): return [CommandSpec('mask', 'M.', print)]", name="mask"
    )

    result = show("claims")

    assert result.exit_code == 0
    for text in ("A test (claims)", "scaffold-claims 1.0", "Apache-2.0", "limit = 3", "索赔 with kind.", "accuracy"):
        assert text in result.stdout
    assert "claims: scaffold_commands, scaffold_config_schema, scaffold_data_loaders, " in result.stdout
    assert "mask: scaffold_commands\n" in result.stdout
    assert ["mask", "M.", "mask"] in [line.split() for line in result.stdout.splitlines()]
    assert "Run a command: scaffold run claims mask" in result.stdout


def test_show_json(claims):
    shown = json.loads(show("claims", "--json").stdout)

    assert (shown["name"], shown["package"], shown["version"]) == ("claims", "scaffold-claims", "1.0")
    assert shown["settings"] == {"limit": 3}
    assert shown["heads"] == [
        {
            "name": "kind",
            "summary": "Kind.",
            "kind": "classification",
            "loader": "claims",
            "metric": "accuracy",
            "from": "claims",
        }
    ]
    assert shown["rules"] == []
    assert "scaffold_task_heads" in shown["hooks"]["claims"]


def test_show_takes_settings_from_the_option_the_file_and_the_folder(claims, tmp_path):
    (tmp_path / "scaffold.toml").write_text("[claims]\nlimit = 5\n", encoding="utf-8")
    (tmp_path / "other.toml").write_text("[claims]\nlimit = 6\n", encoding="utf-8")

    def limit(*arguments: str) -> int:
        return json.loads(show("claims", "--json", *arguments).stdout)["settings"]["limit"]

    assert limit() == 5
    assert limit("--settings", "other.toml") == 6
    assert limit("--set", "claims.limit=7") == 7


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["claim"], "Error: there is no vertical 'claim', did you mean 'claims'? List them: scaffold verticals\n"),
        (
            ["claims", "--set", "claims.limt=1"],
            "Error: settings of claims: limt is not a setting, did you mean 'limit'?",
        ),
        (
            ["claims", "--set", 'plugins.disabled=["x"]'],
            "Error: plugins.disabled: there is no cross-cutting plugin 'x'",
        ),
        (["claims", "--settings", "none.toml"], "Error: none.toml: there is no such settings file\n"),
    ],
)
def test_show_ends_in_one_message(claims, arguments, message):
    result = show(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(message)
    assert result.stderr.count("\n") == 1


def test_show_without_records_leaves_the_tables_out(site):
    site.vertical("scaffold-bare", name="bare")

    result = show("bare")

    assert result.exit_code == 0
    assert "Heads" not in result.stdout
    assert "scaffold run" not in result.stdout
