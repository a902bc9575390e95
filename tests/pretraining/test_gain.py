from __future__ import annotations

import pytest
import torch

from scaffold.pretraining.gain import measure_gain, sampled


def spoilt(encoder):
    """One that gives nearly the same vector for every text."""
    other = encoder.copy()
    with torch.no_grad():
        other.model.get_input_embeddings().weight[5:] = other.model.get_input_embeddings().weight[5]
    return other


def test_what_is_better_is_kept_with_its_share(tiny_encoder, task):
    bad = spoilt(tiny_encoder)
    gain = measure_gain(bad, [(0.25, bad), (0.5, tiny_encoder)], task)

    assert gain.kept
    assert gain.best.share == 0.5
    assert gain.value == pytest.approx(gain.candidates[1].value - gain.base.value)
    assert gain.value > 0.3
    assert gain.as_dict()["kept"] is True
    assert f"{gain.value:+.4f}" in str(gain)


@pytest.mark.parametrize("same", [True, False])
def test_what_is_no_better_is_not(tiny_encoder, task, same):
    other = tiny_encoder if same else spoilt(tiny_encoder)
    gain = measure_gain(tiny_encoder, [(0.5, other), (1.0, other)], task)

    assert not gain.kept
    assert gain.value <= 0
    assert [each.share for each in gain.candidates] == [0.5, 1.0]


def test_of_many_texts_a_sample_is_measured(make_task):
    part = sampled(make_task(train=60, validation=40), 24)

    assert sorted(part.train.truth) == sorted([0, 1, 2, 3] * 4)
    assert len(part.validation) == 8
    assert set(part.validation.texts) <= set(make_task(train=60, validation=40).validation.texts)
    few = sampled(make_task(train=8, validation=40), 24)
    assert (len(few.train), len(few.validation)) == (8, 16)
    whole = make_task(train=8, validation=8)
    assert sampled(whole, 24) is whole
