"""Every kind of head from rows to a bundle that decides, with a report and a card of its own kind."""

from __future__ import annotations

import json
from itertools import product

import pytest

from scaffold.bundle import Bundle
from scaffold.decision.reading import KINDS
from scaffold.decision.records import LabelDecision, LabelsDecision, NumberDecision, SpansDecision
from scaffold.pipeline import train
from scaffold.seal import check_seal

THINGS = ("card", "pin", "refund", "order")
MOODS = {"please": 3, "thanks": 4, "missing": 2, "stolen": 1}
ENDS = ("", " today", " now", " again", " 请", " 退款")


def classification() -> list[dict]:
    return [
        {"text": f"where is my {thing} {mood}{end}", "h": thing} for thing, mood, end in product(THINGS, MOODS, ENDS)
    ]


def multilabel() -> list[dict]:
    return [
        {"text": f"my {one} and my {other}{end}", "h": sorted({one, other} - {"order"})}
        for one, other, end in product(THINGS, THINGS, ENDS)
    ]


def ordinal() -> list[dict]:
    return [
        {"text": f"my {thing} {mood} {mood}{end}", "h": str(steps)}
        for thing, (mood, steps), end in product(THINGS, MOODS.items(), ENDS)
    ]


def regression() -> list[dict]:
    return [{"text": row["text"], "h": float(row["h"]) + len(row["text"]) / 100} for row in ordinal()]


def relation() -> list[dict]:
    pairs = [(one, other) for one, other in product(THINGS, THINGS) if one != other]
    return [
        {"text": f"<e1>{one}</e1> {verb} <e2>{other}</e2>{end}", "h": kind}
        for (one, other), (verb, kind), end in product(pairs, {"for": "use", "lost with": "loss"}.items(), ENDS[:4])
    ]


def tagging() -> list[dict]:
    rows = []
    for thing, mood, end in product(THINGS, MOODS, ENDS):
        text = f"where is my {thing} {mood}{end}"
        spans = [{"start": 12, "end": 12 + len(thing), "label": "thing"}]
        if end.strip():
            spans.append({"start": len(text) - len(end.strip()), "end": len(text), "label": "end"})
        rows.append({"text": text, "h": spans})
    return rows


DATA = {make.__name__: make for make in (classification, multilabel, ordinal, regression, relation, tagging)}
DECISIONS = {
    "multilabel": LabelsDecision,
    "regression": NumberDecision,
    "tagging": SpansDecision,
}
MAIN = {
    "classification": "accuracy",
    "relation": "accuracy",
    "ordinal": "quadratic_kappa",
    "multilabel": "macro_f1",
    "regression": "r2",
    "tagging": "span_f1",
}
TRUSTED = {"regression": "Can I trust its intervals?"}


def test_each_kind_of_this_page_can_be_read_back():
    assert set(DATA) <= set(KINDS)


@pytest.mark.parametrize("kind", DATA)
def test_kind_is_trained_measured_saved_and_explained(one_head, kind, tmp_path):
    rows = DATA[kind]()
    trained = train(one_head("h", kind, rows, "decision.error_rate=0.2", "training.recipe.epochs=1"))

    figures = trained.metrics["heads"]["h"]["test"]
    assert MAIN[kind] in figures
    assert figures["rows"] > 0
    assert json.loads((tmp_path / "RUN" / "metrics.json").read_text(encoding="utf-8"))["heads"]["h"]["test"] == figures
    bundle = Bundle.load(tmp_path / "RUN" / "bundle")
    check_seal(bundle.path)
    decision = bundle.explain(rows[0]["text"])
    assert isinstance(decision.heads["h"], DECISIONS.get(kind, LabelDecision))
    assert decision.reason
    json.dumps(decision.as_dict(), allow_nan=False)
    page = trained.report.read_text(encoding="utf-8")
    assert TRUSTED.get(kind, "Can I trust its probabilities?") in page
    assert f"{figures['rows']:.0f} test texts" in page
    card = (bundle.path / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert f"{figures['rows']:.0f} test texts" in card
