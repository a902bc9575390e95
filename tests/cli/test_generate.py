"""`scaffold generate`: JSON lines in, JSON lines out, in order, and a file only when it is whole."""

from __future__ import annotations

import json

import pytest

TEXTS = ["where is my card", "我要退款", "a", "my order has not come.", "钱"]


@pytest.fixture
def generate(scaffold, tiny_seq2seq, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*options: object, model: object = tiny_seq2seq, stdin: str | bytes | None = None):
        return scaffold("generate", model, "--set", "generation.max_new_tokens=30", *options, stdin=stdin)

    return run


def rows(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def json_lines(texts) -> str:
    return "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)


def test_lines_in_lines_out_in_order(generate, monkeypatch):
    monkeypatch.setattr("scaffold.cli.generate._BLOCK", 2)
    result = generate(stdin=json_lines(TEXTS))

    assert result.exit_code == 0, result.stderr
    written = rows(result.stdout)
    assert [each["id"] for each in written] == ["1", "2", "3", "4", "5"]
    assert [each["text"] for each in written] == TEXTS
    assert [each["generated"] for each in written] == TEXTS
    assert "我要退款" in result.stdout


def test_blocks_make_no_difference(generate, tiny_causal, monkeypatch):
    options = ("--set", "generation.temperature=1.5")
    whole = generate(*options, model=tiny_causal, stdin=json_lines(TEXTS))
    monkeypatch.setattr("scaffold.cli.generate._BLOCK", 2)
    parts = generate(*options, model=tiny_causal, stdin=json_lines(TEXTS))

    assert [each["generated"] for each in rows(parts.stdout)] == [each["generated"] for each in rows(whole.stdout)]


def test_file_in_file_out(generate, tmp_path):
    (tmp_path / "in.jsonl").write_text('{"id": "a7", "text": "card"}\n', encoding="utf-8")
    result = generate("--input", "in.jsonl", "--output", "deep/out.jsonl")

    assert (result.exit_code, result.stdout) == (0, "")
    (line,) = rows((tmp_path / "deep" / "out.jsonl").read_text(encoding="utf-8"))
    assert (line["id"], line["generated"]) == ("a7", "card")
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out.jsonl"]


def test_task_brings_its_prompt(generate, tiny_causal):
    english, chinese = rows(
        generate("--task", "summarise", model=tiny_causal, stdin=json_lines(["my card", "我要退款"])).stdout
    )
    bare = rows(generate(model=tiny_causal, stdin=json_lines(["my card"])).stdout)[0]

    assert bare["tokens_in"] == len("my card") + 1
    assert english["tokens_in"] > 100
    assert 30 < chinese["tokens_in"] < 80


def test_draft_is_checked_against_its_passages(generate, tiny_causal):
    line = json.dumps({"text": "when?", "passages": ["your card is sent"]}) + "\n"
    (written,) = rows(generate("--task", "draft", model=tiny_causal, stdin=line).stdout)

    assert 0 <= written["supported"] <= 1
    assert all(written["generated"][one["start"] : one["end"]] == one["text"] for one in written["unsupported"])


def test_own_prompt_uses_the_fields_of_the_line(generate, tmp_path):
    (tmp_path / "p.j2").write_text("{{ who }}: {{ text }}", encoding="utf-8")
    result = generate("--prompt", "p.j2", stdin='{"text": "my card", "who": "bank"}\n')

    assert rows(result.stdout)[0]["generated"] == "bank: my card"


def test_late_error_leaves_the_old_output(generate, tmp_path, monkeypatch):
    monkeypatch.setattr("scaffold.cli.generate._BLOCK", 2)
    (tmp_path / "p.j2").write_text("{{ who }}", encoding="utf-8")
    (tmp_path / "out.jsonl").write_text("old", encoding="utf-8")
    lines = '{"text": "a", "who": "b"}\n' * 3 + '{"text": "a"}\n'
    (tmp_path / "in.jsonl").write_text(lines, encoding="utf-8")
    before = sorted(path.name for path in tmp_path.iterdir())
    result = generate("--prompt", "p.j2", "--input", "in.jsonl", "--output", "out.jsonl")

    assert result.exit_code == 2
    assert result.stderr == (
        "Error: in.jsonl:4: the prompt needs a field that this line does not have: 'who' is undefined (p.j2:1). "
        "Add the field to the line, or give another template with --prompt.\n"
    )
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("options", "stdin", "message"),
    [
        ((), '{"text": " "}\n', "Error: standard input:1: this line has no text."),
        ((), "{\n", "Error: standard input:1: this line is not JSON"),
        (("--task", "draft"), '"why"\n', "Error: standard input:1: a draft needs passages"),
        (("--prompt", "nowhere.j2"), '"why"\n', "Error: nowhere.j2: there is no such prompt template"),
        (("--set", "generation.beams=2"), '"why"\n', "Error: --set: generation.beams is not a setting"),
        (("--set", "generation.max_new_tokens=99"), '"why"\n', "Error: generation.max_new_tokens: the model has room"),
        (
            ("--set", "generation.too_long=refuse"),
            json.dumps("a" * 50) + "\n",
            "Error: standard input:1: the prompt of this line has 51 tokens, and the model takes 48",
        ),
    ],
)
def test_mistakes_are_one_message(generate, options, stdin, message):
    result = generate(*options, stdin=stdin)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(message)
    assert result.stderr.count("\n") == 1


def test_missing_model_and_encoder_are_one_message(generate, tiny_folder):
    missing = generate(model="nowhere", stdin='"why"\n')
    encoder = generate(model=tiny_folder, stdin='"why"\n')

    assert (missing.exit_code, encoder.exit_code) == (2, 2)
    assert missing.stderr.startswith("Error: nowhere: there is no such model folder.")
    assert "`scaffold train VERTICAL --base MODEL`" in encoder.stderr
