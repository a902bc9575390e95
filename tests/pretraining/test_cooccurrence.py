from __future__ import annotations

import numpy as np
import pytest
import torch

from scaffold.pretraining.cooccurrence import begin_with_company, company
from scaffold.pretraining.rows import Rows
from scaffold.pretraining.segments import Segments


@pytest.fixture
def segments():
    """Rows of tokens 2 to 5 and rows of tokens 6 to 9, between the special tokens 0 and 1; 10 and 11 never come."""
    random = np.random.default_rng(0)
    rows = [[0, *random.integers(2 if n % 2 else 6, 6 if n % 2 else 10, 4), 1] for n in range(400)]
    starts = np.cumsum([0, *map(len, rows)])
    words = np.concatenate([[-1, 0, 1, 2, 3, -1] for _ in rows])
    return Segments(np.concatenate(rows).astype(np.int32), words.astype(np.int32), starts)


def test_tokens_of_the_same_company_lie_near_each_other(segments):
    vectors = company(segments, 12, 4, seed=1)
    cosines = vectors @ vectors.T

    assert cosines[2:6, 2:6].min() > 0.7
    assert np.abs(cosines[2:6, 6:10]).max() < 0.1
    np.testing.assert_allclose(np.linalg.norm(vectors[2:10], axis=1), 1, rtol=1e-5)


def test_special_and_unseen_tokens_have_no_company(segments):
    vectors = company(segments, 12, 4, seed=1)

    assert not vectors[[0, 1, 10, 11]].any()


def test_width_may_exceed_what_there_is_to_say(segments):
    vectors = company(segments, 12, 64, seed=1)

    assert vectors.shape == (12, 64)
    assert np.isfinite(vectors).all()


def test_rows_without_words_say_nothing():
    nothing = Segments(np.array([0, 1], dtype=np.int32), np.array([-1, -1], dtype=np.int32), np.array([0, 2]))

    assert not company(nothing, 5, 3, seed=1).any()


def test_embeddings_begin_with_the_company_of_their_tokens(tiny_encoder, toy_corpus):
    encoder = tiny_encoder.copy()
    weight = encoder.model.get_input_embeddings().weight
    before = weight.detach().clone()
    rows = Rows.of(toy_corpus, encoder, seed=1)
    begin_with_company(encoder, rows, seed=1)
    known = company(rows.known, *weight.shape, seed=1).any(axis=1)

    assert known.any()
    assert not known.all()
    assert torch.equal(weight[~known], before[~known])
    lengths = torch.linalg.vector_norm(weight[known].detach(), dim=1)
    torch.testing.assert_close(lengths, torch.full_like(lengths, 0.06 * weight.shape[1] ** 0.5))
    assert weight.requires_grad
