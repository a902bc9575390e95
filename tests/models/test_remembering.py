"""Heads that share an encoder read a text once."""

from __future__ import annotations

import numpy as np
import pytest

TEXTS = ["where is my card", "我要退款", "thanks", "i want my money back today please"]


@pytest.fixture
def calls(tiny_encoder, monkeypatch):
    """Rows that went through the model."""
    seen = []
    states = tiny_encoder.states

    def counted(inputs, mask):
        seen.extend([1] * len(inputs))
        return states(inputs, mask)

    monkeypatch.setattr(tiny_encoder, "states", counted)
    return seen


def test_text_is_read_once_within_the_context(tiny_encoder, calls):
    with tiny_encoder.remembering():
        vectors = tiny_encoder.encode(TEXTS)
        states = tiny_encoder.encode_tokens(TEXTS)
        again = tiny_encoder.encode(TEXTS[:2])

    assert len(calls) == len(TEXTS)
    np.testing.assert_allclose(vectors[:2], again, atol=1e-6)
    assert [len(each) for each in states] == [len(ids) for ids in tiny_encoder.tokenise(TEXTS)]


def test_what_is_remembered_says_the_same_as_what_is_read_anew(tiny_encoder):
    fresh = tiny_encoder.encode(TEXTS)
    with tiny_encoder.remembering():
        tiny_encoder.encode_tokens(TEXTS)
        shared = tiny_encoder.encode(TEXTS)

    np.testing.assert_allclose(shared, fresh, atol=1e-5)


def test_nothing_is_remembered_outside(tiny_encoder, calls):
    with tiny_encoder.remembering():
        tiny_encoder.encode(TEXTS)
    tiny_encoder.encode(TEXTS)

    assert len(calls) == 2 * len(TEXTS)
