"""`explain`: one decision in full, for a typed text and for a note of a file."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from scaffold.errors import DataError
from scaffold_medical.commands.explain import command
from scaffold_medical.intended_use import SUPPORTS


@pytest.fixture
def explain(bundle):
    def run(*arguments):
        result = CliRunner().invoke(command, [*map(str, arguments), "--bundle", str(bundle)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def test_a_typed_text_is_explained(explain, tmp_path):
    page = tmp_path / "why.html"
    result = explain("seen for rash , asks about eczema and cortisone", "--html", page)
    assert "speciality: " in result.stdout
    assert "entities: " in result.stdout
    assert "words: " in result.stdout
    assert "nearest known cases:" in result.stdout
    assert result.stdout.splitlines()[-1] == SUPPORTS
    assert SUPPORTS in page.read_text(encoding="utf-8")


def test_a_note_of_a_file_is_explained(explain, notes, tmp_path):
    path = tmp_path / "notes.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in notes[:4]), encoding="utf-8")
    found = json.loads(explain(path, "--id", "n3", "--json").stdout)
    assert (found["id"], found["text"]) == ("n3", notes[3]["text"])
    assert found["evidence"]["spans"]
    assert json.loads(explain(path, "--json").stdout)["id"] == "n0"
    with pytest.raises(DataError, match="there is no note 'n9'"):
        explain(path, "--id", "n9")
