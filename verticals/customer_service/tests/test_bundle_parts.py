"""What goes into a bundle, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from scaffold.bundle import Bundle
from scaffold.cli.main import cli
from scaffold.errors import BundleError, UserError
from scaffold.plugins.run import RunContext
from scaffold.plugins.vertical import load_vertical
from scaffold.settings import load_settings
from scaffold_customer_service.bundle_parts import attach_parts, check_parts, open_assistant, open_faq
from scaffold_customer_service.dialogue.session import Session
from scaffold_customer_service.settings import CustomerServiceSettings

LOST = "Wait, I've just noticed I have lost my card!"
FAQ = "# Help\n\n## How do I freeze my card?\n\nRing the desk.\n\n## Where are you?\n\nIn the high street.\n"

MakeRun = Callable[..., RunContext]


@pytest.fixture
def run_of(tmp_path: Path) -> MakeRun:
    """Makes the context of a run in `tmp_path`."""

    def make(*overrides: str, data: str | None = "mine.csv") -> RunContext:
        settings = load_settings(None, [f"customer-service.{override}" for override in overrides])
        vertical = load_vertical("customer-service", settings)
        return RunContext(vertical, settings, tmp_path, data, vertical.config)

    return make


def test_own_faq_and_templates_go_into_the_bundle_and_the_sample_does_not(
    plain: Path, tmp_path: Path, run_of: MakeRun
) -> None:
    (tmp_path / "faq.md").write_text(FAQ, encoding="utf-8")
    (tmp_path / "own" / "answers").mkdir(parents=True)
    (tmp_path / "own" / "answers" / "card_lost.en.jinja").write_text("Ring 999.", encoding="utf-8")
    run = run_of(f"faq={tmp_path / 'faq.md'}", f"templates={tmp_path / 'own'}")
    check_parts(run)
    attach_parts(run)
    bundle = Bundle.load(plain)
    with open_faq(bundle) as faq:
        assert {entry.answer for entry in faq.entries()} == {"Ring the desk.", "In the high street."}
    with open_assistant(bundle, CustomerServiceSettings()) as assistant:
        assert assistant.reply(Session("s"), LOST).text == "Ring 999."
        assert assistant.answering.template("card_stolen", "en") is None


def test_without_faq_and_templates_nothing_is_added_and_the_chat_says_so(plain: Path, run_of: MakeRun) -> None:
    attach_parts(run_of())
    with pytest.raises(BundleError, match="no part 'faq'"):
        open_faq(Bundle.load(plain))
    result = CliRunner().invoke(cli, ["run", "customer-service", "chat", "--bundle", str(plain)], input=f"{LOST}\n")
    assert "its bundle has no FAQ and no templates" in result.stdout
    assert "it is about a lost card, but I have no answer" in result.stdout


def test_answers_of_the_sample_can_be_replaced_one_by_one(plain: Path, tmp_path: Path, run_of: MakeRun) -> None:
    (tmp_path / "own" / "answers").mkdir(parents=True)
    (tmp_path / "own" / "answers" / "card_lost.en.jinja").write_text("Ring 999.", encoding="utf-8")
    attach_parts(run_of(f"templates={tmp_path / 'own'}", data=None))
    with open_assistant(Bundle.load(plain), CustomerServiceSettings()) as assistant:
        lost, stolen = (assistant.answering.template(name, "en") for name in ("card_lost", "card_stolen"))
    assert lost is not None
    assert stolen is not None
    assert lost.render({}) == "Ring 999."
    assert "01632 960 199" in stolen.render({})


@pytest.mark.parametrize(
    ("setting", "content", "message"),
    [
        ("templates", None, "no such folder of templates"),
        ("faq", None, "no such FAQ file"),
        ("faq", "## A question without an answer\n", "no answer below it"),
    ],
)
def test_mistake_in_the_settings_is_told_before_training(
    tmp_path: Path, run_of: MakeRun, setting: str, content: str | None, message: str
) -> None:
    path = tmp_path / "given.md"
    if content:
        path.write_text(content, encoding="utf-8")
    run = replace(run_of(f"{setting}={path}"), out=tmp_path / "run")
    with pytest.raises(UserError, match=message) as caught:
        run.vertical.hook.before_train(run)
    assert str(path) in str(caught.value)
