"""The layer of a tagging head says the same in numpy as in torch, and the mean of alike layers is that layer."""

from __future__ import annotations

import numpy as np
import torch

from scaffold.models.word_endings import word_endings
from scaffold.models.word_layer import WordLayer, with_neighbours, word_columns, word_module
from scaffold.models.word_shapes import word_shapes
from scaffold.training.learners.learner import Reading

WIDTH, TAGS = 6, 3


def test_numpy_and_torch_agree():
    module = word_module(WIDTH, TAGS).eval()
    draw = np.random.default_rng(0)
    states = draw.normal(size=(1, 5, WIDTH)).astype(np.float32)
    text, offsets = "Acute sinusitis of 2019", [(0, 5), (6, 15), (16, 18), (19, 23)]
    words = torch.from_numpy(word_columns(text, offsets, [1, 2, 3, 4]))[None]
    with torch.no_grad():
        # As if it had learnt something of endings.
        module.ends.weight.copy_(torch.from_numpy(draw.normal(size=module.ends.weight.shape)))
        expected = module(Reading(torch.from_numpy(states), torch.zeros(1, WIDTH), words))

    found = WordLayer.of_module(module).logits(states[0, 1:], word_shapes(text, offsets), word_endings(text, offsets))
    np.testing.assert_allclose(found, expected[0], atol=1e-5)


def test_neighbours_of_the_first_and_the_last_word_are_none():
    np.testing.assert_array_equal(with_neighbours(np.array([4, 7])), [[0, 4, 7], [4, 7, 0]])


def test_every_module_starts_alike_and_so_its_mean_is_itself():
    first, second = (WordLayer.of_module(word_module(WIDTH, TAGS)) for _ in range(2))
    mean = WordLayer.averaged([first, second])

    for name, array in first.arrays().items():
        np.testing.assert_allclose(mean.arrays()[name], array, err_msg=name)


def test_a_layer_that_does_not_look_at_words_is_linear():
    layer = WordLayer(np.eye(TAGS, WIDTH, dtype=np.float32), np.ones(TAGS, dtype=np.float32))
    states = np.ones((2, WIDTH), dtype=np.float32)

    endings = np.zeros((2, 2), dtype=np.int64)
    np.testing.assert_array_equal(layer.logits(states, np.array([1, 5]), endings), np.full((2, TAGS), 2.0))
    assert set(layer.arrays()) == {"weight", "bias"}


def test_a_layer_of_an_older_bundle_looks_at_no_endings():
    whole = WordLayer.of_module(word_module(WIDTH, TAGS))
    arrays = whole.arrays()
    ends = arrays.pop("ends")
    older = WordLayer(**arrays | {"inward": arrays["inward"][:, : -ends.shape[1]]})
    states, shapes, endings = np.ones((2, WIDTH), dtype=np.float32), np.array([1, 5]), np.array([[3, 4], [5, 6]])

    # An end that was not learnt is nothing.
    np.testing.assert_allclose(older.logits(states, shapes, endings), whole.logits(states, shapes, endings), rtol=1e-5)
