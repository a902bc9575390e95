"""The demo: figures, levels, what it shows, what it leaves behind; without a network."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest

from scaffold.bundle import Bundle
from scaffold.plugins.run import RunContext
from scaffold.plugins.vertical import load_vertical
from scaffold.settings import load_settings
from scaffold_customer_service import demo as demo_module
from scaffold_customer_service.bundle_parts import open_faq
from scaffold_customer_service.dialogue.answers import Answers


def test_demo_reaches_its_levels_without_a_network(demo: Any) -> None:
    assert demo.connections == []
    assert demo.result.below_level == []
    values = {name: value for name, (value, _) in demo.result.figures.items()}
    assert values["intent accuracy, test"] >= 0.75
    assert values["conversations as scripted"] == 1.0
    assert values["FAQ recall@1"] < values["FAQ recall@5"]
    assert values["out of scope rejected, near"] < values["out of scope rejected, far"]
    for kind in ("far", "near"):
        assert values[f"out of scope rejected, {kind}"] <= values[f"out of scope not answered, {kind}"]
    assert values["in scope rejected by mistake"] <= 0.1


def test_demo_prints_two_conversations(demo: Any) -> None:
    assert demo.shown.count("--- ") == 2
    assert "> the second one" in demo.shown
    assert "1. a card payment that was declined" in demo.shown
    assert "Source: Help centre" in demo.shown


def test_bundle_of_the_demo_holds_faq_and_answers_and_is_sealed(demo: Any) -> None:
    with open_faq(Bundle.load(demo.bundle.path)) as faq:
        assert len(faq) == 120
    assert len(Answers([demo.bundle.part("templates")])) >= 15


def test_talking_leaves_the_bundle_as_it_was(demo: Any) -> None:
    from scaffold.seal import check_seal
    from scaffold_customer_service.bundle_parts import open_assistant
    from scaffold_customer_service.dialogue.session import Session
    from scaffold_customer_service.settings import CustomerServiceSettings

    before = check_seal(demo.bundle.path)
    with open_assistant(demo.bundle, CustomerServiceSettings()) as assistant:
        assistant.reply(Session("s"), "how do I freeze my card")
    assert check_seal(demo.bundle.path) == before


def test_what_to_try_next_begins_with_a_chat_and_names_commands_that_exist(demo: Any) -> None:
    lines = [shlex.split(line) for line in demo.result.try_next]
    assert lines[0] == ["scaffold", "run", "customer-service", "chat", "--bundle", str(demo.bundle.path)]
    commands = {spec.name: spec.load() for spec in load_vertical("customer-service").commands}
    for line in lines:
        if line[1:3] == ["run", "customer-service"]:
            with commands[line[3]].make_context(line[3], line[4:], resilient_parsing=False):
                pass


def test_chat_of_the_default_folder_needs_no_option() -> None:
    assert next(iter(demo_module._try_next(Path("customer-service-demo/bundle"), sample=True))) == (
        "scaffold run customer-service chat"
    )


@pytest.mark.parametrize(
    ("given", "budget"), [([], "90s"), (["training.budget=5m"], "5m"), (["training.seed=3"], "90s")]
)
def test_budget_is_the_demo_s_own_unless_the_user_gives_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: list[str], budget: str
) -> None:
    seen = []

    def stop(run: RunContext) -> None:
        seen.append(run.settings.training)
        raise click.Abort

    monkeypatch.setattr(demo_module, "train", stop)
    settings = load_settings(None, given)
    vertical = load_vertical("customer-service", settings)
    with pytest.raises(click.Abort):
        demo_module.run_demo(RunContext(vertical, settings, tmp_path, None, vertical.config))
    assert [training.budget for training in seen] == [budget]
    assert seen[0].seed == (3 if given == ["training.seed=3"] else 1)


def test_with_data_of_the_user_the_sample_is_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, demo: Any
) -> None:
    metrics = {
        "heads": {"intent": {"test": {"accuracy": 0.5, "false_reject_rate": 0.04}}},
        "chosen": "x",
        "seconds": {},
    }
    trained = SimpleNamespace(bundle=demo.bundle, metrics=metrics, report=tmp_path / "report.html")
    monkeypatch.setattr(demo_module, "train", lambda run: trained)
    said: list[str] = []
    vertical = load_vertical("customer-service")
    run = RunContext(vertical, load_settings(), tmp_path, "mine.csv", vertical.config)
    monkeypatch.setattr(type(run.progress), "say", lambda self, line: said.append(line))
    result = demo_module.run_demo(replace(run))
    assert result.figures == {"intent accuracy, test": (0.5, None), "in scope rejected by mistake": (0.04, None)}
    assert result.below_level == []
    assert "mine.csv" in result.title
    assert said == ["The scripted conversations belong to the sample; with your own data they are left out."]
