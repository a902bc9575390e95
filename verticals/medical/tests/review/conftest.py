"""Decisions written by hand, a desk of them, and an application on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scaffold.decision.decision import Decision, RuleEffect, Span
from scaffold.decision.records import FoundSpan, LabelDecision, LabelsDecision, SpansDecision
from scaffold.models.cases import NearCase
from scaffold_medical.review.case import cases_of
from scaffold_medical.review.corrections import Corrections
from scaffold_medical.review.desk import Desk

LABELS = ("cardiology", "dermatology", "endocrinology", "nephrology", "neurology", "respiratory", "精神科")
SETTINGS = {"ask_below": 0.6, "error_rate": 0.05}


def decided(name, text, *pairs, action="ask", words=(), rules=()):
    """A decision; `words` are marked as diseases."""
    spans = tuple(FoundSpan(text.index(w), text.index(w) + len(w), "Disease", w, 0.87) for w in words)
    heads = {
        "speciality": LabelDecision(pairs[0][0], pairs[0][1], tuple(label for label, _ in pairs), pairs),
        "conditions": LabelsDecision(("circulatory",), (0.7,), ("circulatory",), (("circulatory", 0.7),)),
        "entities": SpansDecision(spans),
    }
    near = (NearCase("Known: <i>chest</i> pain on exertion.", "cardiology", 0.91),)
    reason = f"{len(pairs)} labels are possible"
    return Decision(name, text, heads, 0.1, action == "handoff", action, reason, near, rules=rules)


CHEST = "[NAME] has chest pain when climbing stairs & takes aspirin. <script>alert(1)</script>"
DECISIONS = (
    decided("n1", "rash on both arms", ("dermatology", 0.55), ("neurology", 0.45)),
    decided("n2", CHEST, ("cardiology", 0.40), ("respiratory", 0.35), ("neurology", 0.25), words=("chest pain",)),
    decided("n3", "quarterly figures", ("neurology", 0.6), ("cardiology", 0.4), action="handoff"),
    decided(
        "n4",
        "患者失眠三月，情绪低落，否认胸痛，服用舍曲林。",
        ("精神科", 0.5),
        ("neurology", 0.3),
        ("cardiology", 0.2),
        action="handoff",
        words=("失眠", "胸痛"),
        rules=(RuleEffect("no-chest-pain", "lowered", "cardiology 60%", "精神科 50%", spans=((14, 16),), says="not"),),
    ),
    decided("n5", "palpitations at night", ("cardiology", 0.97), ("neurology", 0.03), action="answer"),
)


def weighed(decision):
    """Every word weighs something."""
    return replace(decision, spans=(Span(0, 4, 0.8), Span(5, 8, -0.3)))


@pytest.fixture
def decisions():
    return DECISIONS


@pytest.fixture
def corrections(tmp_path):
    return Corrections(tmp_path / "saved" / "corrections.jsonl", "speciality")


@pytest.fixture
def desk(corrections):
    return Desk(cases_of(DECISIONS, "speciality", SETTINGS), "speciality", LABELS, weighed, corrections)


@pytest.fixture
def open_client():
    """A client of the application of a desk."""
    pytest.importorskip("fastapi")
    pytest.importorskip("httpx2")
    from starlette.testclient import TestClient

    from scaffold.web.hosts import Hosts
    from scaffold.web.session import Sessions
    from scaffold_medical.review.app import create_app

    def make(desk, **options):
        app = create_app(desk, Hosts("127.0.0.1"), Sessions(8766))
        return TestClient(app, base_url="http://127.0.0.1:8766", follow_redirects=False, **options)

    return make


@pytest.fixture
def client(desk, open_client):
    return open_client(desk)
