"""Signatures tell how alike texts are, one by one or in a batch."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scaffold.data.minhash import MinHash, jaccard, shingles, similarities
from scaffold.text import normalise

WORDS = "where when how is was my your new old card money bank branch open close send lose find again today"


def plain_jaccard(one, other):
    first, second = ({t[i : i + 3] for i in range(len(t) - 2)} for t in (_fold(one), _fold(other)))
    return len(first & second) / len(first | second)


def _fold(text):
    return normalise(text).casefold().ljust(3)


@given(st.text(max_size=40), st.text(max_size=40))
def test_jaccard_is_that_of_runs_of_three_characters(one, other):
    assert abs(jaccard(one, other) - plain_jaccard(one, other)) < 1e-9


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=6))
def test_similarities_are_those_of_each_pair(text, others):
    assert similarities(text, others) == [jaccard(text, other) for other in others]


@given(st.lists(st.text(max_size=20), min_size=1, max_size=10))
def test_shingles_of_a_batch_are_those_of_each_text(texts):
    hashes, starts = shingles(texts)
    bounds = [*starts.tolist(), len(hashes)]
    for i, text in enumerate(texts):
        assert hashes[bounds[i] : bounds[i + 1]].tolist() == shingles([text])[0].tolist()


@given(st.lists(st.text(max_size=20), max_size=10))
def test_signatures_of_a_batch_are_those_of_each_text(texts):
    minhash = MinHash(bands=4, rows=3, seed=1)
    signatures = minhash.signatures(texts)
    assert (signatures.shape, signatures.dtype) == ((len(texts), 12), np.uint32)
    bands = minhash.bands(signatures)
    assert (bands.shape, bands.dtype) == ((len(texts), 4), np.uint64)
    for i, text in enumerate(texts):
        assert signatures[i].tolist() == minhash.signatures([text])[0].tolist()
        assert bands[i].tolist() == minhash.bands(signatures[i : i + 1])[0].tolist()


def test_signatures_agree_as_often_as_the_shingles_do():
    rng = random.Random(5)
    minhash = MinHash(bands=16, rows=5, seed=7)
    mistakes = []
    for _ in range(100):
        words = rng.choices(WORDS.split(), k=12)
        one, other = " ".join(words), " ".join([*words[: rng.randrange(4, 12)], "and", "so", "on"])
        first, second = minhash.signatures([one, other])
        mistakes.append((first == second).mean() - jaccard(one, other))
    assert abs(np.mean(mistakes)) < 0.02
    assert np.std(mistakes) < 0.08


def test_texts_share_a_band_as_often_as_the_formula_says():
    rng = random.Random(8)
    minhash = MinHash(bands=20, rows=4, seed=3)
    expected, found = 0.0, 0
    for _ in range(300):
        words = rng.choices(WORDS.split(), k=12)
        one, other = " ".join(words), " ".join([*words[: rng.randrange(4, 10)], "and", "so", "on"])
        first, second = minhash.bands(minhash.signatures([one, other]))
        expected += 1 - (1 - jaccard(one, other) ** 4) ** 20
        found += bool((first == second).any())
    assert abs(expected - found) < 30


def test_another_seed_is_another_signature():
    one, other = (MinHash(bands=4, rows=3, seed=seed).signatures(["lost card"]) for seed in (1, 2))
    assert not (one == other).any()


def test_every_band_needs_all_its_rows():
    minhash = MinHash(bands=2, rows=3, seed=1)
    signatures = minhash.signatures(["lost card"])
    other = signatures.copy()
    other[0, 4] ^= 1
    assert (minhash.bands(signatures) == minhash.bands(other)).tolist() == [[True, False]]
