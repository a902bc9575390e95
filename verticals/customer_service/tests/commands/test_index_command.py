from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from scaffold.errors import DataError, IndexStampError, UserError
from scaffold_customer_service.commands import index as index_command


class LengthEncoder:
    """Length of a text as a direction: these tests look at entries, not at ranks."""

    dimension = 2

    def __init__(self, fingerprint: str = "lengths") -> None:
        self.fingerprint = fingerprint

    def encode(self, texts: Sequence[str], *, progress: object = None) -> np.ndarray:
        angles = np.array([len(text) for text in texts], np.float32)
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(index_command, "faq_encoder", LengthEncoder)
    (tmp_path / "faq.csv").write_text("id,question,answer,source\na,Why?,So.,s\nb,Who?,We.,s\n", encoding="utf-8")
    return tmp_path


def index(*arguments: str) -> Result:
    return CliRunner().invoke(index_command.command, arguments)


def entries(folder: str = ".scaffold/faq-index") -> dict[str, str]:
    listed = json.loads(index("list", "--index", folder, "--json").stdout)
    return {entry["id"]: entry["answer"] for entry in listed}


def test_a_file_makes_an_index_in_the_default_folder() -> None:
    result = index("add", "faq.csv")
    assert "Made .scaffold/faq-index with 2 entries." in result.output
    assert entries() == {"a": "So.", "b": "We."}


def test_a_file_that_changed_is_taken_in_by_what_changed() -> None:
    index("add", "faq.csv", "--index", "i")
    Path("faq.csv").write_text(
        "id,question,answer,source\na,Why?,So.,s\nb,Who?,They.,s\nc,When?,Now.,s\n", encoding="utf-8"
    )
    result = index("add", "faq.csv", "--index", "i")
    assert "1 added, 1 changed, 1 as before; 3 entries in i." in result.output
    assert entries("i") == {"a": "So.", "b": "They.", "c": "Now."}


def test_a_single_entry_is_added_with_an_id_of_its_question() -> None:
    index("add", "faq.csv")
    result = index("add", "--question", "Where is it?", "--answer", "Here.", "--source", "me", "--intent", "place")
    assert result.output == "Added where-is-it; 3 entries in .scaffold/faq-index.\n"
    assert entries()["where-is-it"] == "Here."


def test_a_single_entry_can_be_the_first() -> None:
    assert "with 1 entry" in index("add", "--question", "Where?", "--answer", "Here.").output


def test_parts_of_an_entry_are_changed_and_the_rest_stays() -> None:
    index("add", "faq.csv")
    assert "Updated 1 entry" in index("update", "--id", "a", "--answer", "Because.").output
    listed = json.loads(index("list", "--json").stdout)[0]
    assert (listed["question"], listed["answer"], listed["source"]) == ("Why?", "Because.", "s")


def test_entries_are_removed_and_the_others_stay() -> None:
    index("add", "faq.csv")
    assert index("remove", "a", "a").output == "Removed a; 1 entry left in .scaffold/faq-index.\n"
    assert entries() == {"b": "We."}


def test_the_list_is_a_table() -> None:
    index("add", "faq.csv")
    lines = index("list").output.splitlines()
    assert [line.split() for line in lines] == [["ID", "QUESTION", "SOURCE"], ["a", "Why?", "s"], ["b", "Who?", "s"]]


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        (["add"], UserError, "nothing to add"),
        (["add", "--question", "Only?"], UserError, "nothing to add"),
        (["add", "faq.csv", "--answer", "x"], UserError, "either a FILE or one entry"),
        (["add", "nowhere.csv"], DataError, "no such FAQ file"),
        (["add", "faq.csv", "--queries", "faq.csv"], UserError, "--queries is for a new index"),
        (["add", "--id", "a", "--question", "Why?", "--answer", "No."], UserError, "'a' in the index already"),
        (["add", "faq.csv", "--encoder", "other"], IndexStampError, "another|encoder"),
        (["update"], UserError, "nothing to change"),
        (["update", "--id", "a"], UserError, "nothing to change"),
        (["update", "--id", "z", "--answer", "x"], UserError, "no document 'z'"),
        (["remove", "a", "z"], UserError, "no document 'z'"),
        (["list", "--index", "nowhere"], UserError, "no search index here"),
    ],
)
def test_a_mistake_is_one_message_and_changes_nothing(arguments: list[str], kind: type, message: str) -> None:
    index("add", "faq.csv")
    result = index(*arguments)
    assert isinstance(result.exception, kind)
    assert any(part in str(result.exception) for part in message.split("|"))
    assert entries() == {"a": "So.", "b": "We."}


def test_queries_that_cannot_be_read_leave_no_index(workplace: Path) -> None:
    result = index("add", "faq.csv", "--queries", "nowhere.csv", "--index", "i")
    assert isinstance(result.exception, DataError)
    assert sorted(path.name for path in workplace.iterdir()) == ["faq.csv"]


def test_remove_without_ids_is_refused() -> None:
    assert index("remove").exit_code == 2
