from __future__ import annotations

import pytest
import torch

from scaffold.pretraining.joining import blend


@pytest.fixture(scope="module")
def other(tiny_encoder):
    changed = tiny_encoder.copy()
    with torch.no_grad():
        for weight in changed.model.parameters():
            weight.add_(1.0)
    return changed


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_weights_lie_on_the_way(tiny_encoder, other, share):
    mixed = blend(tiny_encoder, other, share)

    for before, now in zip(tiny_encoder.model.parameters(), mixed.model.parameters(), strict=True):
        assert torch.allclose(now - before, torch.full_like(now, share), atol=1e-5)


def test_neither_end_is_changed(tiny_encoder, other):
    kept = tiny_encoder.copy(), other.copy()
    blend(tiny_encoder, other, 0.5)

    assert kept[0].fingerprint == tiny_encoder.copy().fingerprint
    assert kept[1].fingerprint == other.copy().fingerprint
