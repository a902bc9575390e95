"""One decision is one JSON line."""

from __future__ import annotations

import json

from scaffold.decision.decision import Decision, RuleEffect, Span
from scaffold.decision.records import LabelDecision
from scaffold.models.cases import NearCase


def test_decision_has_the_documented_shape():
    decision = Decision(
        "7",
        "我的卡 is lost",
        {"intent": LabelDecision("card", 0.912345678, ("card",), (("card", 0.912345678), ("refund", 0.05)))},
        0.123456,
        False,
        "answer",
        "because",
        cases=(NearCase("card lost", "card", 0.98765),),
        spans=(Span(0, 3, 1.23456),),
        rules=(RuleEffect("R1", "speaks for", "card 80.0%", "card 91.2%", "intent", ((0, 3),), "card"),),
        directives={"route": "cards"},
    )

    assert json.loads(json.dumps(decision.as_dict(), ensure_ascii=False)) == {
        "id": "7",
        "text": "我的卡 is lost",
        "heads": {
            "intent": {
                "label": "card",
                "probability": 0.912346,
                "set": ["card"],
                "alternatives": [{"label": "card", "probability": 0.912346}, {"label": "refund", "probability": 0.05}],
            }
        },
        "out_of_scope": {"score": 0.1235, "rejected": False},
        "rules": [
            {
                "id": "R1",
                "effect": "speaks for",
                "before": "card 80.0%",
                "after": "card 91.2%",
                "head": "intent",
                "spans": [[0, 3]],
                "says": "card",
            }
        ],
        "directives": {"route": "cards"},
        "evidence": {
            "spans": [{"start": 0, "end": 3, "weight": 1.2346}],
            "cases": [{"text": "card lost", "label": "card", "similarity": 0.9877}],
        },
        "action": "answer",
        "reason": "because",
    }
