"""A bundle with rules: they move, decide, forbid and order, the same each time, and nothing where none fires."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from scaffold.bundle import Bundle, write_bundle
from scaffold.data.example import Example
from scaffold.data.examples import Examples
from scaffold.decision.rules.head_rules import HeadRules
from scaffold.decision.rules.standing import Standing
from scaffold.errors import BundleError
from scaffold.progress import SILENT
from scaffold.rules.firing.material import KnownTexts, Material
from scaffold.rules.in_force import RulesInForce
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold.scoring.measure import measure
from scaffold.seal import check_seal, seal
from scaffold.settings import Settings
from scaffold.sharding.decider import Decider
from scaffold.sharding.rows import Row

RULES = """
rules:
  - {id: cards, when: card, then: {label: card}}
  - {id: pins, when: pin, hardness: hard, then: {label: login}}
  - {id: no-refund, when: {field: {name: channel, is: phone}}, hardness: hard, then: {not_label: [refund, 退款]}}
  - {id: 退钱, when: 退还, then: {evidence: {label: 退款, weight: 2}}}
  - {id: angry, when: elephants, then: {route: 投诉, severity: critical, abstain: true}, description: 客户生气}
  - {id: looks, when: {decision: {head: topic, label: login, at_least: 0.9}}, then: {template: reset}}
  - {id: gone, when: purple, then: {route: desk}, expires: 2020-01-01}
