"""What the page on choosing a head shows is what happens: its vertical, its data, its commands, its decisions."""

from __future__ import annotations

import json
import re
import shlex
from itertools import product
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from click.testing import CliRunner

from scaffold.cli.main import cli
from scaffold.decision.answer_decision import AnswerDecision
from scaffold.decision.nearest_decision import NearestDecision
from scaffold.decision.records import LabelDecision, LabelsDecision, NumberDecision, SpansDecision
from scaffold.heads.tasks import MAKERS
from scaffold.plugins import specs

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "how-to" / "choose-a-head.md").read_text(encoding="utf-8")
EXPLANATION = (DOCS / "explanation" / "heads.md").read_text(encoding="utf-8")
DECISIONS = {
    "classification": LabelDecision("a", 1.0, (), ()),
    "ordinal": LabelDecision("a", 1.0, (), ()),
    "relation": LabelDecision("a", 1.0, (), ()),
    "multilabel": LabelsDecision((), (), (), ()),
    "regression": NumberDecision(1.0, 0.0, 2.0),
    "tagging": SpansDecision(()),
    "question_answering": AnswerDecision("", None, None, 1.0, ()),
    "embedding": NearestDecision(()),
    "image": LabelDecision("a", 1.0, (), ()),
    "fusion": LabelDecision("a", 1.0, (), ()),
}
VERBS = {"send": "please send my {} {}", "return": "i want to return my {} {}", "where": "where is my {} {}"}
THINGS = ("card", "pin", "order")
WHEN = {"now": "high", "today": "medium", "again": "low", "": "low"}


def block(name: str) -> str:
    (found,) = re.findall(rf"<!-- {name} -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def rows(page: str, column: int) -> dict[str, list[str]]:
    """Words in code font of a column of the tables, by kind."""
    found = {}
    for line in re.findall(r"^\|.*\|$", page, re.MULTILINE):
        cells = [re.findall(r"`(\w+)`", cell) for cell in line.split("|")[1:-1]]
        for kind in next((cell for cell in cells if set(cell) & set(MAKERS)), []):
            found.setdefault(kind, cells[column])
    return found


def test_every_kind_is_on_both_pages():
    kinds = set(get_args(get_type_hints(specs.TaskHeadSpec, include_extras=True)["kind"]))
    assert set(rows(PAGE, 1)) == kinds == set(MAKERS)
    assert set(rows(EXPLANATION, 0)) == kinds


@pytest.mark.parametrize("kind", MAKERS)
def test_decision_holds_what_the_table_says(kind):
    assert set(rows(PAGE, 2)[kind]) <= set(DECISIONS[kind].as_dict())


def test_figures_are_those_that_heads_are_chosen_by():
    from scaffold.models.pair_ranks import FIGURES
    from scaffold.training.learners.answers import METRICS
    from scaffold.training.objectives.kinds import OBJECTIVES

    part = PAGE.partition("## What it is measured by")[2]
    known = {kind: objective.metrics for kind, objective in OBJECTIVES.items()}
    known |= {"tagging": ("span_f1",), "question_answering": tuple(METRICS), "embedding": tuple(FIGURES)}
    first, others = rows(part, 1), rows(part, 2)
    assert {kind: (*first[kind], *others[kind]) for kind in first} == {
        kind: tuple(each) for kind, each in known.items()
    }


@pytest.fixture
def tickets(site, tmp_path, tiny_folder, monkeypatch):
    """The vertical of the page is installed, and rows like the page's are in the current folder."""
    site.vertical("scaffold-tickets", block("vertical: tickets"), name="tickets")
    monkeypatch.chdir(tmp_path)
    lines = []
    for (intent, form), thing, (when, urgency) in product(VERBS.items(), THINGS, WHEN.items()):
        text = form.format(thing, when).strip()
        start = text.index(f" {thing}") + 1
        fields = {"topics": [thing] if thing != "order" else [], "things": [[start, start + len(thing), "thing"]]}
        lines.append({"text": text, "intent": intent, **fields, "urgency": urgency})
    assert json.loads(block("row")) in lines
    Path("tickets.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    Path("new.jsonl").write_text('{"text": "please send my card now"}\n', encoding="utf-8")
    Path("scaffold.toml").write_text(
        f'[training]\nbase = "{tiny_folder}"\nbudget = "0s"\nspeed = 1\n'
        "[training.recipe]\nepochs = 6\nbatch_size = 8\nlearning_rate = 0.003\n",
        encoding="utf-8",
    )


def test_commands_of_the_page_work_one_after_the_other(tickets):
    typed = re.findall(r"^    scaffold (.*)$", PAGE, re.MULTILINE)
    assert [line.split()[0] for line in typed] == ["train", "explain", "predict", "evaluate"]
    for line in typed:
        done = CliRunner().invoke(cli, shlex.split(line))
        assert done.exit_code == 0, (line, done.stderr)

    (decided,) = map(json.loads, Path("decisions.jsonl").read_text(encoding="utf-8").splitlines())
    shown = json.loads(block("decision"))
    assert list(decided["heads"]) == list(shown)
    for head, part in shown.items():
        assert list(decided["heads"][head]) == list(part)
    assert [span["text"] for span in decided["heads"]["things"]["spans"]] == ["card"]


def test_places_in_the_code_that_the_explanation_names_are_there():
    core = Path(specs.__file__).parents[1]
    for name in re.findall(r"`(\w+/(?:\w+\.py|\w+/)?)`", EXPLANATION):
        assert (core / name).exists(), name
