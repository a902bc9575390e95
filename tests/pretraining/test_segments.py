from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scaffold.pretraining.segments import Segments, cut

SENTENCES = st.lists(
    st.sampled_from(["where is my card.", "refund my order!", "我要退款。", "a", "thanks"]), max_size=12
)


@given(st.lists(SENTENCES.map(" ".join), max_size=5))
def test_no_token_is_lost_and_no_row_is_too_long(tiny_encoder, texts):
    tokenizer = tiny_encoder.tokenizer
    segments = cut(texts, tokenizer, 10)

    tokenizer.no_truncation()
    whole = [number for text in texts for number in tokenizer.encode(text, add_special_tokens=False).ids]
    assert [int(n) for n in segments.ids[segments.words >= 0]] == whole
    assert all(length <= 10 for length in segments.lengths)
    first, last = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    for index in range(len(segments)):
        ids, words = segments.row(index)
        assert (ids[0], ids[-1]) == (first, last)
        assert sorted(set(words.tolist())) == [-1, *range(words.max() + 1)]


def test_long_texts_are_cut_between_sentences(tiny_encoder):
    text = "where is my card. i want my money back. reset my password please."
    segments = cut([text], tiny_encoder.tokenizer, 14)

    names = tiny_encoder.tokenizer.id_to_token
    shown = [" ".join(map(names, segments.row(i)[0].tolist())) for i in range(len(segments))]
    assert shown == [
        "[CLS] where is my card [UNK] i want my money back [UNK] [SEP]",
        "[CLS] reset my password please [UNK] [SEP]",
    ]


def test_a_sentence_longer_than_a_row_is_cut_where_it_has_to_be(tiny_encoder):
    segments = cut(["card " * 25], tiny_encoder.tokenizer, 12)

    assert segments.lengths.tolist() == [12, 12, 7]


@given(st.lists(st.integers(1, 9), max_size=8), st.data())
def test_some_rows_are_those_rows(lengths, data):
    ids = np.arange(sum(lengths), dtype=np.int32)
    segments = Segments(ids, ids % 3, np.cumsum([0, *lengths]))
    chosen = sorted(data.draw(st.sets(st.sampled_from(range(len(lengths))))) if lengths else [])
    some = segments.only(chosen)

    assert len(some) == len(chosen)
    for row, number in enumerate(chosen):
        for own, whole in zip(some.row(row), segments.row(number), strict=True):
            np.testing.assert_array_equal(own, whole)


def test_no_texts_are_no_rows(tiny_encoder):
    assert len(cut([], tiny_encoder.tokenizer, 12)) == 0
