"""What all fine-tunings of one head share is read once, or batch by batch where it is too much to keep."""

from __future__ import annotations

import numpy as np
import torch

from scaffold.training.prepared import prepare
from scaffold.training.recipe import Recipe


def test_rows_hold_the_states_of_their_texts(tiny_encoder, task):
    start = tiny_encoder.encode(task.train.texts)
    prepared = prepare(tiny_encoder, start, task)

    assert [row["targets"]["topic"] for row in prepared.train] == task.train.truth.tolist()
    assert [row["length"] for row in prepared.validation] == [
        len(ids) for ids in tiny_encoder.tokenise(task.validation.texts)
    ]
    expected = prepared.split.inputs(tiny_encoder.tokenise(task.train.texts))
    assert all(torch.equal(row["inputs"], one) for row, one in zip(prepared.train, expected, strict=True))


def test_states_are_kept_with_fewer_bits_and_then_not_at_all_where_they_would_be_too_large(tiny_encoder, task):
    start = tiny_encoder.encode(task.train.texts)
    texts = [*task.train.texts, *task.validation.texts]
    tokens = tiny_encoder.tokenise(texts)
    numbers = tiny_encoder.dimension * sum(map(len, tokens))
    whole, rounded, last, none = (
        prepare(tiny_encoder, start, task, most=most)
        for most in (numbers, numbers - 1, (numbers + 1) // 2, (numbers - 1) // 2)
    )

    assert whole.train[0]["inputs"].dtype == torch.float32
    assert last.train[0]["inputs"].dtype == rounded.train[0]["inputs"].dtype == torch.float16
    assert torch.allclose(rounded.train[0]["inputs"].float(), whole.train[0]["inputs"], rtol=1e-3, atol=1e-3)
    assert [row["inputs"] for row in (*none.train, *none.validation)] == tokens


def test_head_starts_at_the_middle_of_each_class(tiny_encoder, task):
    start = tiny_encoder.encode(task.train.texts)
    (learner,) = prepare(tiny_encoder, start, task).learners
    centroids = learner.layer(Recipe(scale=1.0)).weight().detach().numpy()

    np.testing.assert_allclose(np.linalg.norm(centroids, axis=1), 1, rtol=1e-5)
    own = np.array([start[task.train.truth == label].mean(axis=0) for label in range(len(task.labels))])
    np.testing.assert_allclose((own * centroids).sum(axis=1), np.linalg.norm(own, axis=1), rtol=1e-5)
