from __future__ import annotations

import pytest
import torch

from scaffold.pretraining.scratch import train_tokenizer
from scaffold.pretraining.vocabulary import extend, find_extension, with_mask_token


@pytest.fixture(scope="module")
def pieced(tiny_encoder):
    """The tiny encoder with a tokenizer that knows letters, so that unknown words break into them."""
    import json

    import tokenizers

    from scaffold.models.encoder import Encoder

    known = json.loads(tiny_encoder.tokenizer_json)
    vocabulary = known["model"]["vocab"]
    for letter in "abcdefghijklmnopqrstuvwxyz":
        for piece in (letter, f"##{letter}"):
            vocabulary.setdefault(piece, len(vocabulary))
    model = tiny_encoder.copy().model
    model.resize_token_embeddings(len(vocabulary), mean_resizing=False)
    tokenizer = tokenizers.Tokenizer.from_str(json.dumps(known))
    return Encoder(model, tokenizer, max_length=32)


TEXTS = ["my deductible please"] * 30 + ["the stent is new"] * 4 + ["card qrs"] * 20


def found(encoder, **options):
    return find_extension(TEXTS, encoder.tokenizer, **{"most": 100, "least_gain": 0.005, "read": 1e6, **options})


def test_frequent_words_of_many_pieces_are_found(pieced):
    extension = found(pieced)

    assert extension.words == ("deductible", "qrs")
    assert extension.before.words == 30 * 3 + 4 * 4 + 20 * 2
    assert extension.before.pieces - extension.after.pieces == 30 * 9 + 20 * 2


def test_a_given_term_needs_less(pieced):
    assert found(pieced, terms=("Stent", "unseen")).words == ("deductible", "qrs", "stent")


def test_few_are_taken_and_none_that_do_not_pay(pieced):
    assert found(pieced, most=1).words == ("deductible",)
    assert found(pieced, most=0).words == ()
    assert found(pieced, least_gain=0.9).words == ()


def test_a_word_that_training_hardly_sees_is_left_in_parts(pieced):
    pieces = found(pieced).before.pieces

    assert found(pieced, read=2 * pieces).words == ("deductible",)
    assert found(pieced, read=pieces).words == ()


def test_what_is_counted_is_what_the_new_tokenizer_does(pieced):
    extension = found(pieced)
    longer = extend(pieced, extension.words)

    longer.tokenizer.no_truncation()
    pieces = sum(len(longer.tokenizer.encode(text, add_special_tokens=False).ids) for text in TEXTS)
    assert pieces == extension.after.pieces
    assert longer.tokenizer.encode("my deductible", add_special_tokens=False).tokens == ["my", "deductible"]


def test_new_pieces_start_as_the_mean_of_their_parts(pieced):
    longer = extend(pieced, ["deductible"])

    before, after = (each.model.get_input_embeddings().weight for each in (pieced, longer))
    pieced.tokenizer.no_truncation()
    parts = pieced.tokenizer.encode("deductible", add_special_tokens=False).ids
    assert len(parts) == 10
    assert torch.allclose(after[longer.tokenizer.token_to_id("deductible")], before[parts].mean(0))
    assert torch.equal(after[: len(before)], before)
    assert pieced.tokenizer.token_to_id("deductible") is None


def test_an_extended_encoder_is_read_back(pieced, tmp_path):
    from scaffold.models.encoder import read_encoder

    longer = extend(pieced, ["deductible"])
    longer.save(tmp_path)

    again = read_encoder(tmp_path)
    assert (again.encode(["my deductible"]) == longer.encode(["my deductible"])).all()


def test_a_mask_token_is_added_only_where_there_is_none(tiny_encoder):
    masked = with_mask_token(tiny_encoder)

    assert masked.tokenizer.token_to_id("[MASK]") == len(tiny_encoder.model.get_input_embeddings().weight)
    assert with_mask_token(masked) is masked
    assert (masked.encode(["my card"]) == tiny_encoder.encode(["my card"])).all()


def test_a_tokenizer_of_other_pieces_is_left_alone():
    import tokenizers

    bytes_ = tokenizers.Tokenizer(tokenizers.models.BPE())
    bytes_.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)

    assert find_extension(TEXTS, bytes_, most=9, least_gain=0.0, read=1e6).words == ()


def test_words_of_an_own_tokenizer_need_no_extension():
    tokenizer = train_tokenizer(TEXTS, 200)

    assert find_extension(TEXTS, tokenizer, most=9, least_gain=0.0, read=1e6).before.pieces_a_word == 1
