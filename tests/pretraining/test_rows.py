from __future__ import annotations

import pytest

from scaffold.errors import DataError
from scaffold.pretraining.corpus import Corpus
from scaffold.pretraining.rows import Rows


def test_a_part_is_held_out_by_seed(tiny_encoder, toy_corpus):
    rows = Rows.of(toy_corpus, tiny_encoder, seed=1)

    assert sorted([*rows.train, *rows.held]) == list(range(128))
    assert len(rows.held) == 8
    assert rows.held == Rows.of(toy_corpus, tiny_encoder, seed=1).held
    assert rows.held != Rows.of(toy_corpus, tiny_encoder, seed=2).held


def test_counts_are_told(tiny_encoder, toy_corpus):
    rows = Rows.of(toy_corpus, tiny_encoder, seed=1)

    assert rows.as_dict()["tokens"] == round(rows.mean_length * 128)
    assert "128 texts (0 doubles left out)" in str(rows)


def test_too_few_are_refused(tiny_encoder):
    corpus = Corpus.of([f"where is card {'my ' * n}" for n in range(39)], "few.txt")

    with pytest.raises(DataError, match="39 rows of text"):
        Rows.of(corpus, tiny_encoder, seed=1)
