"""How far two passes over the same texts are apart."""

from __future__ import annotations

import pytest
import torch

from scaffold.training.robust.divergence import divergence

P, Q = torch.tensor([0.7, 0.2, 0.1]), torch.tensor([0.5, 0.3, 0.2])


def kl(p, q) -> float:
    return float((p * (p / q).log()).sum())


def test_distance_of_classes_is_half_the_symmetric_divergence():
    found = divergence("classification", P.log()[None], Q.log()[None] + 3, torch.tensor([0]))
    assert float(found) == pytest.approx((kl(P, Q) + kl(Q, P)) / 2, rel=1e-5)


def test_distance_is_nothing_between_equal_passes_and_has_a_gradient_between_others():
    one, other = P.log()[None].requires_grad_(), Q.log()[None].requires_grad_()
    assert divergence("classification", one, one, None).item() == 0
    divergence("classification", one, other, None).backward()
    assert one.grad.abs().sum() > 0
    assert other.grad.abs().sum() > 0


def test_distance_of_several_labels_is_summed_over_them():
    one, other = torch.tensor([[0.7, 0.2]]), torch.tensor([[0.5, 0.6]])
    expected = 0.0
    for p, q in zip(one[0], other[0], strict=True):
        pair, twin = torch.stack([p, 1 - p]), torch.stack([q, 1 - q])
        expected += (kl(pair, twin) + kl(twin, pair)) / 2
    assert float(divergence("multilabel", one.logit(), other.logit(), None)) == pytest.approx(expected, rel=1e-5)


def test_distance_of_numbers_is_squared():
    found = divergence("regression", torch.tensor([[1.0], [2.0]]), torch.tensor([[1.5], [2.0]]), None)
    assert float(found) == pytest.approx(0.125)


def test_words_that_are_not_there_do_not_count():
    one = torch.stack([P.log(), Q.log(), P.log()])[None]
    other = torch.stack([Q.log(), Q.log(), 9 * P.log()])[None]
    truth = torch.tensor([[0, 1, -100]])
    expected = (kl(P, Q) + kl(Q, P)) / 2 / 2
    assert float(divergence("tagging", one, other, truth)) == pytest.approx(expected, rel=1e-5)
    assert float(divergence("tagging", one, other, truth[:, :2])) == pytest.approx(expected, rel=1e-5)
