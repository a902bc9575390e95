"""An encoder that knows the marks of two entities reads their states, wherever they stand."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from scaffold.models.encoder import Encoder
from scaffold.models.entity_marks import with_entity_marks
from scaffold.models.store import EncoderStore


@pytest.fixture(scope="module")
def marked(tiny_encoder) -> Encoder:
    return with_entity_marks(tiny_encoder)


def test_each_mark_is_one_token(marked):
    (ids,) = marked.tokenise(["the <e1>card</e1> of 请<e2>退款</e2>"])
    shown = [marked.tokenizer.id_to_token(number) for number in ids]
    assert [token for token in shown if token.startswith("<")] == ["<e1>", "</e1>", "<e2>", "</e2>"]
    assert shown.index("card") == shown.index("<e1>") + 1


def test_features_are_the_states_of_both_first_marks(marked):
    text = "the <e2>card</e2> of <e1>me</e1>"
    (ids,), (states,) = marked.tokenise([text]), marked.encode_tokens([text])
    places = marked.anchors(ids)
    shown = [marked.tokenizer.id_to_token(ids[place]) for place in places]

    assert shown == ["<e1>", "<e2>"]
    expected = states[places].ravel()
    np.testing.assert_allclose(marked.encode([text])[0], expected / np.linalg.norm(expected), atol=1e-5)
    assert marked.dimension == 2 * marked.width


def test_who_is_first_and_who_is_second_matters(marked):
    one, other = marked.encode(["<e1>card</e1> for <e2>pin</e2>", "<e2>card</e2> for <e1>pin</e1>"])
    assert np.abs(one - other).max() > 0.01


def test_the_encoder_it_came_from_is_as_it_was(tiny_encoder):
    size, vocabulary = tiny_encoder.model.get_input_embeddings().num_embeddings, tiny_encoder.tokenizer.get_vocab_size()
    fingerprint = Encoder(tiny_encoder.model, tiny_encoder.tokenizer, pooling=tiny_encoder.pooling).fingerprint
    with_entity_marks(tiny_encoder)

    assert tiny_encoder.model.get_input_embeddings().num_embeddings == size
    assert tiny_encoder.tokenizer.get_vocab_size() == vocabulary
    assert Encoder(tiny_encoder.model, tiny_encoder.tokenizer, pooling=tiny_encoder.pooling).fingerprint == fingerprint


def test_known_words_keep_their_embeddings_even_where_ids_are_left_out(marked, tiny_encoder):
    known = tiny_encoder.tokenizer.get_vocab()
    old = tiny_encoder.model.get_input_embeddings().weight
    new = marked.model.get_input_embeddings().weight

    # The vocabulary of the tiny encoder has fewer words than ids.
    assert len(known) <= max(known.values())
    assert not set(known.values()) & {marked.tokenizer.token_to_id(mark) for mark in ("<e1>", "</e1>", "<e2>", "</e2>")}
    for word, number in known.items():
        assert marked.tokenizer.token_to_id(word) == number
        assert torch.equal(new[number], old[number])


def test_stored_encoder_reads_the_same(marked, tmp_path):
    store = EncoderStore(tmp_path)
    again = store.get(store.put(marked))
    text = ["a <e1>card</e1> <e2>fee</e2>"]

    assert again.pooling == "entities"
    np.testing.assert_allclose(again.encode(text), marked.encode(text), atol=1e-6)


def test_mark_that_was_cut_off_is_stood_for_by_the_first_token(marked):
    (ids,) = marked.tokenise(["<e1>card</e1> " + "my " * 80 + "<e2>fee</e2>"])
    assert marked.anchors(ids) == [1, 0]