"""
POWERS = {"cards": "soft", "pins": "hard", "no-refund": "hard", "退钱": "soft"}
TEXTS = ["where is my card", "我要退款", "reset my password please", "purple elephants", "refund my order now"]


def standings() -> list[Standing]:
    return [
        Standing(each, "soft", power, 0.0 if power == "hard" else 1.5, 0.96, 50, 100, 40, 40, 0.9, 1.0, 20)
        for each, power in POWERS.items()
    ]


@pytest.fixture(scope="module")
def path(toy_bundle, tiny_encoder, tmp_path_factory):
    plain = Bundle.load(toy_bundle)
    rules = RulesInForce.of(RuleSet.of([parse_rules(RULES, "bank.yaml")]), ["topic"], date(2026, 1, 1))
    head = plain.heads["topic"]
    about = tuple(rules.about("topic", "decide"))
    ruled = replace(head, rules=HeadRules(rules.reader, about, tuple(standings()), head.labels, 1.0))
    path = tmp_path_factory.mktemp("ruled") / "bundle"
    write_bundle(path, {"topic": ruled}, tiny_encoder, plain.metadata, {}, rules)
    return path


@pytest.fixture(scope="module")
def bundle(path) -> Bundle:
    return Bundle.load(path)


@pytest.fixture(scope="module")
def plain(toy_bundle) -> Bundle:
    return Bundle.load(toy_bundle)


def ids(decision) -> list[str]:
    return [effect.id for effect in decision.rules]


def probability(decision, label: str) -> float:
    return dict(decision.heads["topic"].alternatives)[label]


def test_rules_are_in_the_sealed_bundle(path, bundle):
    check_seal(path)
    assert (path / "rules" / "01" / "rules.yaml").read_text(encoding="utf-8") == RULES
    assert bundle.rules is not None
    assert [rule.id for rule in bundle.heads["topic"].rules.rules] == list(POWERS)
    assert bundle.rules.in_force.notes[0].startswith("Rule gone expired on 2020-01-01")


def test_bundle_without_rules_has_none(plain, toy_bundle):
    assert plain.rules is None
    assert not (toy_bundle / "rules").exists()
    (decision,) = plain.decide(["where is my card"])
    assert (decision.rules, decision.directives) == ((), {})


def test_texts_on_which_no_rule_fires_are_decided_as_without_rules(bundle, plain):
    quiet = ["refund my order now", "我要退款", "do i get a refund", "什么时候退款"]
    with_rules = [decision.as_dict() for decision in bundle.decide(quiet)]
    without = [decision.as_dict() for decision in plain.decide(quiet)]
    assert json.dumps(with_rules) == json.dumps(without)


def test_soft_rule_makes_its_label_likelier_and_says_by_how_much(bundle, plain):
    text = "where is my card"
    (now,), (before,) = bundle.decide([text]), plain.decide([text])
    (effect,) = now.rules

    assert probability(now, "card") > probability(before, "card")
    assert (effect.id, effect.effect, effect.head, effect.spans) == ("cards", "speaks for", "topic", ((12, 16),))
    assert effect.before == f"card {probability(before, 'card'):.1%}"
    assert effect.after == f"card {probability(now, 'card'):.1%}"


def test_hard_rule_decides(bundle, plain):
    text = "i want my money back for the pin"
    (now,), (before,) = bundle.decide([text]), plain.decide([text])

    assert before.heads["topic"].label == "refund"
    assert (now.heads["topic"].label, now.heads["topic"].set) == ("login", ("login",))
    assert now.heads["topic"].probability == pytest.approx(0.96)
    assert ids(now) == ["pins", "looks"]
    assert [effect.effect for effect in now.rules] == ["decides", "template reset"]
    assert now.directives == {"template": "reset"}


def test_field_of_a_row_forbids_labels(bundle, plain):
    text = "refund my order please"
    materials = [Material(text, {"channel": channel}) for channel in ("Phone ", "mail")]
    by_phone, by_mail = bundle.decide(KnownTexts([text, text], materials))

    (before,) = plain.decide([text])
    assert by_mail.heads["topic"].label == before.heads["topic"].label == "refund"
    assert probability(by_mail, "refund") == pytest.approx(probability(before, "refund"), abs=1e-5)
    assert by_phone.heads["topic"].label not in ("refund", "退款")
    assert not {"refund", "退款"} & set(by_phone.heads["topic"].set)
    assert by_phone.heads["topic"].set
    assert probability(by_phone, "refund") + probability(by_phone, "退款") <= 0.04 + 1e-9
    assert by_phone.rules[0].effect == "forbids"


def test_figures_are_of_decisions_with_the_fields_of_examples(bundle):
    texts = ["refund my order please", "i want my money back"]
    figures = {}
    for channel in ("phone", "mail"):
        held = Examples.from_iter(Example(t, labels={"topic": "refund"}, metadata={"channel": channel}) for t in texts)
        figures[channel] = measure(bundle.heads["topic"], {"test": held}).splits["test"]["accuracy"]
    assert figures == {"phone": 0.0, "mail": 1.0}


def test_orders_of_rules_are_in_the_decision(bundle):
    (decision,) = bundle.decide(["purple elephants"])

    assert decision.directives == {"route": "投诉", "severity": "critical"}
    assert (decision.action, decision.reason) == ("handoff", "a rule wants a person to decide: 客户生气")
    assert ids(decision) == ["angry"]
    assert decision.rules[0].effect == "a person decides, route 投诉, severity critical"
    assert decision.as_dict()["directives"] == dict(decision.directives)


def test_decided_twice_and_in_blocks_of_any_size_it_is_the_same(path, bundle, monkeypatch):
    texts = [*TEXTS, "请退还我的钱", "pin", "my pin and card"] * 2
    once = [json.dumps(each.as_dict(), ensure_ascii=False) for each in bundle.decide(texts)]
    again = [json.dumps(each.as_dict(), ensure_ascii=False) for each in Bundle.load(path).decide(texts)]
    assert once == again

    monkeypatch.setattr("scaffold.bundle._BLOCK", 3)
    blocks = [each.as_dict() for each in bundle.decide(texts)]
    assert [each["rules"] and [e["id"] for e in each["rules"]] for each in blocks] == [
        [e["id"] for e in json.loads(each)["rules"]] for each in once
    ]


def test_every_text_that_fires_has_a_set_and_probabilities_of_one(bundle):
    texts = [f"{a} {b}" for a in TEXTS for b in ("pin", "card", "退还", "")]
    known = KnownTexts(texts, [Material(text, {"channel": "phone"}) for text in texts])
    predictions = bundle.heads["topic"].predict(known)

    np.testing.assert_allclose(predictions.probabilities.sum(axis=1), 1)
    assert predictions.inside.any(axis=1).all()
    rows = np.arange(len(texts))
    assert predictions.inside[rows, predictions.probabilities.argmax(axis=1)].all()


def test_explain_shows_rules_beside_words(bundle):
    decision = bundle.explain("i forgot my pin")
    assert decision.heads["topic"].label == "login"
    assert decision.spans
    assert "pins" in ids(decision)


def test_decider_gives_rules_the_fields_of_a_line_and_the_same_bytes_twice(path):
    rows = [Row("1", "refund my order please", {"channel": "phone", "time": "2026-01-01"}), Row("2", "refund my pin")]
    one, two = (list(Decider(path, Settings(), SILENT).lines(rows)) for _ in range(2))

    assert one == two
    first, second = map(json.loads, one)
    assert [each["id"] for each in first["rules"]] == ["no-refund"]
    assert [each["id"] for each in second["rules"]] == ["pins", "looks"]
    assert second["rules"][0] == {
        "id": "pins",
        "effect": "decides",
        "before": second["rules"][0]["before"],
        "after": "login 96.0%",
        "head": "topic",
        "spans": [[10, 13]],
        "says": "login",
    }


def test_damaged_rules_are_an_error_of_the_bundle(path, tmp_path):
    copy = shutil.copytree(path, tmp_path / "bundle")
    (copy / "rules" / "01" / "rules.yaml").write_text("rules: [", encoding="utf-8")
    with pytest.raises(BundleError):
        Bundle.load(copy)
    seal(copy)
    with pytest.raises(BundleError, match="its rules cannot be read") as caught:
        Bundle.load(copy)
    assert caught.value.exit_code == 2


BONDS = """
head: topic
excludes:
  - [card, {head: mood, label: card}]
