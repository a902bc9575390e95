"""The best path through the tags is legal, and there is no better one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scaffold.models.viterbi import bio_tags, legal_transitions, viterbi, viterbi_batch, viterbi_many

TAGS = bio_tags(["x", "y"])
numbers = st.floats(-5, 5, width=32)
scores = st.integers(1, 4).flatmap(lambda n: arrays(np.float64, (n, len(TAGS)), elements=numbers))


def is_legal(path):
    named = ["O", *(TAGS[tag] for tag in path)]
    pairs = itertools.pairwise(named)
    return all(not tag.startswith("I-") or before in (tag, f"B-{tag[2:]}") for before, tag in pairs)


def value(path, scores, transitions):
    moves = sum(transitions[a, b] for a, b in itertools.pairwise(path))
    return sum(scores[i, tag] for i, tag in enumerate(path)) + moves


def test_tags_are_in_the_order_of_their_names():
    assert bio_tags(["city", "artist", "city"]) == ("O", "B-artist", "I-artist", "B-city", "I-city")
    assert bio_tags([]) == ("O",)


@given(scores)
def test_no_path_is_illegal(scores):
    path = viterbi(scores, TAGS)
    assert len(path) == len(scores)
    assert is_legal(path)


@settings(deadline=None)
@given(scores, arrays(np.float64, (len(TAGS), len(TAGS)), elements=numbers))
def test_path_is_the_best_of_all_legal_ones(scores, transitions):
    every = itertools.product(range(len(TAGS)), repeat=len(scores))
    best = max(value(path, scores, transitions) for path in every if is_legal(path))
    assert value(viterbi(scores, TAGS, transitions), scores, transitions) == pytest.approx(best)


@given(st.lists(scores, min_size=1, max_size=5))
def test_a_batch_gives_what_each_sequence_gives_alone(sequences):
    longest = max(map(len, sequences))
    padded = np.full((len(sequences), longest, len(TAGS)), np.nan)
    for row, sequence in zip(padded, sequences, strict=True):
        row[: len(sequence)] = sequence
    together = viterbi_batch(padded, [len(each) for each in sequences], TAGS)
    assert together == [viterbi(each, TAGS) for each in sequences]


def test_an_illegal_favourite_gives_way():
    logits = np.full((2, len(TAGS)), -4.0)
    logits[0, TAGS.index("O")] = 1.0
    logits[0, TAGS.index("B-x")] = 0.5
    logits[1, TAGS.index("I-x")] = 3.0
    assert [TAGS[tag] for tag in viterbi(logits, TAGS)] == ["B-x", "I-x"]


def test_learnt_transitions_move_the_path():
    even = np.zeros((3, len(TAGS)))
    moves = np.zeros((len(TAGS), len(TAGS)))
    moves[TAGS.index("B-y"), TAGS.index("I-y")] = moves[TAGS.index("I-y"), TAGS.index("I-y")] = 1.0
    assert [TAGS[tag] for tag in viterbi(even, TAGS, moves)] == ["B-y", "I-y", "I-y"]


def test_no_token_has_no_tag():
    assert viterbi(np.zeros((0, len(TAGS))), TAGS) == []
    assert viterbi_batch(np.zeros((0, 3, len(TAGS))), [], TAGS) == []
    assert viterbi_batch(np.zeros((2, 2, len(TAGS))), [0, 1], TAGS)[0] == []


def test_what_may_follow_what():
    first, follows = legal_transitions(("O", "B-x", "I-x", "B-y", "I-y"))
    assert first.tolist() == [True, True, False, True, False]
    assert follows[:, 2].tolist() == [False, True, True, False, False]
    assert follows[:, [0, 1, 3]].all()


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), max_size=300), st.integers(0, 2**32 - 1))
def test_many_sequences_are_each_as_if_alone(lengths, seed):
    tags = bio_tags(["city", "person"])
    rng = np.random.default_rng(seed)
    rows = [rng.normal(size=(length, len(tags))).astype(np.float32) for length in lengths]
    moves = rng.normal(size=(len(tags), len(tags)))

    assert viterbi_many(rows, tags) == [viterbi(row, tags) for row in rows]
    assert viterbi_many(rows[:9], tags, moves) == [viterbi(row, tags, moves) for row in rows[:9]]
