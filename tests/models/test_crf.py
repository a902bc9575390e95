"""The sum over all sequences is what adding them one by one gives; illegal ones have no share in it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scaffold.models.crf import crf_loss, log_marginals, log_partition, path_scores
from scaffold.models.viterbi import bio_tags, viterbi

TAGS = bio_tags(["x", "y"])
numbers = st.floats(-4, 4, width=32)
chains = st.integers(1, 4).flatmap(lambda n: arrays(np.float64, (n, len(TAGS)), elements=numbers))
moves = arrays(np.float64, (len(TAGS), len(TAGS)), elements=numbers)


def is_legal(path):
    named = ["O", *(TAGS[tag] for tag in path)]
    return all(not b.startswith("I-") or a in (b, f"B-{b[2:]}") for a, b in itertools.pairwise(named))


def every_path(scores, transitions):
    """Each legal sequence with its score."""
    for path in itertools.product(range(len(TAGS)), repeat=len(scores)):
        if is_legal(path):
            steps = sum(transitions[a, b] for a, b in itertools.pairwise(path))
            yield path, sum(scores[i, tag] for i, tag in enumerate(path)) + steps


def batch(sequences):
    """Padded scores, with what must not matter behind each sequence, and their mask."""
    longest = max(map(len, sequences))
    scores = np.full((len(sequences), longest, len(TAGS)), 77.0)
    for row, sequence in zip(scores, sequences, strict=True):
        row[: len(sequence)] = sequence
    mask = np.arange(longest) < np.array([[len(sequence)] for sequence in sequences])
    return torch.tensor(scores), torch.tensor(mask)


@settings(deadline=None, max_examples=40)
@given(st.lists(chains, min_size=1, max_size=3), moves)
def test_log_partition_is_the_sum_over_all_legal_sequences(sequences, transitions):
    scores, mask = batch(sequences)
    found = log_partition(scores, torch.tensor(transitions), mask, TAGS)

    wanted = [np.logaddexp.reduce([v for _, v in every_path(one, transitions)]) for one in sequences]
    np.testing.assert_allclose(found.numpy(), wanted, atol=1e-6)


@settings(deadline=None, max_examples=40)
@given(chains, moves)
def test_marginals_are_shares_of_the_sequences_with_a_tag(scores, transitions):
    paths, values = zip(*every_path(scores, transitions), strict=True)
    shares = np.exp(np.array(values) - np.logaddexp.reduce(values))
    wanted = np.zeros_like(scores)
    for path, share in zip(paths, shares, strict=True):
        wanted[range(len(scores)), list(path)] += share

    found = np.exp(log_marginals(scores, transitions, TAGS))
    np.testing.assert_allclose(found, wanted, atol=1e-6)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-6)


@settings(deadline=None, max_examples=40)
@given(chains, moves)
def test_the_best_path_has_the_highest_score(scores, transitions):
    best = torch.tensor([viterbi(scores, TAGS, transitions)])
    mask = torch.ones(1, len(scores), dtype=torch.bool)
    value = path_scores(torch.tensor(scores)[None], torch.tensor(transitions), mask, best)

    assert float(value) == pytest.approx(max(v for _, v in every_path(scores, transitions)))


def test_loss_is_minus_log_probability_of_the_words():
    random = np.random.default_rng(1)
    sequences, transitions = [random.normal(size=(n, len(TAGS))) for n in (3, 1)], random.normal(size=(5, 5))
    scores, _ = batch(sequences)
    truth = [(1, 2, 0), (3,)]
    padded = torch.tensor([[1, 2, 0], [3, -100, -100]])

    total = 0.0
    for sequence, path in zip(sequences, truth, strict=True):
        values = dict(every_path(sequence, transitions))
        total -= values[path] - np.logaddexp.reduce(list(values.values()))
    assert float(crf_loss(scores, torch.tensor(transitions), padded, TAGS)) == pytest.approx(total / 4)


def test_texts_without_words_cost_nothing_and_keep_the_gradient():
    scores, transitions = (torch.zeros(2, 3, 5, requires_grad=True), torch.zeros(5, 5, requires_grad=True))
    loss = crf_loss(scores, transitions, torch.full((2, 3), -100), TAGS)
    loss.backward()

    assert loss.item() == 0
    assert log_marginals(np.zeros((0, 5), dtype=np.float32), np.zeros((5, 5)), TAGS).shape == (0, 5)
