"""A small deterministic stand-in for an encoder: every word points in a direction of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from scaffold.retrieval.index import DocumentIndex
from scaffold.retrieval.stamp import IndexStamp
from scaffold.text import content_hash, words

DIMENSION = 16
Encode = Callable[[str], np.ndarray]


def encode_words(text: str) -> np.ndarray:
    """Sum of one pseudo-random direction for each word, of unit length."""
    total = np.zeros(DIMENSION, np.float32)
    for word in words(text):
        total += np.random.default_rng(int(content_hash(word)[:8], 16)).standard_normal(DIMENSION).astype(np.float32)
    length = float(np.linalg.norm(total))
    return total / length if length else total


@pytest.fixture
def encode() -> Encode:
    return encode_words


@pytest.fixture
def stamp() -> IndexStamp:
    return IndexStamp("word-directions", DIMENSION)


@pytest.fixture
def index(tmp_path: Path, stamp: IndexStamp) -> DocumentIndex:
    with DocumentIndex.create(tmp_path / "index", stamp) as made:
        yield made
