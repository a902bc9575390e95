"""Plugins have the last word on a decision, and every word of theirs is noted."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from scaffold.bundle import Bundle
from scaffold.cli.main import cli
from scaffold.editing import editor
from scaffold.progress import SILENT
from scaffold.settings import PluginSettings, Settings

CAREFUL = """
from dataclasses import replace

@hookimpl
def scaffold_postprocess(decision, run):
    if "card" in decision.text:
        return replace(decision, action="handoff", reason="cards are for people")
    return decision
"""


@pytest.fixture
def careful(toy_site):
    toy_site.plugin("careful-plugin", CAREFUL, name="careful")
    return toy_site


@pytest.fixture
def bundle(toy_bundle) -> Bundle:
    return Bundle.load(toy_bundle)


def test_edit_of_a_plugin_is_applied_and_traced(careful, bundle):
    (before,) = bundle.decide(["where is my card"])
    after = editor(bundle, Settings(), SILENT)(before)

    assert (after.action, after.reason) == ("handoff", "cards are for people")
    (effect,) = after.rules
    assert (effect.id, effect.effect) == ("plugin:careful", "edited")
    assert (effect.before, effect.after) == (f"{before.action}: topic card", "handoff: topic card")
    assert before.rules == ()


def test_decision_that_nobody_edits_stays_as_it_is(careful, bundle):
    (decision,) = bundle.decide(["refund my order"])

    assert editor(bundle, Settings(), SILENT)(decision) is decision


def test_plugin_that_is_switched_off_edits_nothing(careful, bundle):
    (decision,) = bundle.decide(["where is my card"])
    settings = Settings(plugins=PluginSettings(disabled=("careful",)))

    assert editor(bundle, settings, SILENT)(decision) == decision


def test_bundle_without_its_vertical_is_used_unedited_and_says_so(bundle, told):
    (decision,) = bundle.decide(["where is my card"])

    assert editor(bundle, Settings(), told)(decision) == decision
    (line,) = told.lines
    assert line.startswith("Decisions are not edited by plugins, as the vertical cannot be loaded: ")


@pytest.mark.parametrize("command", ["predict", "explain"])
def test_commands_show_the_edited_decision(careful, toy_bundle, command):
    arguments = {"predict": [], "explain": ["where is my card", "--json"]}[command]
    result = CliRunner().invoke(cli, [command, str(toy_bundle), *arguments], input='"where is my card"\n')

    decision = json.loads(result.stdout)
    assert decision["action"] == "handoff"
    assert decision["rules"][0]["id"] == "plugin:careful"