rules:
  - {id: x, when: zzz, then: {route: y}}
"""


def test_first_head_is_judged_by_what_it_decides_in_the_end(toy_bundle, tiny_encoder, tmp_path):
    """A label that a bond has changed is not answered as surely as the one before."""
    plain = Bundle.load(toy_bundle)
    topic = plain.heads["topic"]
    sure = replace(topic, name="mood", temperature=replace(topic.temperature, value=topic.temperature.value / 20))
    rules = RulesInForce.of(RuleSet.of([parse_rules(BONDS, "b.yaml")]), ["topic", "mood"], date(2026, 1, 1))
    write_bundle(tmp_path / "b", {"topic": topic, "mood": sure}, tiny_encoder, plain.metadata, {}, rules)
    (decision,) = Bundle.load(tmp_path / "b").decide(["where is my card"])

    assert decision.heads["mood"].label == "card"
    assert decision.heads["topic"].label != "card"
    (effect,) = decision.rules
    assert (effect.id, effect.head, effect.before) == ("bond:card excludes card", "topic", "card")
    wanted = topic.judgements(
        topic.predict(["where is my card"]), [decision.heads["topic"]], plain.metadata["decision"]
    )[0]
    assert (decision.action, decision.reason) == (wanted.action, wanted.reason)


def test_a_rule_book_without_rules_about_a_head_is_read_too(toy_bundle, tiny_encoder, tmp_path):
    plain = Bundle.load(toy_bundle)
    text = "rules: [{id: x, when: card, then: {route: y}}]"
    rules = RulesInForce.of(RuleSet.of([parse_rules(text, "b.yaml")]), ["topic"], date(2026, 1, 1))
    write_bundle(tmp_path / "b", plain.heads, tiny_encoder, plain.metadata, {}, rules)
    (decision,) = Bundle.load(tmp_path / "b").decide(["where is my card"])

    assert decision.directives == {"route": "y"}
    assert decision.heads == plain.decide(["where is my card"])[0].heads
