"""Fast reading says nearly the same, and only where the processor can."""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np
import pytest
import torch

from scaffold.models import precision
from scaffold.models.precision import fast_reading, has_native_bfloat16

TEXTS = ["profit falls by half", "shares rise after the merger", "利润下降了一半", "no dividend this year"]


def test_vectors_are_nearly_the_same(tiny_encoder):
    exact = tiny_encoder.encode(TEXTS)
    with fast_reading():
        fast = tiny_encoder.encode(TEXTS)
    assert fast.dtype == np.float32
    assert ((exact * fast).sum(axis=1) > 0.999).all()


def test_afterwards_all_is_exact_again(tiny_encoder):
    exact = tiny_encoder.encode(TEXTS)
    with fast_reading():
        tiny_encoder.encode(TEXTS)
    assert (tiny_encoder.encode(TEXTS) == exact).all()


@pytest.mark.parametrize(
    ("capabilities", "native"),
    [
        ({"avx512_bf16": True}, True),
        ({"bf16": True}, True),
        ({"avx512_f": True, "avx512_bf16": False}, False),
        ({}, False),
    ],
)
def test_only_hardware_counts(monkeypatch, capabilities, native):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    monkeypatch.setattr(precision, "has_gpu", lambda: False)
    assert has_native_bfloat16() is native
    assert isinstance(fast_reading(), nullcontext) is not native
