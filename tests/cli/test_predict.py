"""`scaffold predict`: JSON lines in, JSON lines out, in order, and a file only when it is whole."""

from __future__ import annotations

import json

import pytest

TEXTS = ["where is my card", "我要退款", "reset my password please"]


@pytest.fixture
def predict(scaffold, toy_bundle, toy_site, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*options: object, stdin: str | bytes | None = None):
        return scaffold("predict", toy_bundle, *options, stdin=stdin)

    return run


def rows(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def json_lines(texts) -> str:
    return "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)


def listing(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_predict_reads_standard_input_and_writes_standard_output(predict):
    result = predict(stdin=json_lines(TEXTS))

    assert result.exit_code == 0
    decisions = rows(result.stdout)
    assert [each["text"] for each in decisions] == TEXTS
    assert [each["id"] for each in decisions] == ["1", "2", "3"]
    assert [each["heads"]["topic"]["label"] for each in decisions] == ["card", "退款", "login"]
    assert {"out_of_scope", "rules", "evidence", "action", "reason"} <= set(decisions[0])
    assert "我要退款" in result.stdout


def test_ids_of_the_input_are_kept_and_blank_lines_skipped(predict):
    stdin = '{"id": "a7", "text": "card"}\n\n"a bare string"\n{"id": null, "text": "x"}\n{"id": 12, "text": "y"}\n'

    assert [each["id"] for each in rows(predict(stdin=stdin).stdout)] == ["a7", "3", "4", "12"]


def test_byte_order_mark_is_skipped(predict, tmp_path):
    (tmp_path / "in.jsonl").write_bytes(b"\xef\xbb\xbf" + json_lines(TEXTS).encode("utf-8"))

    for result in (predict("--input", "in.jsonl"), predict(stdin=(tmp_path / "in.jsonl").read_bytes())):
        assert len(rows(result.stdout)) == 3


def test_file_in_file_out(predict, tmp_path):
    (tmp_path / "in.jsonl").write_text(json_lines(TEXTS), encoding="utf-8")
    result = predict("--input", "in.jsonl", "--output", "deep/out.jsonl")

    assert (result.exit_code, result.stdout) == (0, "")
    assert [each["text"] for each in rows((tmp_path / "deep" / "out.jsonl").read_text(encoding="utf-8"))] == TEXTS
    assert listing(tmp_path / "deep") == ["out.jsonl"]


def test_order_holds_across_blocks(predict, monkeypatch):
    monkeypatch.setattr("scaffold.sharding.rows.BLOCK", 4)
    texts = [f"card {number}" for number in range(11)]

    decisions = rows(predict(stdin=json_lines(texts)).stdout)
    assert [each["text"] for each in decisions] == texts
    assert [each["id"] for each in decisions] == [str(number) for number in range(1, 12)]


def test_no_lines_give_no_decisions(predict):
    result = predict(stdin="")

    assert (result.exit_code, result.stdout) == (0, "")


def test_odd_characters_come_through(predict):
    stdin = '{"text": "half a pair \\ud83d and \\u0000 nul"}\n'
    result = predict(stdin=stdin)

    assert result.exit_code == 0
    assert json.loads(result.stdout)["text"] == "half a pair \ud83d and \0 nul"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"text": "a"', "this line is not JSON"),
        ("[" * 100_000, "this line is not JSON"),
        ('{"id": 1}', "this line has no text"),
        ('{"text": "  "}', "this line has no text"),
        ('{"text": null}', "this line has no text"),
        ("7", "this line has no text"),
    ],
)
def test_wrong_line_is_named(predict, tmp_path, line, message):
    (tmp_path / "in.jsonl").write_text(json_lines(TEXTS) + line + "\n", encoding="utf-8")
    before = listing(tmp_path)
    result = predict("--input", "in.jsonl", "--output", "out.jsonl")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: in.jsonl:4: {message}")
    assert result.stderr.endswith('Write lines like {"text": "..."}.\n')
    assert listing(tmp_path) == before


def test_line_that_is_not_utf8_is_named(predict, tmp_path):
    stdin = json_lines(TEXTS).encode("utf-8") + '{"text": "café"}'.encode("latin-1")
    result = predict(stdin=stdin)

    assert (result.exit_code, result.stderr) == (
        2,
        "Error: standard input:4: this line is not UTF-8. Save the file as UTF-8.\n",
    )


def test_error_late_in_the_input_leaves_the_old_output(predict, tmp_path, monkeypatch):
    monkeypatch.setattr("scaffold.sharding.rows.BLOCK", 2)
    (tmp_path / "out.jsonl").write_text("old", encoding="utf-8")
    (tmp_path / "in.jsonl").write_text(json_lines(TEXTS * 3) + "{", encoding="utf-8")
    before = listing(tmp_path)

    assert predict("--input", "in.jsonl", "--output", "out.jsonl").exit_code == 2
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "old"
    assert listing(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "message"), [("nowhere.jsonl", "there is no such file"), (".", "the file cannot be read: Is a directory")]
)
def test_missing_input_is_one_message(predict, name, message):
    result = predict("--input", name)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {name}: {message}. Give a file of JSON lines")


def test_missing_bundle_is_one_message(scaffold, tmp_path):
    result = scaffold("predict", tmp_path / "nowhere", stdin='"x"\n')

    assert result.exit_code == 2
    assert result.stderr == f"Error: {tmp_path}/nowhere: there is no such bundle. Give the folder `bundle` of a run.\n"


def test_bundle_works_without_its_vertical(scaffold, toy_bundle):
    result = scaffold("predict", toy_bundle, stdin='"where is my card"\n')

    assert result.exit_code == 0
    assert "Decisions are not edited by plugins" in result.stderr
    assert rows(result.stdout)[0]["heads"]["topic"]["label"] == "card"
