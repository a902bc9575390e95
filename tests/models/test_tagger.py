"""A tagger on token states: legal spans only, long texts read in windows, the same after it was saved or averaged."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.models.encoder import Encoder
from scaffold.models.store import EncoderStore
from scaffold.models.tagger import Tagger
from scaffold.models.word_endings import ENDINGS
from scaffold.models.word_layer import WordLayer
from scaffold.models.word_shapes import SHAPES

TYPES = ("city", "person")


def tagger(encoder: Encoder, seed: int = 0, *, moves: bool = False, written: bool = False) -> Tagger:
    rng = np.random.default_rng(seed)
    sizes = {"shapes": (len(SHAPES), 4), "inward": (6, encoder.width + 16), "hidden": (6,), "outward": (5, 6)}
    sizes["ends"] = (ENDINGS, 4)
    arrays = {name: rng.normal(size=size) for name, size in sizes.items()} if written else {}
    layer = WordLayer(rng.normal(size=(5, encoder.width)), rng.normal(size=5), **arrays)
    return Tagger(encoder, TYPES, layer, rng.normal(size=(5, 5)) if moves else None)


@settings(deadline=None)
@given(st.integers(0, 9), st.integers(0, 2**32 - 1), st.booleans())
def test_no_span_is_broken(tiny_encoder, words, seed, moves):
    made = tagger(tiny_encoder, seed, moves=moves)
    (tags,) = made.decode([np.random.default_rng(seed).normal(size=(words, 5)).astype(np.float32)])

    assert len(tags) == words
    for before, tag in zip(["O", *tags], tags, strict=False):
        assert tag[:1] != "I" or before[1:] == tag[1:]


def test_words_have_logits_of_their_first_piece(tiny_encoder):
    made = tagger(tiny_encoder)
    (found,) = made.outputs(["my card 退款"])
    (states,) = tiny_encoder.encode_tokens(["my card 退款"])

    assert found.offsets == [(0, 2), (3, 7), (8, 9), (9, 10)]
    np.testing.assert_allclose(found.logits, states[1:5] @ made.layer.weight.T + made.layer.bias, rtol=1e-4, atol=1e-4)


def test_how_words_are_written_counts_where_the_layer_looks_at_it(tiny_encoder):
    texts = ["refund my card", "REFUND my Card"]
    plain, written = (tagger(tiny_encoder, written=looks).outputs(texts) for looks in (False, True))

    np.testing.assert_array_equal(plain[0].logits, plain[1].logits)
    assert np.abs(written[0].logits - written[1].logits).max() > 0.1


def test_a_text_is_tagged_the_same_whatever_stands_beside_it(tiny_encoder):
    made = tagger(tiny_encoder)
    texts = ["my card", "", "please refund my order 我要退款 now", "pin"]
    together = made.outputs(texts)

    for text, found in zip(texts, together, strict=True):
        (alone,) = made.outputs([text])
        assert alone.offsets == found.offsets
        np.testing.assert_allclose(alone.logits, found.logits, atol=1e-4)


def test_words_that_two_windows_share_get_the_mean(tiny_encoder):
    narrow = Encoder(tiny_encoder.model, tiny_encoder.tokenizer, pooling=tiny_encoder.pooling, max_length=12)
    text = " ".join(["my card is lost please send a new one"] * 4)
    (found,) = tagger(narrow).outputs([text])

    assert [text[start:end] for start, end in found.offsets] == text.split()
    assert found.logits.shape == (36, 5)
    assert np.isfinite(found.logits).all()


@pytest.mark.parametrize("moves", [False, True])
def test_saved_tagger_says_the_same(tiny_encoder, tmp_path, moves):
    made, store = tagger(tiny_encoder, moves=moves), EncoderStore(tmp_path / "encoders")
    made.save(tmp_path / "tagger", store)
    again = Tagger.read(tmp_path / "tagger", store)
    (one,), (other,) = made.outputs(["my card is lost"]), again.outputs(["my card is lost"])

    assert again.tags == made.tags
    np.testing.assert_allclose(one.logits, other.logits, atol=1e-5)
    assert again.decode([other.logits]) == made.decode([one.logits])


def test_average_is_the_mean_of_the_layers(tiny_encoder):
    members = [tagger(tiny_encoder, seed, moves=True) for seed in (1, 2)]
    mean = Tagger.averaged(members, tiny_encoder)

    layers = [member.layer.arrays() for member in (*members, mean)]
    for name in ("weight", "bias"):
        np.testing.assert_allclose(layers[2][name], (layers[0][name] + layers[1][name]) / 2, rtol=1e-6)
    moves = (members[0].transitions + members[1].transitions) / 2
    np.testing.assert_allclose(mean.transitions, moves, rtol=1e-6)
