"""The list of what is installed stands, whatever is broken in it."""

from __future__ import annotations

import pytest

from scaffold.plugins.discovery import PLUGINS, VERTICALS
from scaffold.plugins.listing import listing

SETTINGS_NEEDED = """
from scaffold.settings import Section

class Own(Section):
    token: str

@hookimpl
def scaffold_config_schema(): return Own
"""


@pytest.fixture
def crowd(site):
    site.vertical("scaffold-good", "print('hello')", name="good")
    site.add("scaffold-gone", None, name="gone", value="gone.plugin")
    site.add("scaffold-exits", "raise SystemExit(0)", name="exits")
    site.vertical("scaffold-future", "API_VERSION = 99", name="future")
    site.vertical("scaffold-typo", "@hookimpl\ndef scaffold_dmo(): pass", name="typo")
    site.vertical("scaffold-twin", name="twin")
    site.vertical("other-twin", name="twin")
    site.vertical("scaffold-wants", SETTINGS_NEEDED, name="wants")
    site.add("scaffold-odd", "", name="odd", value="not a module!")
    site.add("scaffold-mask", "raise RuntimeError('no licence')", name="mask", group="scaffold.plugins")
    return site


def test_listing_without_check_imports_nothing(crowd):
    rows = listing(VERTICALS, path=crowd.path)

    assert {row.provider.name: row.state for row in rows} == {
        "exits": "installed",
        "future": "installed",
        "gone": "installed",
        "good": "installed",
        "odd": "broken",
        "twin": "duplicate",
        "typo": "installed",
        "wants": "installed",
    }
    assert crowd.imported() == set()


def test_listing_with_check_tells_each_state_and_reason(crowd, capsys):
    rows = {row.provider.distribution: row for row in listing(VERTICALS, check=True, path=crowd.path)}

    assert {name: row.state for name, row in rows.items()} == {
        "other-twin": "duplicate",
        "scaffold-exits": "broken",
        "scaffold-future": "incompatible",
        "scaffold-gone": "broken",
        "scaffold-good": "ok",
        "scaffold-odd": "broken",
        "scaffold-twin": "duplicate",
        "scaffold-typo": "broken",
        "scaffold-wants": "ok",
    }
    assert rows["scaffold-good"].reason == ""
    assert rows["scaffold-gone"].reason.startswith("there is no module 'gone' that its entry point names")
    assert "is not a hook, did you mean 'scaffold_demo'? Its author: " in rows["scaffold-typo"].reason
    assert rows["scaffold-exits"].reason.startswith("it cannot be imported: SystemExit: 0")
    assert rows["scaffold-future"].reason.startswith("it was written for plugin interface 99; this core supports 1")
    assert rows["scaffold-twin"].reason == (
        "the name is also claimed by other-twin 1.0 (entry point twin = other_twin)"
    )
    assert rows["scaffold-wants"].reason == "needs settings: token: Field required"
    assert capsys.readouterr().out == ""


def test_listing_of_plugins_checks_each_alone(crowd):
    crowd.plugin("scaffold-note", "@hookimpl\ndef scaffold_before_train(): pass", name="note")

    rows = {row.provider.name: row for row in listing(PLUGINS, check=True, path=crowd.path)}

    assert rows["note"].state == "ok"
    assert rows["mask"].state == "broken"
    assert "RuntimeError: no licence" in rows["mask"].reason
