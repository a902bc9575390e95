from __future__ import annotations

import pytest

from scaffold.pretraining.scratch import SPECIAL, new_encoder, train_tokenizer
from scaffold.settings import PretrainingSettings


def test_chinese_is_read_a_character_at_a_time_and_comes_back(chinese_corpus):
    tokenizer = train_tokenizer(chinese_corpus.texts, 300)

    for text in chinese_corpus.texts:
        encoding = tokenizer.encode(text)
        assert (encoding.tokens[0], encoding.tokens[-1]) == ("[CLS]", "[SEP]")
        assert "[UNK]" not in encoding.tokens
        assert tokenizer.decode(encoding.ids).replace(" ", "") == text.replace(" ", "")
    assert tokenizer.encode("信用卡", add_special_tokens=False).tokens == ["信", "用", "卡"]
    assert tokenizer.encode("VISA", add_special_tokens=False).tokens == ["visa"]


def test_special_tokens_come_first_and_the_size_is_kept(chinese_corpus):
    tokenizer = train_tokenizer(chinese_corpus.texts, 60)

    assert [tokenizer.id_to_token(number) for number in range(len(SPECIAL))] == list(SPECIAL)
    assert tokenizer.get_vocab_size() <= 60


def test_two_trainings_give_one_tokenizer(chinese_corpus):
    first, second = (train_tokenizer(chinese_corpus.texts, 200).to_str() for _ in range(2))

    assert first == second


def test_encoder_has_the_sizes_that_were_set_and_one_start_a_seed(chinese_corpus):
    settings = PretrainingSettings(layers=2, width=24, heads=2, max_length=16, pieces=200)

    first = new_encoder(chinese_corpus.texts, settings)
    other = new_encoder(chinese_corpus.texts, settings.model_copy(update={"seed": 2}))

    assert (first.dimension, first.max_length, first.model.config.num_hidden_layers) == (24, 16, 2)
    assert first.fingerprint == new_encoder(chinese_corpus.texts, settings).fingerprint
    assert first.fingerprint != other.fingerprint


def test_width_must_be_shared_by_the_heads():
    with pytest.raises(ValueError, match="cannot be divided"):
        PretrainingSettings(width=30, heads=4)
