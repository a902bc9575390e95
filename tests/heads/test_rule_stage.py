"""What rules do for the heads of a run before any is trained."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from scaffold.heads.rule_stage import RuleStage, rules_labels
from scaffold.rules.language.rule import Rule
from scaffold.settings import load_settings
from scaffold.training.objectives.semantic import Constraint
from scaffold.training.task import Labelled, Task

RULES = """
head: mood
implies:
  - {if: calm, then: {head: topic, label: card}}
excludes:
  - [calm, angry]
  - [calm, {head: topic, label: unheard}]
rules:
  - {id: good, when: thanks, then: {label: calm}, uses: label}
  - {id: bad, when: never, then: {label: angry}, uses: [decide, explain]}
"""


@pytest.fixture
def stage(one_head, tmp_path):
    run = one_head("mood", "classification", [{"text": "x", "mood": "calm"}])

    def make(*overrides: str, rules: str = RULES) -> RuleStage:
        (tmp_path / "r.yaml").write_text(rules, encoding="utf-8")
        files = f"rules.files={json.dumps([str(tmp_path / 'r.yaml')])}"
        return RuleStage.of(replace(run, settings=load_settings(None, [files, *overrides])))

    return make


def test_texts_without_a_label_are_kept_where_rules_label_them(stage):
    assert stage().ready().settings.data.unlabelled == "keep"
    assert stage("rules.without_labels=true").ready().settings.data.unlabelled == "only"
    assert stage("rules.train=false").ready().settings.data.unlabelled == "leave_out"
    assert stage("data.unlabelled=only").ready().settings.data.unlabelled == "only"
    decides = stage(rules="rules: [{id: bad, when: never, then: {label: angry}, uses: decide}]")
    assert decides.ready() is decides.run
    assert stage(rules="rules: []").ready().settings.data.unlabelled == "leave_out"


def test_labels_that_rules_give_come_in_the_order_of_the_head():
    rules = [
        Rule.model_validate({"id": f"r{n}", "when": "w", "then": then})
        for n, then in enumerate(
            ({"label": "low"}, {"label": "high"}, {"not_label": "no"}, {"label": "odd"}, {"route": "x"})
        )
    ]
    assert rules_labels(rules) == ("high", "low", "odd")
    assert rules_labels(rules, ("low", "middle", "high")) == ("low", "high", "odd")
    assert rules_labels([]) == ()


def test_what_is_known_of_labels_becomes_constraints_of_both_tasks(stage):
    part = Labelled(["x", "y"], np.array([0, 1]))
    tasks = {
        "mood": Task("mood", ("angry", "calm"), part, part),
        "topic": Task("topic", ("card", "pin"), part, part),
        "other": Task("other", ("calm", "card"), part, part),
    }
    made = stage().constrained(tasks)

    implied, apart = Constraint(("mood", 1), ("topic", 0)), Constraint(("mood", 1), ("mood", 0), excludes=True)
    assert made["mood"].constraints == (implied, apart)
    assert made["topic"].constraints == (implied,)
    assert made["other"].constraints == ()
    assert stage().constrained({"mood": tasks["mood"]})["mood"].constraints == (apart,)


def test_run_with_other_rules_is_not_the_interrupted_one(stage):
    identity = stage().identity
    assert stage().identity == identity
    assert stage(rules=RULES.replace("never", "no")).identity != identity
    assert stage("rules.decide=false").identity != identity
