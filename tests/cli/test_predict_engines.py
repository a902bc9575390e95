"""`scaffold predict` with several workers: the same bytes, the same messages."""

from __future__ import annotations

import json
import sys

import pytest

ROWS = 16
EDITS = """
import os, signal
from dataclasses import replace

@hookimpl
def scaffold_postprocess(decision, run):
    if decision.text == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if decision.text == "fail":
        raise ValueError("a plugin's own fault")
    if "card" in decision.text:
        run.progress.say("cards are for people")
        return replace(decision, action="handoff", reason="cards are for people")
    return decision
"""


@pytest.fixture
def predict(scaffold, toy_bundle, toy_site, tmp_path, monkeypatch):
    toy_site.plugin("editing-plugin", EDITS, name="editing")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("scaffold.sharding.rows.BLOCK", ROWS)
    monkeypatch.setattr("scaffold.sharding.predict.BLOCK", ROWS)

    def run(texts, *options):
        if texts is not None:
            lines = "".join(json.dumps({"id": f"n{number}", "text": text}) + "\n" for number, text in enumerate(texts))
            (tmp_path / "in.jsonl").write_text("\n" + lines + "\n\n", encoding="utf-8")
        return scaffold("predict", toy_bundle, "--input", "in.jsonl", "--output", "out.jsonl", *options)

    return run


def listing(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_processes_give_the_bytes_of_the_single_engine(predict, tmp_path):
    texts = [f"my card {number}" if number % 3 else f"我要退款 \ud83d {number}" for number in range(3 * ROWS + 5)]
    before = [*listing(tmp_path), "in.jsonl", "out.jsonl"]
    assert predict(texts).exit_code == 0
    single = (tmp_path / "out.jsonl").read_bytes()

    result = predict(texts, "--engine", "process", "--workers", "2")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.count("cards are for people") == 1
    assert (tmp_path / "out.jsonl").read_bytes() == single
    assert single.count(b"plugin:editing") == sum("card" in text for text in texts)
    assert listing(tmp_path) == sorted(before)


@pytest.mark.parametrize("engine", ["process", "ray"])
def test_wrong_line_gives_the_message_of_the_single_engine(predict, tmp_path, engine):
    (tmp_path / "in.jsonl").write_text('"card"\n' * 3 * ROWS + "{\n", encoding="utf-8")
    before = listing(tmp_path)
    single, sharded = predict(None), predict(None, "--engine", engine)

    assert single.stderr.endswith(sharded.stderr)
    assert sharded.stderr.startswith(f"Error: in.jsonl:{3 * ROWS + 1}: this line is not JSON")
    assert sharded.exit_code == single.exit_code == 2
    assert listing(tmp_path) == before


def test_plugin_that_fails_in_a_worker_is_named(predict, tmp_path):
    result = predict(["fail"], "--engine", "process")

    assert result.exit_code == 2
    assert "editing-plugin" in result.stderr
    assert "a plugin's own fault" in result.stderr
    assert listing(tmp_path) == ["in.jsonl", "site"]


def test_row_that_kills_every_worker_ends_it_and_keeps_what_is_done(predict, tmp_path, monkeypatch):
    monkeypatch.setattr("scaffold.sharding.work._TRIES", 1)
    result = predict([*["card"] * ROWS, "die"], "--engine", "process", "--workers", "1")

    assert result.exit_code == 2
    assert "1 of 2 shards are done: run it again with --resume to go on" in result.stderr
    assert "Error: in.jsonl: workers were killed 1 times over the same rows. Memory may be short" in result.stderr
    assert listing(tmp_path) == ["in.jsonl", "out.jsonl.shards", "site"]


def test_no_rows_give_an_empty_file_and_start_no_worker(predict, tmp_path, monkeypatch):
    monkeypatch.setattr("scaffold.sharding.work.ENGINES", {})

    assert predict([], "--engine", "process").exit_code == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""


def test_missing_ray_is_one_message(predict, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    result = predict(["card"], "--engine", "ray")

    assert result.exit_code == 2
    assert "'ray', which is not installed. Run: pip install \"vertical-scaffold[ray]\"\n" in result.stderr
    assert listing(tmp_path) == ["in.jsonl", "site"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--workers", "2"), "--workers and --resume are for --engine process and --engine ray"),
        (("--resume",), "--workers and --resume are for --engine process and --engine ray"),
        (("--engine", "process", "--output", "-"), "--engine process reads and writes files"),
        (("--engine", "ray", "--input", "-"), "--engine ray reads and writes files"),
        (("--engine", "process", "--workers", "0"), "0 is not in the range"),
        (("--engine", "spark"), "'spark' is not one of"),
    ],
)
def test_options_that_do_not_fit_are_refused(predict, options, message):
    result = predict(["card"], *options)

    assert result.exit_code == 2
    assert message in result.stderr


def test_missing_input_and_bundle_are_one_message(predict, scaffold, tmp_path):
    missing = predict(None, "--engine", "process")
    assert (missing.exit_code, missing.stderr.startswith("Error: in.jsonl: there is no such file")) == (2, True)

    options = ("--input", "in.jsonl", "--output", "out.jsonl", "--engine", "process")
    result = scaffold("predict", tmp_path / "nowhere", *options)
    assert result.stderr == f"Error: {tmp_path}/nowhere: there is no such bundle. Give the folder `bundle` of a run.\n"
    assert listing(tmp_path) == ["site"]
