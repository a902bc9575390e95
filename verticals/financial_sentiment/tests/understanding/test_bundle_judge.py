"""A bundle's decisions as judgements."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from scaffold.decision.decision import Decision
from scaffold.decision.records import LabelDecision, LabelsDecision
from scaffold.errors import BundleError
from scaffold.models import precision
from scaffold_financial_sentiment.understanding.bundle_judge import BundleJudge
from scaffold_financial_sentiment.understanding.understood import Judgement

PAIRS = {
    "bad": (("negative", 0.7), ("neutral", 0.2), ("positive", 0.1)),
    "good": (("positive", 0.55), ("negative", 0.25), ("neutral", 0.2)),
    "plant halts production": (("neutral", 1.0), ("positive", 0.0), ("negative", 0.0)),
}


class ScriptedEncoder:
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([[len(text), 0] for text in texts], dtype=np.float32)


class ScriptedBundle:
    """Decides by a table; its heads are named."""

    def __init__(self, labels: tuple[str, ...] = ("negative", "neutral", "positive"), topic: Any = None) -> None:
        self.path = Path("runs/bundle")
        self.metadata = {"base_encoder": "abc"}
        self.heads = {"sentiment": None} | ({"topic": None} if topic else {})
        self.encoders = SimpleNamespace(get={"abc": ScriptedEncoder()}.__getitem__)
        self._labels, self._topic = labels, topic
        self.asked: list[list[str]] = []
        self.precise: list[bool] = []

    def labels(self, head: str) -> tuple[str, ...]:
        return self._labels

    def decide(self, texts: Sequence[str]) -> list[Decision]:
        self.asked.append(list(texts))
        self.precise.append(not torch.is_autocast_enabled("cpu"))
        heads = {"topic": self._topic} if self._topic else {}
        return [
            Decision(
                "1",
                text,
                heads | {"sentiment": LabelDecision(PAIRS[text][0][0], PAIRS[text][0][1], (), PAIRS[text])},
                0.0,
                False,
                "answer",
                "",
            )
            for text in texts
        ]


def judge(bundle: Any) -> BundleJudge:
    return BundleJudge(bundle)


def test_the_score_is_the_difference_of_calibrated_probabilities() -> None:
    found = judge(ScriptedBundle()).judge(["bad", "good"])
    assert [(each.label, each.score) for each in found] == [("negative", -0.6), ("positive", 0.3)]


def test_topics_come_from_the_head_or_from_words() -> None:
    text = "plant halts production"
    assert judge(ScriptedBundle()).judge([text]) == [Judgement("neutral", 0.0, ("operations",))]
    several = LabelsDecision(("results", "legal"), (0.9, 0.8), (), ())
    assert judge(ScriptedBundle(topic=several)).judge([text])[0].topics == ("legal", "results")
    one = LabelDecision("deals", 0.9, (), ())
    assert judge(ScriptedBundle(topic=one)).judge([text])[0].topics == ("deals",)


def test_vectors_are_those_of_the_base_encoder() -> None:
    made = judge(ScriptedBundle())
    assert [each.tolist() for each in made.vectors(["bad", "good"])] == [[3, 0], [4, 0]]
    assert made.vectors([]) == []


def test_nothing_is_asked_about_nothing() -> None:
    bundle = ScriptedBundle()
    assert judge(bundle).judge([]) == []
    assert bundle.asked == []


@pytest.mark.parametrize(("native", "exact"), [(True, False), (True, True), (False, False)])
def test_16_bits_are_for_processors_that_have_them_unless_exactness_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, native: bool, exact: bool
) -> None:
    monkeypatch.setattr(precision, "has_native_bfloat16", lambda: native)
    bundle = ScriptedBundle()
    scripted = BundleJudge(bundle, exact=exact)  # type: ignore[arg-type]
    scripted.judge(["bad"])
    assert bundle.precise == [exact or not native or precision.has_gpu()]


@pytest.mark.parametrize("labels", [("negative", "neutral"), ("negative", "positive", "mixed"), ("1", "2")])
def test_a_bundle_with_other_labels_is_refused(labels: tuple[str, ...]) -> None:
    with pytest.raises(BundleError, match="no head 'sentiment' with the labels"):
        judge(ScriptedBundle(labels))


def test_a_bundle_without_sentiment_is_refused() -> None:
    bundle = ScriptedBundle()
    bundle.heads = {"intent": None}
    with pytest.raises(BundleError, match=r"it has intent"):
        judge(bundle)
