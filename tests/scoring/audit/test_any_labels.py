"""Rules about a head of any number of labels: a decision is right label by label, opposites contradict each other."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from scaffold.bundle import Bundle
from scaffold.decision.evidence import Evidence
from scaffold.decision.labels_model import LabelsModel
from scaffold.decision.rules.head_rules import HeadRules
from scaffold.decision.rules.rule_book import RuleBook
from scaffold.decision.rules.standing import Standing
from scaffold.evaluation.multilabel import multilabel_metrics
from scaffold.models.classifier import Outputs
from scaffold.models.store import EncoderStore
from scaffold.rules.in_force import RulesInForce
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold.scoring.audit.audit import audit_rules
from scaffold.settings import DecisionSettings, Settings

WORDS = ("card", "pin", "fee")
RULES = """
head: things
rules:
  - {id: costs, when: costs, then: {label: fee}, hardness: hard}
  - {id: no-fee, when: free, then: {not_label: fee}, hardness: hard}
  - {id: pins, when: pin, then: {label: card}, hardness: hard}
"""
KINDS = {"card please": "card", "pin please": "pin", "it costs card": "card|fee", "free fee": "", "costs free": "fee"}
ROWS = [(f"{text} {number}", labels) for number in range(6) for text, labels in KINDS.items()]


class Counting:
    """A classifier that sees which words stand in a text."""

    kind = "counting"
    labels = WORDS

    def outputs(self, texts, *, progress=None) -> Outputs:
        seen = np.array([[word in text.split() for word in WORDS] for text in texts], dtype=np.float32).reshape(-1, 3)
        features = np.concatenate([seen, np.ones((len(seen), 1))], axis=1)
        return Outputs((seen - 0.5) * 8, (features / np.linalg.norm(features, axis=1, keepdims=True)).astype("float32"))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory) -> Bundle:
    texts = [" ".join(word for bit, word in enumerate(WORDS) if n >> bit & 1) + " please" for n in range(8)] * 8
    outputs = Counting().outputs(texts)
    evidence = Evidence.of(texts[:8], ["x"] * 8, outputs.features[:8])
    model = LabelsModel.fit(
        "things", Counting(), evidence, outputs, (outputs.logits > 0).astype(float), DecisionSettings()
    )
    force = RulesInForce.of(RuleSet.of([parse_rules(RULES, "own.yaml")]), ["things"], date(2026, 1, 1))
    rules = tuple(force.reader.rules)
    standings = tuple(
        Standing(rule.id, "hard", "hard", 0.0, 0.9, 10, 30, 10, 9, low, 0.98, 5)
        for rule, low in zip(rules, (0.9, 0.8, 0.7), strict=True)
    )
    head = replace(model, rules=HeadRules(force.reader, rules, standings, WORDS))
    folder = tmp_path_factory.mktemp("bundle")
    metadata = {"decision": {}}
    return Bundle(folder, metadata, {"things": head}, EncoderStore(folder), RuleBook(force, {"things": head.rules}))


@pytest.fixture(scope="module")
def found(bundle, tmp_path_factory):
    data = tmp_path_factory.mktemp("data") / "texts.jsonl"
    lines = [
        json.dumps({"text": text, "things": [each for each in labels.split("|") if each]}) for text, labels in ROWS
    ]
    data.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return audit_rules(bundle, str(data), Settings())


def macro_f1(bundle, *dropped: str) -> float:
    head = bundle.heads["things"]
    rules = head.rules
    for name in dropped:
        rules = rules.without(name)
    said = replace(head, rules=rules).predict([text for text, _ in ROWS])
    truth = [frozenset(each for each in labels.split("|") if each) for _, labels in ROWS]
    return multilabel_metrics(WORDS, truth, said.chosen, said.probabilities)["macro_f1"]


def test_effect_is_the_loss_of_macro_f1_without_the_rule(bundle, found):
    (head,) = found.heads
    assert head.totals.metric == "macro_f1"
    assert head.totals.with_rules == pytest.approx(macro_f1(bundle))
    assert head.totals.without_rules == pytest.approx(macro_f1(bundle, "costs", "no-fee", "pins"))
    for each in head.rules:
        gain = 100 * (macro_f1(bundle) - macro_f1(bundle, each.id))
        assert each.figures.effect == pytest.approx(gain), each.id


def test_labels_put_right_and_wrong_are_counted_text_by_text(found):
    figures = {each.id: each.figures for each in found.heads[0].rules}

    assert (figures["costs"].helped, figures["costs"].hurt) == (12, 0)
    assert (figures["no-fee"].helped, figures["no-fee"].hurt) == (6, 0)
    assert (figures["pins"].helped, figures["pins"].hurt) == (0, 6)
    assert (figures["no-fee"].correct, figures["no-fee"].judged) == (6, 12)
    assert figures["pins"].mostly == ("pin", 6)


def test_giving_and_forbidding_a_label_contradict_each_other(found):
    figures = {each.id: each.figures for each in found.heads[0].rules}

    assert figures["costs"].opponents == (("no-fee", 6),)
    assert figures["pins"].opponents == ()
    assert found.heads[0].totals.conflicts == 6
    assert {each.id: each.verdict.word for each in found.heads[0].rules}["pins"] == "wrong"
