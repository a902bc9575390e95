"""Adapters on the tiny encoder that differ from it as if they had been trained."""

from __future__ import annotations

import pytest
import torch

from scaffold.models.adapters import AdaptedEncoder, AdapterSettings, adapted

TEXTS = ["where is my card", "i want my money back please", "我要退款", "pin"]


def shaken(encoder: AdaptedEncoder, seed: int) -> AdaptedEncoder:
    """The same with other adapter weights."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in encoder.model.parameters():
            if parameter.requires_grad:
                parameter.add_(torch.randn(parameter.shape, generator=generator) * 0.3)
    return encoder


@pytest.fixture
def make(tiny_encoder):
    """Make an adapter on the tiny encoder with random weights, by method and seed."""

    def make_one(method="lora", seed=1, **settings) -> AdaptedEncoder:
        return shaken(adapted(tiny_encoder, AdapterSettings(method, rank=2, tokens=3, **settings), seed), seed)

    return make_one


@pytest.fixture
def texts() -> list[str]:
    return list(TEXTS)
