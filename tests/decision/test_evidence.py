"""The cases behind a decision of any kind: the nearest with what they are, kept whole."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.decision.evidence import Evidence


@pytest.fixture
def evidence(tiny_encoder) -> Evidence:
    texts = ["my card", "my pin", "我要退款", "pay the fee"]
    return Evidence.of(texts, ["a, b", "none", "3.5", "a, b"], tiny_encoder.encode(texts))


def test_nearest_case_is_the_text_itself_with_what_it_is(evidence, tiny_encoder):
    near = evidence.near(tiny_encoder.encode(["我要退款", "pay the fee"]), k=2)

    assert [cases[0].text for cases in near] == ["我要退款", "pay the fee"]
    assert [cases[0].label for cases in near] == ["3.5", "a, b"]
    assert all(cases[0].similarity == pytest.approx(1, abs=1e-5) for cases in near)
    assert all(cases[0].similarity >= cases[1].similarity for cases in near)


def test_saved_evidence_is_the_same(evidence, tiny_encoder, tmp_path):
    evidence.save(tmp_path)
    again = Evidence.read(tmp_path)

    assert again.names == evidence.names
    features = tiny_encoder.encode(["my card please"])
    assert again.near(features) == evidence.near(features)


def test_strange_texts_score_above_known_ones(evidence, tiny_encoder):
    detector = evidence.detector(tiny_encoder.encode(["my card"] * 30 + ["my pin"] * 30), false_reject_rate=0.1)
    features = tiny_encoder.encode(["my card", "?? !! xyz zebra quartet of the"])
    known, strange = detector.score(features, np.zeros((2, 1)))

    assert strange > known
