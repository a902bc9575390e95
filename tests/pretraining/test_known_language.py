from __future__ import annotations

import pytest

from scaffold.errors import DataError
from scaffold.pretraining.corpus import Corpus
from scaffold.pretraining.known_language import check_language


def test_texts_of_known_words_pass(tiny_encoder, toy_corpus):
    check_language(tiny_encoder, toy_corpus)


def test_texts_of_unknown_characters_are_refused(tiny_encoder):
    corpus = Corpus.of([f"患者{number}出现头痛症状" for number in range(50)], "notes.txt")

    with pytest.raises(DataError, match=r"notes.txt: .*mostly Chinese.*unknown.*--base scratch"):
        _check(tiny_encoder, corpus)


def test_a_model_that_breaks_characters_into_bytes_is_refused(tiny_encoder):
    import tokenizers

    from scaffold.models.encoder import Encoder

    letters = {piece: number for number, piece in enumerate(tokenizers.pre_tokenizers.ByteLevel.alphabet())}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE(letters, []))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel()
    corpus = Corpus.of([f"患者出现头痛症状{number}" for number in "一二三四五六"], "notes.txt")

    with pytest.raises(DataError, match="break into bytes"):
        _check(Encoder(tiny_encoder.model, tokenizer), corpus)


def _check(encoder, corpus):
    try:
        check_language(encoder, corpus)
    except DataError as error:
        raise DataError(str(error)) from error
