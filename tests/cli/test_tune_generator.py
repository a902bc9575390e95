"""`scaffold tune-generator`: pairs in, a model folder out."""

from __future__ import annotations

import json

import pytest


def write(folder, lines) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / "pairs.jsonl").write_text(text, encoding="utf-8")


@pytest.fixture
def tune(scaffold, tiny_seq2seq, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*options: object):
        room = ("--set", "generation.max_new_tokens=30")
        return scaffold("tune-generator", tiny_seq2seq, "--data", "pairs.jsonl", "--out", "tuned", *room, *options)

    return run


def test_tuned_model_is_used_by_generate(tune, scaffold, tmp_path):
    write(tmp_path, [{"text": f"card {n}", "target": "退款"} for n in range(60)])
    result = tune("--epochs", 6, "--learning-rate", "5e-3")

    assert result.exit_code == 0, result.stderr
    assert "held out. Held-out loss a token: " in result.stdout
    assert result.stdout.endswith("The best is in tuned.\n")
    written = scaffold("generate", "tuned", "--set", "generation.max_new_tokens=30", stdin='"card 77"\n')
    assert json.loads(written.stdout)["generated"] == "退款"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pairs.jsonl", "tuned"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([{"text": "a", "target": "b"}, {"text": "a"}], "Error: pairs.jsonl:2: this line has no target."),
        ([{"text": "a", "target": "b"}] * 3, "Error: pairs.jsonl: 3 pairs are too few to hold a tenth out."),
        ([], "Error: pairs.jsonl: 0 pairs are too few to hold a tenth out."),
    ],
)
def test_mistakes_are_one_message(tune, tmp_path, lines, message):
    write(tmp_path, lines)
    result = tune()

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(message)
    assert [path.name for path in tmp_path.iterdir()] == ["pairs.jsonl"]


def test_tuning_that_does_not_help_ends_with_one(tune, tmp_path):
    write(tmp_path, [{"text": f"card {n}", "target": f"card {n}"} for n in range(40)])
    result = tune("--epochs", 1, "--learning-rate", "1")

    assert result.exit_code == 1
    assert "tuning did not help" in result.stderr
    assert not (tmp_path / "tuned").exists()
