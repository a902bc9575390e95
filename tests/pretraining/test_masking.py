from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.pretraining.masking import IGNORED, Masking, mask_id, unknown_id
from scaffold.pretraining.segments import cut
from scaffold.pretraining.vocabulary import with_mask_token

MASK, SPECIAL, HAN, SIZE = 3, (0, 1, 2, 3), range(50, 60), 60


def masking(rate):
    fixed, han = np.zeros(SIZE, dtype=bool), np.zeros(SIZE, dtype=bool)
    fixed[list(SPECIAL)], han[list(HAN)] = True, True
    return Masking(MASK, fixed, han, rate)


@st.composite
def rows(draw):
    """A row as `cut` gives it: special ends, words of one to four pieces, some of them unknown or Chinese."""
    ids, words = [2], [-1]
    for number in range(draw(st.integers(1, 20))):
        if draw(st.booleans()):
            ids.append(draw(st.sampled_from([1, *HAN])))
            words.append(number)
        else:
            pieces = draw(st.lists(st.integers(4, 49), min_size=1, max_size=4))
            ids += pieces
            words += [number] * len(pieces)
    return np.array([*ids, 2], dtype=np.int32), np.array([*words, -1], dtype=np.int32)


@given(rows(), st.floats(0.05, 0.5), st.integers(0, 2**40))
def test_hidden_are_whole_words_within_the_rate(row, rate, seed):
    ids, words = row
    seen, labels = masking(rate).hide(ids, words, np.random.default_rng(seed))

    hidden = labels != IGNORED
    assert (labels[hidden] == ids[hidden]).all()
    assert (seen[~hidden] == ids[~hidden]).all()
    assert not np.isin(ids[hidden], SPECIAL).any()
    for word in set(words[hidden]):
        assert hidden[words == word].all()
    usable = ~np.isin(ids, SPECIAL)
    wanted = max(1, round(rate * usable.sum()))
    longest = max((int((words == word).sum()) for word in set(words[usable])), default=0)
    assert min(1, usable.sum()) <= hidden.sum() <= max(wanted, longest)


@given(rows(), st.integers(0, 2**40))
def test_the_same_number_hides_the_same_words(row, seed):
    first, second = (masking(0.3).hide(*row, np.random.default_rng(seed)) for _ in range(2))

    assert all((a == b).all() for a, b in zip(first, second, strict=True))


def test_of_ten_hidden_eight_are_masked_one_is_replaced_one_stays():
    ids = np.arange(4, 50, dtype=np.int32).repeat(200)
    words = np.arange(len(ids), dtype=np.int32)
    seen, labels = masking(0.5).hide(ids, words, np.random.default_rng(0))

    hidden = labels != IGNORED
    assert hidden.mean() == pytest.approx(0.5, abs=0.01)
    masked, stayed = (seen[hidden] == MASK).mean(), (seen[hidden] == ids[hidden]).mean()
    assert masked == pytest.approx(0.8, abs=0.02)
    # One in 46 of those replaced gets its own token again.
    assert stayed == pytest.approx(0.1, abs=0.02)
    assert not np.isin(seen[hidden & (seen != MASK)], SPECIAL).any()


def test_chinese_characters_are_hidden_in_runs():
    ids = np.full(400, 55, dtype=np.int32)
    alone = np.full(400, 10, dtype=np.int32)
    words = np.arange(400, dtype=np.int32)

    def runs(row):
        return np.mean([_starts(masking(0.15).hide(row, words, np.random.default_rng(i))[1]) for i in range(30)])

    # The mean run is of two characters, so there are about half as many.
    assert runs(ids) < 0.65 * runs(alone)


def _starts(labels):
    hidden = labels != IGNORED
    return int((hidden & ~np.roll(hidden, 1)).sum())


def test_tokenizer_tells_what_is_fixed_and_what_is_chinese(tiny_encoder):
    encoder = with_mask_token(tiny_encoder)
    made = Masking.of(encoder.tokenizer, 0.2)

    number = encoder.tokenizer.token_to_id
    assert mask_id(tiny_encoder.tokenizer) is None
    assert made.mask_id == number("[MASK]")
    assert made.fixed[[number("[MASK]"), unknown_id(encoder.tokenizer)]].all()
    assert not made.fixed[number("card")]
    assert made.han[number("卡")]
    assert not made.han[number("a")]


def test_words_of_real_rows_stay_whole(tiny_encoder):
    encoder = with_mask_token(tiny_encoder)
    segments = cut(["where is my card", "我要退款"], encoder.tokenizer, 32)

    _, labels = Masking.of(encoder.tokenizer, 0.5).hide(*segments.row(0), np.random.default_rng(1))

    assert (labels != IGNORED).sum() == 2
