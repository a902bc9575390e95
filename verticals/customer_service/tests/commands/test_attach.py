"""An FAQ and templates come to a bundle after it was trained, both or neither."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scaffold.bundle import Bundle
from scaffold.cli.main import cli
from scaffold.seal import check_seal
from scaffold_customer_service.bundle_parts import open_assistant, open_faq
from scaffold_customer_service.dialogue.session import Session
from scaffold_customer_service.settings import CustomerServiceSettings

LOST = "Wait, I've just noticed I have lost my card!"
FAQ = "## How do I freeze my card?\n\nRing the desk.\n\n## Where are you?\n\nIn the high street.\n"


def attach(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["run", "customer-service", "attach", *map(str, words)])


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    (tmp_path / "faq.md").write_text(FAQ, encoding="utf-8")
    return tmp_path / "faq.md"


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    (tmp_path / "own" / "answers").mkdir(parents=True)
    (tmp_path / "own" / "answers" / "card_lost.en.jinja").write_text("Ring 999.", encoding="utf-8")
    return tmp_path / "own"


def test_bundle_gets_its_faq_and_templates(plain: Path, faq: Path, templates: Path) -> None:
    result = attach(plain, "--faq", faq, "--templates", templates)

    assert result.exit_code == 0, result.output
    assert "has an FAQ of 2 entries" in result.stdout
    check_seal(plain)
    bundle = Bundle.load(plain)
    with open_faq(bundle) as search:
        assert search.search("block the card", 1)[0].entry.answer == "Ring the desk."
    with open_assistant(bundle, CustomerServiceSettings()) as assistant:
        assert assistant.reply(Session("s"), LOST).text == "Ring 999."


def test_second_faq_takes_the_place_of_the_first(plain: Path, faq: Path) -> None:
    assert attach(plain, "--faq", faq).exit_code == 0
    faq.write_text("## When are you open?\n\nAlways.\n", encoding="utf-8")

    assert "has an FAQ of 1 entry." in attach(plain, "--faq", faq).stdout
    with open_faq(Bundle.load(plain)) as search:
        assert [entry.answer for entry in search.entries()] == ["Always."]


def test_mistake_in_one_of_them_leaves_the_bundle_as_it_was(plain: Path, faq: Path, templates: Path) -> None:
    before = (plain / "manifest.json").read_bytes()
    (templates / "answers" / "card_lost.en.jinja").write_text("{{ open", encoding="utf-8")
    broken_template = attach(plain, "--faq", faq, "--templates", templates)
    (templates / "answers" / "card_lost.en.jinja").write_text("Ring 999.", encoding="utf-8")
    faq.write_text("## A question without an answer\n", encoding="utf-8")
    broken_faq = attach(plain, "--faq", faq, "--templates", templates)

    assert (broken_template.exit_code, broken_faq.exit_code) == (2, 2)
    assert "card_lost.en.jinja" in broken_template.stderr
    assert "no answer below it" in broken_faq.stderr
    assert (plain / "manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "nothing to attach"),
        (("--templates", "x", "--queries", "q.csv"), "--queries is for an FAQ"),
        (("--templates", "missing"), "no such folder of templates"),
        (("--templates", "."), "this folder holds no templates"),
        (("--faq", "missing.csv"), "no such FAQ file"),
    ],
)
def test_what_cannot_be_attached_is_one_message(
    plain: Path, words: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    result = attach(plain, *words)

    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_missing_bundle_is_one_message(tmp_path: Path, faq: Path) -> None:
    result = attach(tmp_path / "none", "--faq", faq)

    assert result.exit_code == 2
    assert "there is no such bundle" in result.stderr


def test_bundle_may_be_named_from_within_and_by_a_link(
    plain: Path, faq: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(plain)
    assert attach(".", "--faq", faq).exit_code == 0
    (tmp_path / "link").symlink_to(plain)
    faq.write_text("## When are you open?\n\nAlways.\n", encoding="utf-8")
    assert attach(tmp_path / "link", "--faq", faq).exit_code == 0

    assert (tmp_path / "link").is_symlink()
    with open_faq(Bundle.load(plain)) as search:
        assert len(search) == 1


def test_queries_that_name_no_entry_are_refused(plain: Path, faq: Path, tmp_path: Path) -> None:
    (tmp_path / "queries.csv").write_text("query,faq_id\nwhere is it,nowhere\n", encoding="utf-8")
    result = attach(plain, "--faq", faq, "--queries", tmp_path / "queries.csv")

    assert result.exit_code == 2
    assert "none of the 1 queries names an entry of this FAQ (the first: 'nowhere')" in result.stderr
