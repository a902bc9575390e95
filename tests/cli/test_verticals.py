"""`scaffold verticals` stands with any set of broken plugins."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from scaffold.cli.main import cli
from scaffold.cli.verticals import command


@pytest.fixture
def crowd(site):
    site.vertical("scaffold-good", name="good", version="1.2")
    site.add("scaffold-bad", "raise RuntimeError('no licence')", name="bad")
    site.add("scaffold-gone", None, name="gone")
    site.plugin("scaffold-mask", "@hookimpl\ndef scaffold_before_train(): pass", name="mask")
    return site


def rows(*arguments: str) -> dict[str, dict[str, str]]:
    result = CliRunner().invoke(cli, ["verticals", "--json", *arguments])
    assert result.exit_code == 0, result.output
    return {row["name"]: row for row in json.loads(result.stdout)}


def test_verticals_lists_without_importing(crowd):
    result = CliRunner().invoke(cli, ["verticals"])

    assert result.exit_code == 0
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["NAME", "VERSION", "PACKAGE", "STATUS"] in lines
    assert ["good", "1.2", "scaffold-good", "installed"] in lines
    assert ["bad", "1.0", "scaffold-bad", "installed"] in lines
    assert "Plugins that join every run: mask" in result.stdout
    assert "scaffold verticals --check" in result.stderr
    assert crowd.imported() == set()


def test_verticals_check_tells_what_is_broken_beside_what_works(crowd):
    checked = rows("--check")

    assert (checked["good"]["status"], checked["good"]["reason"]) == ("ok", "")
    assert checked["bad"]["status"] == checked["gone"]["status"] == "broken"
    assert checked["bad"]["reason"].startswith("it cannot be imported: RuntimeError: no licence (")
    assert checked["gone"]["reason"].startswith("there is no module 'scaffold_gone'")


def test_verticals_json_has_stable_keys(crowd):
    assert rows()["good"] == {
        "name": "good",
        "version": "1.2",
        "package": "scaffold-good",
        "status": "installed",
        "reason": "",
        "entry_point": "scaffold_good",
        "summary": "About scaffold-good.",
    }


def test_verticals_lists_plugins_on_request(crowd):
    assert set(rows("--plugins")) >= {"mask"}
    assert "good" not in rows("--plugins")
    assert rows("--plugins", "--check")["mask"]["status"] == "ok"


def test_verticals_says_when_there_is_none(site, monkeypatch):
    monkeypatch.setattr("sys.path", site.path)

    result = CliRunner().invoke(command, [])

    assert (result.exit_code, result.stdout) == (0, "No vertical is installed.\n")
