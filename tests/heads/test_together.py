"""Two heads on the same texts: trained alone and together, the loser named, and all of it through the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scaffold.bundle import Bundle
from scaffold.cli.main import cli
from scaffold.pipeline import train
from scaffold.plugins.run import RunContext
from scaffold.plugins.vertical import load_vertical
from scaffold.settings import load_settings
from scaffold.training.joint import JointTraining

TWO = """
def load(path, settings):
    from scaffold.data.load import load_dataset
    return load_dataset(path, settings, ("intent", "slots"), kinds={"slots": "tagging"})

@hookimpl
def scaffold_data_loaders():
    return [DataLoaderSpec("texts", "Texts.", load)]

@hookimpl
def scaffold_task_heads():
    return [
        TaskHeadSpec("intent", "What is wanted.", loader="texts"),
        TaskHeadSpec("slots", "The thing.", loader="texts", kind="tagging"),
    ]
"""
FORMS = {"where is my {}": "where", "please return my {}": "return", "my {} is lost": "lost", "请退还 {}": "return"}
THINGS = ("card", "pin", "order", "password")
ENDS = ("", " now", " today", " again")
FAST = ("training.budget=0s", "training.speed=1", "decision.error_rate=0.2", "decision.false_reject_rate=0.2")
RECIPE = ("training.recipe.epochs=12", "training.recipe.learning_rate=0.003", "training.recipe.batch_size=8")


def rows() -> str:
    lines = []
    for (form, intent), thing, end in product(FORMS.items(), THINGS, ENDS):
        start = form.index("{}")
        spans = [[start, start + len(thing), "thing"]]
        lines.append(json.dumps({"text": form.format(thing) + end, "intent": intent, "slots": spans}))
    return "\n".join(lines) + "\n"


@pytest.fixture
def two(site, tmp_path, tiny_folder, monkeypatch) -> Path:
    """The vertical `two` is installed, and its data are in the current folder."""
    site.vertical("scaffold-two", TWO, name="two")
    monkeypatch.chdir(tmp_path)
    Path("rows.jsonl").write_text(rows(), encoding="utf-8")
    return tiny_folder


@pytest.fixture
def context(two, told):
    def make(*overrides: str) -> RunContext:
        settings = load_settings(None, [*FAST, f"training.base={two}", *overrides])
        vertical = load_vertical("two", settings)
        return RunContext(vertical, settings, Path("RUN"), "rows.jsonl", vertical.config, False, told)

    return make


def scaffold(*typed: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, [str(each) for each in typed], input=stdin)


def test_two_heads_from_data_to_decisions_on_the_command_line(two):
    options = [part for each in (*FAST, *RECIPE, f"training.base={two}") for part in ("--set", each)]
    done = scaffold("train", "two", "--data", "rows.jsonl", "--out", "RUN", *options)
    assert done.exit_code == 0, done.stderr
    for part in ("intent: candidate", "slots: candidate", "together 1", "slots, test split:", "span_f1", "accuracy"):
        assert part in done.stdout, part

    predicted = scaffold("predict", "RUN/bundle", stdin='{"text": "where is my card"}\n{"text": "请退还 pin"}\n')
    assert predicted.exit_code == 0, predicted.stderr
    first, second = map(json.loads, predicted.stdout.splitlines())
    assert first["heads"]["intent"]["label"] == "where"
    spans = [span["text"] for line in (first, second) for span in line["heads"]["slots"]["spans"]]
    assert spans == ["card", "pin"]

    measured = scaffold("evaluate", "RUN/bundle", "--data", "rows.jsonl", "--json")
    figures = json.loads(measured.stdout)["heads"]
    assert figures["slots"]["train"]["span_f1"] > 0.7
    assert figures["intent"]["train"]["accuracy"] > 0.7
    shown = scaffold("explain", "RUN/bundle", "my order is lost")
    assert "slots: thing 'order'" in shown.stdout
    assert scaffold("verify", "RUN/bundle").exit_code == 0


def test_both_ways_are_in_the_report_with_their_seconds(context):
    trained = train(context(*RECIPE))
    page = trained.report.read_text(encoding="utf-8")
    table = page.partition('id="together"')[2].partition("</table>")[0]

    for part in ("intent", "slots", "Span F1", "Accuracy", "with the others", "All of them"):
        assert part in table, part
    assert 'href="#together"' in page
    for head in ("intent", "slots"):
        assert f'<li dir="auto">{head}: Probabilities are calibrated on' in page
    ways = {
        head: [each for each in trained.metrics["candidates"] if each["head"] == head] for head in ("intent", "slots")
    }
    for own in ways.values():
        assert {each["name"].startswith("together") for each in own} == {True, False}
        assert all(each["seconds"] >= 0 for each in own)


def test_heads_that_are_together_share_one_encoder(context):
    trained = train(context(*RECIPE, "training.together=always"))

    assert all(name.startswith("together") for name in trained.metrics["chosen"].values())
    slots, intent = (trained.bundle.heads[name] for name in ("slots", "intent"))
    assert slots.tagger.encoder is intent.classifier.classifier.encoder
    assert trained.bundle.path.joinpath("encoders").is_dir()


def test_a_head_that_loses_together_is_named_and_keeps_its_own(context, monkeypatch):
    measured = JointTraining._entry

    def spoilt(self, name, task, head, *rest):
        entry = measured(self, name, task, head, *rest)
        return replace(entry, value=0.0) if name.startswith("together") and task.head == "slots" else entry

    monkeypatch.setattr(JointTraining, "_entry", spoilt)
    run = context(*RECIPE)
    trained = train(run)

    assert not trained.metrics["chosen"]["slots"].startswith("together")
    (note,) = [line for line in run.progress.lines if line.startswith("slots is trained alone")]
    assert "together with the other heads it loses" in note
    page = trained.report.read_text(encoding="utf-8")
    assert "slots is trained alone: together with the other heads it loses" in page
    table = page.partition('id="together"')[2].partition("</table>")[0]
    assert '<span class="tag poor">alone</span>' in table
    card = (trained.bundle.path / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "slots is trained alone" in card


def test_never_together_is_not_tried(context):
    trained = train(context(*RECIPE, "training.together=never"))

    assert not any(each["name"].startswith("together") for each in trained.metrics["candidates"])
    assert 'id="together"' not in trained.report.read_text(encoding="utf-8")


def test_rows_may_lack_the_labels_of_a_head(context):
    lines = [json.loads(line) for line in rows().splitlines()]
    for number, line in enumerate(lines):
        del line["slots" if number % 2 else "intent"]
    Path("rows.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    trained = train(context(*RECIPE))

    assert set(trained.metrics["heads"]) == {"intent", "slots"}
    (decision,) = Bundle.load(trained.bundle.path).decide(["where is my card"])
    assert set(decision.heads) == {"intent", "slots"}
