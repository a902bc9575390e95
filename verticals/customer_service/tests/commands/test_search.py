from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from scaffold.errors import DataError, IndexStampError, UserError
from scaffold_customer_service.commands import index as index_command
from scaffold_customer_service.commands import search as search_command

FAQ = "id,question,answer,source\nblock,How do I block my card?,Open the app.,cards.md\nfees,Is it free?,Yes.,fees.md\n"


class LetterEncoder:
    """Counts of letters: enough to tell a few short texts apart."""

    dimension = 26

    def __init__(self, fingerprint: str = "letters") -> None:
        self.fingerprint = fingerprint

    def encode(self, texts, *, progress=None):
        rows = np.array([[text.lower().count(chr(97 + i)) for i in range(26)] for text in texts], np.float32)
        return rows.reshape(-1, 26) / np.maximum(np.linalg.norm(rows.reshape(-1, 26), axis=1, keepdims=True), 1e-9)


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for module in (search_command, index_command):
        monkeypatch.setattr(module, "faq_encoder", LetterEncoder)
    (tmp_path / "faq.csv").write_text(FAQ, encoding="utf-8")
    return tmp_path


def search(*arguments: str) -> Result:
    return CliRunner().invoke(search_command.command, arguments)


def test_a_file_is_indexed_once_and_searched() -> None:
    first = search("block the card", "--faq", "faq.csv", "--encoder", "letters")
    assert first.exit_code == 0
    assert "1. How do I block my card?\n   Open the app.\n   Source: cards.md [block]  confidence 0." in first.output
    made = list(Path(".scaffold").iterdir())
    assert search("block the card", "--faq", "faq.csv", "--encoder", "letters").output.endswith(first.output[-200:])
    assert list(Path(".scaffold").iterdir()) == made


def test_a_changed_file_is_indexed_anew() -> None:
    search("free", "--faq", "faq.csv")
    Path("faq.csv").write_text(FAQ.replace("Yes.", "Not any more."), encoding="utf-8")
    assert "Not any more." in search("is it free", "--faq", "faq.csv").output


def test_json_holds_the_hits_in_order() -> None:
    result = CliRunner(catch_exceptions=False).invoke(
        search_command.command, ["is it free", "--faq", "faq.csv", "--index", "i", "--json", "-k", "1"]
    )
    hits = json.loads(result.stdout)
    assert [hit["id"] for hit in hits] == ["fees"]
    assert hits[0]["source"] == "fees.md"
    assert hits[0]["confident"] in (True, False)
    assert Path("i/documents.sqlite").is_file()


def test_the_sample_is_indexed_when_there_is_nothing_else() -> None:
    result = search("I lost my card")
    assert result.exit_code == 0
    assert "making one of the shipped sample FAQ in .scaffold/faq-index" in result.output
    assert "shipped sample" not in search("I lost my card").output


def test_an_index_that_is_there_is_not_built_over() -> None:
    search("x", "--faq", "faq.csv", "--index", "i")
    result = search("x", "--faq", "faq.csv", "--index", "i")
    assert isinstance(result.exception, UserError)
    assert "index add faq.csv --index i" in str(result.exception)


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        ([" "], UserError, "the query is empty"),
        (["x", "--index", "nowhere"], UserError, "there is no search index here"),
        (["x", "--faq", "nowhere.csv"], DataError, "there is no such FAQ file"),
    ],
)
def test_a_mistake_is_one_message_and_leaves_nothing(arguments: list[str], kind: type, message: str) -> None:
    result = search(*arguments)
    assert isinstance(result.exception, kind)
    assert message in str(result.exception)
    assert sorted(path.name for path in Path().iterdir()) == ["faq.csv"]


def test_an_index_of_another_encoder_is_refused() -> None:
    search("x", "--faq", "faq.csv", "--index", "i", "--encoder", "one")
    result = search("x", "--index", "i", "--encoder", "two")
    assert isinstance(result.exception, IndexStampError)


@pytest.mark.parametrize("count", ["0", "-3", "many"])
def test_a_count_out_of_range_is_refused(count: str) -> None:
    assert search("x", "-k", count).exit_code == 2


def test_the_verdict_says_what_to_do() -> None:
    assert search_command.verdict([]) == "The index is empty."


def test_a_terminal_gets_panels(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from scaffold_customer_service.faq.entry import FaqEntry
    from scaffold_customer_service.faq.search import FaqHit

    hit = FaqHit(FaqEntry("x", "Why [bold]?", "Because.", "help.md"), 1.0, 0.97, True, 1, 1)
    search_command._show_panels([hit])
    shown = capsys.readouterr().out
    assert "1. Why [bold]?" in shown
    assert "help.md · 97%" in shown
    assert "Sure: the first entry can be given as the answer." in shown
