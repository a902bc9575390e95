"""`classify`: a table for people, lines for programs, and a log in which a change shows."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from scaffold.audit_log.anchor import read_anchor
from scaffold.audit_log.verify import verify
from scaffold.errors import DataError, UserError
from scaffold.seal import check_seal
from scaffold_medical.commands.classify import command
from scaffold_medical.commands.notes import notes_of

KEY = "a key of some length\n"


@pytest.fixture
def classify(bundle):
    def run(*arguments, stdin=None):
        result = CliRunner().invoke(command, [*map(str, arguments), "--bundle", str(bundle)], input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result

    return run


@pytest.fixture
def file(notes, tmp_path):
    path = tmp_path / "notes.jsonl"
    lines = [json.dumps({"id": row["id"], "text": row["text"]}, ensure_ascii=False) for row in notes[:30]]
    path.write_text("\n".join([*lines, '{"text": "quarterly figures of a shop"}']) + "\n", encoding="utf-8")
    return path


def test_notes_are_sorted_and_it_says_what_it_is_for(classify, file, tmp_path):
    out = tmp_path / "decisions.jsonl"
    result = classify(file, "--out", out, "--rows", 5)
    lines = result.stdout.splitlines()
    assert lines[0].split()[:4] == ["id", "text", "speciality", "sure"]
    assert len(lines[1:6]) == 5
    assert lines[6] == "… and 26 more"
    assert lines[-1] == "It supports people who sort and read medical texts. It does not diagnose."
    decisions = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    need = sum(each["action"] != "answer" for each in decisions)
    assert f"31 texts: {31 - need} answered, {need} need" in lines[-2]
    assert [each["id"] for each in decisions[:2]] == ["n0", "n1"]
    assert decisions[-1]["id"] == "31"


def test_texts_and_standard_input_and_tables_are_read(classify, tmp_path, notes):
    table = tmp_path / "notes.csv"
    table.write_text("number,letter\n" + f'7,"{notes[0]["text"]}"\n', encoding="utf-8")
    shown = classify("患者有失眠和焦虑，服用舍曲林", "-", table, stdin='{"id": "s1", "text": "rash and itching"}\n')
    assert "患者有失眠和焦虑" in shown.stdout
    assert "s1" in shown.stdout
    assert "3 texts: " in shown.stdout


def test_lines_of_standard_output_are_data_alone(classify, file):
    result = classify(file, "--out", "-")
    assert len([json.loads(line) for line in result.stdout.splitlines()]) == 31
    assert "It does not diagnose." in result.stderr


@pytest.mark.parametrize("keyed", [True, False])
def test_every_decision_is_logged_without_its_text(classify, file, bundle, tmp_path, keyed):
    log, key = tmp_path / "audit.jsonl", tmp_path / "key"
    key.write_text(KEY, encoding="utf-8")
    options = ["--key", key] if keyed else []
    classify(file, "--log", log, *options)
    result = classify("chest and angina , takes aspirin", "--log", log, *options)
    found = verify(log, KEY.strip().encode() if keyed else None, read_anchor(log))
    assert found.finding is None
    assert found.count == 33
    assert f"anchor {found.count}:{found.hash}" in result.stdout
    written = log.read_text(encoding="utf-8")
    for word in ("chest", "aspirin", "rash", "figures", "palpitations", "\\u5931"):
        assert word not in written
    rows = [json.loads(line) for line in written.splitlines()]
    assert {row["bundle"] for row in rows[1:]} == {check_seal(bundle)}
    assert {row["action"] for row in rows[1:]} <= {"answer", "ask", "handoff"}
    assert rows[1]["id"] == "n0"


def test_mistakes_are_told_before_anything_is_written(classify, tmp_path, file):
    for arguments, said in (
        (["notse.jsonl"], "there is no such file"),
        ([tmp_path], "this is a folder"),
        (["  "], "the text is empty"),
        ([file, "--key", file], "--key is the key of a log"),
    ):
        with pytest.raises(UserError, match=said):
            classify(*arguments)
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "Mr Secret has a rash"}\n{"text": "Mr Secret\n', encoding="utf-8")
    out = tmp_path / "out.jsonl"
    with pytest.raises(DataError) as caught:
        classify(bad, "--out", out)
    assert f"{bad}:2" in str(caught.value)
    assert "Secret" not in str(caught.value)
    assert not out.exists()


def test_a_text_that_is_too_long_for_a_name_is_a_text():
    text = "a/long " * 2000
    assert [row.text for row in notes_of([text])] == [text]
