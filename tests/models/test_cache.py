"""The cache saves work and never changes a vector."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.models.cache import CachedEncoder, cache_folder

TEXTS = ["my card", "我的卡", "refund please", "my  card", "where is it"]


class Counting:
    """An encoder that remembers what it was asked."""

    fingerprint = "counting"
    dimension = 4

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts, *, progress=None):
        plain = [" ".join(text.split()) for text in texts]
        self.asked += plain
        rows = [np.frombuffer(text.encode("utf-8")[:4].ljust(4), np.uint8) for text in plain]
        return np.array(rows, dtype=np.float32).reshape(-1, 4) / 256


def test_cached_vectors_are_those_of_the_encoder(tiny_encoder, tmp_path):
    cached = CachedEncoder(tiny_encoder, tmp_path)
    first, second = cached.encode(TEXTS), cached.encode(TEXTS)

    np.testing.assert_allclose(first, tiny_encoder.encode(TEXTS), atol=1e-6)
    np.testing.assert_array_equal(first, second)
    assert (cached.fingerprint, cached.dimension) == (tiny_encoder.fingerprint, 32)


@given(st.lists(st.lists(st.text("ab c", max_size=3), max_size=6), max_size=4))
@settings(max_examples=25, deadline=None)
def test_no_text_is_encoded_twice(tmp_path_factory, calls):
    encoder = Counting()
    cached = CachedEncoder(encoder, tmp_path_factory.mktemp("cache"))
    for texts in calls:
        np.testing.assert_array_equal(cached.encode(texts), Counting().encode(texts))

    assert len(encoder.asked) == len(set(encoder.asked))


def test_cache_outlives_the_process_that_wrote_it(tmp_path):
    CachedEncoder(Counting(), tmp_path).encode(TEXTS)
    later = Counting()

    CachedEncoder(later, tmp_path).encode([*TEXTS, "new"])

    assert later.asked == ["new"]


def test_cache_holds_no_text(tmp_path):
    cached = CachedEncoder(Counting(), tmp_path)
    cached.encode(["a very secret text"])

    assert b"secret" not in cached.path.read_bytes()


def test_two_encoders_have_two_files(tmp_path):
    other = Counting()
    other.fingerprint = "other"

    CachedEncoder(Counting(), tmp_path).encode(TEXTS)
    CachedEncoder(other, tmp_path).encode(TEXTS)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["counting.sqlite", "other.sqlite"]
    assert len(other.asked) == 4


def test_cache_folder_is_where_the_environment_says(monkeypatch, tmp_path):
    assert "SCAFFOLD_CACHE" in __import__("os").environ
    monkeypatch.delenv("SCAFFOLD_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "scaffold"


@pytest.mark.parametrize("damage", [b"", b"not a database", None], ids=["empty", "other", "overwritten"])
def test_damaged_file_costs_time_but_no_vector(tmp_path, told, damage):
    cached = CachedEncoder(Counting(), tmp_path)
    right = cached.encode(TEXTS)
    content = bytearray(cached.path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    cached.path.write_bytes(content if damage is None else damage)

    np.testing.assert_array_equal(cached.encode([*TEXTS, "one more"], progress=told)[:-1], right)

    assert told.lines == []
    later = Counting()
    np.testing.assert_array_equal(CachedEncoder(later, tmp_path).encode(TEXTS), right)
    assert later.asked == []


def test_one_lost_bit_of_a_vector_is_noticed(tmp_path):
    cached = CachedEncoder(Counting(), tmp_path)
    right = cached.encode(TEXTS)
    with sqlite3.connect(cached.path) as database:
        key, blob = database.execute("SELECT key, vector FROM vectors").fetchone()
        database.execute("UPDATE vectors SET vector = ? WHERE key = ?", (bytes([blob[0] ^ 1]) + blob[1:], key))
    database.close()

    np.testing.assert_array_equal(cached.encode(TEXTS), right)


def test_folder_that_cannot_be_written_is_told_and_no_error(tmp_path, told):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    vectors = CachedEncoder(Counting(), tmp_path / "file").encode(TEXTS, progress=told)

    np.testing.assert_array_equal(vectors, Counting().encode(TEXTS))
    assert len(told.lines) == 1
    assert "The embeddings are not kept" in told.lines[0]
