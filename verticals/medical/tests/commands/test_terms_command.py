"""`terms`: what it shows of a text, of a file and of a mistake."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from scaffold.errors import DataError
from scaffold_medical.commands.terms import command


def run(*arguments: object, **more: Any) -> Any:
    result = CliRunner().invoke(command, [*map(str, arguments)], **more)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_text_in_lines_for_people() -> None:
    lines = [" ".join(line.split()) for line in run("No asthma. 父亲有心梗。").output.splitlines()]
    assert lines == [
        "text: 2 terms, 0 affirmed",
        "place text term type group said",
        "3-9 asthma asthma [asthma] disease respiratory negated",
        "14-16 心梗 myocardial infarction [myocardial-infarction] disease circulatory other person",
    ]


def test_a_text_without_terms() -> None:
    assert run("Nothing to see").output == "text: 0 terms, 0 affirmed\n"


def test_a_line_of_json_for_each_note(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text(
        "id,text\na,Asthma since childhood and a cough\nb,Nothing of note was found today\n", encoding="utf-8"
    )
    first, second = map(json.loads, run(path, "--json").stdout.splitlines())

    assert (first["id"], second) == ("a", {"id": "b", "mentions": []})
    asthma = first["mentions"][0]
    assert (asthma["start"], asthma["end"], asthma["term"], asthma["groups"]) == (0, 6, "asthma", ["respiratory"])


def test_terms_of_files_and_of_the_settings(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.csv").write_text(f"id,name\n{name},illness {name}\n", encoding="utf-8")
    configured = SimpleNamespace(config=SimpleNamespace(terminology=(tmp_path / "one.csv",)))
    done = run("illness one, illness two", "--terminology", tmp_path / "two.csv", "--json", obj=configured)

    assert [each["term"] for each in json.loads(done.stdout)["mentions"]] == ["one", "two"]
    assert f"{tmp_path / 'two.csv'}: comma-separated table: id = id, name = name" in done.stderr


def test_a_text_file_is_one_note(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Asthma.\n\nNo gout.\n", encoding="utf-8")
    assert run(path).output.startswith("note.txt: 2 terms, 1 affirmed")


def test_a_file_of_terms_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file of terms"):
        run("x", "--terminology", tmp_path / "gone.obo")
