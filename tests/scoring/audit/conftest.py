"""A toy bundle whose rules are good, wrong, over, silent, strange; and labelled texts to hold them against."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scaffold.bundle import Bundle, write_bundle
from scaffold.decision.rules.head_rules import HeadRules
from scaffold.decision.rules.standing import Standing
from scaffold.rules.in_force import RulesInForce
from scaffold.rules.language.reading import parse_rules
from scaffold.rules.language.rule_file import RuleSet
from scaffold.scoring.audit.audit import audit_rules
from scaffold.scoring.audit.records import Audit
from scaffold.settings import Settings

HOSTILE = '--><script>x&"$y$'
RULES = f"""
head: topic
rules:
  - {{id: money, when: [refund, money back], then: {{label: refund}}}}
  - {{id: swapped, when: password, then: {{label: refund}}, description: The label of another rule.}}
  - id: phone-card
    when: {{all: [card, {{field: {{name: channel, is: phone}}}}]}}
    then: {{label: login}}
    hardness: hard
  - {{id: over, when: my, then: {{label: card}}, expires: 2020-01-01}}
  - {{id: silent, when: blockchain, then: {{label: card}}}}
  - {{id: 退款-规则, when: 退款, then: {{label: 退款}}, description: 客户要退款}}
  - {{id: parcel, when: order, then: {{label: parcel}}}}
  - {{id: hint, when: please, then: {{evidence: {{label: refund, weight: 0.5}}}}}}
  - {{id: read-only, when: thanks, then: {{label: card}}, uses: [explain]}}
  - id: {HOSTILE!r}
    description: <img src=x onerror=alert(1)>
    owner: <b>team</b>
    when: return the money
    then: {{label: refund}}
  - {{id: to-desk, when: my, then: {{route: desk}}}}
  - {{id: to-bank, when: refund, then: {{route: bank, severity: high}}, hardness: hard}}
  - {{id: nobody, when: blockchain, then: {{abstain: true}}}}
"""


def standing(name: str, **more: object) -> Standing:
    """Soft, and right nearly always."""
    measured = {
        "id": name,
        "declared": "soft",
        "power": "soft",
        "weight": 1.0,
        "accuracy": 0.9,
        "fired": 30,
        "texts": 100,
    }
    proven = {"judged": 20, "correct": 19, "low": 0.76, "high": 0.99, "model_correct": 19}
    return Standing(**{**measured, **proven, **more})


@pytest.fixture(scope="session")
def ruled_bundle(toy_bundle, tiny_encoder, tmp_path_factory) -> Path:
    """The toy bundle with these rules, written and sealed."""
    plain = Bundle.load(toy_bundle)
    force = RulesInForce.of(RuleSet.of([parse_rules(RULES, "own.yaml")]), ["topic"], date(2019, 1, 1))
    known, _ = force.known(force.about("topic", "label", "train", "decide"), plain.labels("topic"))
    special = {
        "swapped": {"accuracy": 0.1},
        "phone-card": {"declared": "hard", "power": "hard", "weight": 0.0},
        "hint": {"weight": 4.0},
    }
    standings = tuple(standing(rule.id, **special.get(rule.id, {})) for rule in known)
    head = replace(
        plain.heads["topic"], rules=HeadRules(force.reader, tuple(known), standings, plain.labels("topic"), 1.0)
    )
    path = tmp_path_factory.mktemp("ruled") / "bundle"
    write_bundle(path, {"topic": head}, tiny_encoder, dict(plain.metadata), {}, force)
    return path


@pytest.fixture(scope="session")
def rows(task) -> list[dict[str, str]]:
    """The toy texts, some of which came by phone and are about something else than their words say."""
    parts = (task.train, task.validation)
    known = [
        {"text": text, "topic": task.labels[label], "channel": "mail"}
        for part in parts
        for text, label in zip(part.texts, part.truth, strict=True)
    ]
    ends = ["please", "thanks"] * 4
    calls = [
        {"text": f"where is my card {n} {end}", "topic": "login", "channel": "phone"} for n, end in enumerate(ends)
    ]
    return known + calls


@pytest.fixture(scope="session")
def data(rows, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("data") / "texts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["text", "topic", "channel"])
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="session")
def audit(ruled_bundle, data) -> Audit:
    return audit_rules(Bundle.load(ruled_bundle), str(data), Settings())
