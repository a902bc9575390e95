"""Heads that read two texts, or marked entities, from the command line: what fits is decided, the rest is refused."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from scaffold.bundle import Bundle
from scaffold.cli.main import cli
from scaffold.errors import DataError
from scaffold.pipeline import train

THINGS = ("card", "pin", "refund", "order", "fee")
FORMS = ("where is my {}", "my {} please", "is the {} late", "new {} when")


@pytest.fixture
def run(one_head, tmp_path, monkeypatch):
    """`run(kind, rows)` trains a bundle, goes into its folder and gives a function that types a command."""

    def make(kind: str, rows: list[dict]):
        train(one_head("same", kind, rows, "decision.error_rate=0.2", "decision.false_reject_rate=0.2"))
        monkeypatch.chdir(tmp_path / "RUN")
        return lambda *typed, stdin=None: CliRunner().invoke(cli, [str(each) for each in typed], input=stdin)

    return make


def pairs() -> list[dict]:
    return [
        {"text": form.format(one), "text_pair": f"about the {other}", "same": "yes" if one == other else "no"}
        for form, one, other in product(FORMS, THINGS, THINGS)
    ]


def relations() -> list[dict]:
    return [
        {"text": f"<e1>{one}</e1> {verb} <e2>{other}</e2>", "same": kind}
        for one, other, (verb, kind) in product(THINGS, THINGS, {"for": "use", "lost with": "loss"}.items())
    ]


def singles() -> list[dict]:
    return [{"text": form.format(thing), "same": thing} for form, thing in product(FORMS * 2, THINGS[:3])]


def line(**fields: str) -> str:
    return json.dumps(fields) + "\n"


def test_bundle_of_pairs_reads_pairs(run):
    scaffold = run("classification", pairs())
    assert Bundle.load(Path("bundle")).inputs == "pair"

    both = line(text="where is my card", text_pair="about the card")
    result = scaffold("predict", "bundle", stdin=both)
    assert result.exit_code == 0, result.stderr
    decision = json.loads(result.stdout)
    assert (decision["text"], decision["text_pair"]) == ("where is my card", "about the card")
    shown = scaffold("explain", "bundle", "where is my card", "--pair", "about the card")
    assert shown.exit_code == 0
    assert "about the card" in shown.stdout
    assert json.loads(scaffold("explain", "bundle", "a", "--pair", "b", "--json").stdout)["text_pair"] == "b"


def test_bundle_of_pairs_refuses_one_text(run):
    scaffold = run("classification", pairs())
    both = line(text="a", text_pair="b")

    result = scaffold("predict", "bundle", stdin=both + line(text="a"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "Error: standard input:2: the bundle reads two texts together, and there is one. "
        'Write lines like {"text": "...", "text_pair": "..."}.\n'
    )
    for second in ('" "', "7"):
        result = scaffold("predict", "bundle", stdin=f'{{"text": "a", "text_pair": {second}}}\n')
        assert "standard input:1: the second text of this line is empty" in result.stderr
    refused = scaffold("explain", "bundle", "where is my card")
    assert (refused.exit_code, refused.stderr) == (
        2,
        "Error: bundle: the bundle reads two texts together, and there is one. Give the second one with --pair TEXT.\n",
    )
    with pytest.raises(DataError, match="text 1: the bundle reads two texts together"):
        Bundle.load(Path("bundle")).decide(["where is my card"])


def test_bundle_of_pairs_is_measured_on_pairs_only(run, tmp_path):
    scaffold = run("classification", pairs())
    assert scaffold("evaluate", "bundle", "--data", tmp_path / "rows.jsonl", "--json").exit_code == 0

    (tmp_path / "one.jsonl").write_text(
        "".join(line(text=row["text"], same=row["same"]) for row in pairs()[:20]), encoding="utf-8"
    )
    refused = scaffold("evaluate", "bundle", "--data", tmp_path / "one.jsonl")
    assert refused.exit_code == 2
    assert "one.jsonl:1: the bundle reads two texts together, and there is one" in refused.stderr
    assert "--set data.text_pair=COLUMN" in refused.stderr


def test_bundle_of_single_texts_refuses_two(run):
    scaffold = run("classification", singles())

    result = scaffold("predict", "bundle", stdin=line(text="card") + line(text="a", text_pair="b"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "standard input:2: the bundle reads one text, and there are two" in result.stderr
    refused = scaffold("explain", "bundle", "card", "--pair", "b")
    assert refused.exit_code == 2
    assert "Leave --pair out." in refused.stderr


def test_entities_have_to_be_marked_in_every_line(run, tmp_path):
    scaffold = run("relation", relations())
    good = line(text="my <e1>card</e1> for the <e2>fee</e2>")
    (tmp_path / "in.jsonl").write_text(good + line(text="my card for the fee"), encoding="utf-8")

    assert scaffold("predict", "bundle", stdin=good).exit_code == 0
    for engine in ((), ("--engine", "process", "--workers", "1")):
        result = scaffold("predict", "bundle", "--input", "../in.jsonl", "--output", "out.jsonl", *engine)
        assert result.exit_code == 2
        assert "in.jsonl:2: there is no <e1>. Mark the two entities as <e1>...</e1> and <e2>...</e2>." in result.stderr
        assert not list((tmp_path / "RUN").glob("out*"))
    explained = json.loads(scaffold("explain", "bundle", "my <e1>card</e1> for the <e2>fee</e2>", "--json").stdout)
    parts = {explained["text"][span["start"] : span["end"]] for span in explained["evidence"]["spans"]}
    assert parts == {"my", "card", "for", "the", "fee"}
