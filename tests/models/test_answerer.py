"""The best stretches of a text are those that trying all of them finds."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scaffold.models.answerer import LONGEST, Answerer, WindowScores, find_candidates
from scaffold.models.pair_windows import PairWindow
from scaffold.models.store import EncoderStore


def window(offsets, logits, first=2):
    return WindowScores(PairWindow([0] * (first + len(offsets) + 1), first, offsets), np.asarray(logits))


@given(st.integers(1, 6).flatmap(lambda n: arrays(np.float32, (n + 3, 2), elements=st.floats(-5, 5, width=32))))
def test_candidates_are_those_of_every_pair_of_places(logits):
    count = len(logits) - 3
    offsets = [(3 * n, 3 * n + 2) for n in range(count)]
    found = find_candidates([window(offsets, logits)], most=4)

    places = itertools.combinations_with_replacement(range(2, 2 + count), 2)
    scores = sorted((float(logits[a, 0]) + float(logits[b, 1]) for a, b in places), reverse=True)
    assert [span.score for span in found.spans] == pytest.approx(scores[:4])
    assert found.nothing == pytest.approx(float(logits[0].sum()))
    assert found.others == pytest.approx(np.logaddexp.reduce(scores[4:]) if scores[4:] else -np.inf)
    best = found.spans[0]
    a, b = best.start // 3, best.end // 3
    assert float(logits[2 + a, 0]) + float(logits[2 + b, 1]) == pytest.approx(best.score)


def test_no_stretch_is_longer_than_the_longest():
    count = LONGEST + 5
    logits = np.zeros((count + 3, 2))
    logits[2, 0] = logits[count + 1, 1] = 9.0
    found = find_candidates([window([(n, n + 1) for n in range(count)], logits)], most=count**2)

    assert max(span.end - span.start for span in found.spans) == LONGEST


def test_a_stretch_of_two_windows_has_its_higher_score_and_nothing_the_lower():
    one = window([(0, 2), (3, 5)], [[1, 1], [0, 0], [2, 0], [0, 0], [0, 0]])
    other = window([(3, 5), (6, 8)], [[0, 1], [0, 0], [4, 4], [0, 0], [0, 0]])
    found = find_candidates([one, other])

    places = {(span.start, span.end): span.score for span in found.spans}
    assert places[(3, 5)] == 8
    assert len(places) == len(found.spans) == 5
    assert found.nothing == 1
    assert found.others == -np.inf


def test_a_text_without_words_has_no_candidates():
    found = find_candidates([window([], [[1, 2], [0, 0], [0, 0]])])

    assert found.spans == ()
    assert found.nothing == 3


def test_an_answerer_read_back_says_the_same(tiny_encoder, tmp_path):
    random = np.random.default_rng(0)
    answerer = Answerer(tiny_encoder, random.normal(size=(2, tiny_encoder.width)), random.normal(size=2))
    encoders = EncoderStore(tmp_path / "encoders")
    answerer.save(tmp_path / "head", encoders)
    read = Answerer.read(tmp_path / "head", EncoderStore(tmp_path / "encoders"))

    pairs = [("where is it", "my card is lost"), ("什么", "我的退款")]
    for one, other in zip(answerer.outputs(pairs), read.outputs(pairs), strict=True):
        assert find_candidates(one) == find_candidates(other)


def test_the_mean_of_answerers_is_that_of_their_layers(tiny_encoder):
    ones, threes = (Answerer(tiny_encoder, np.full((2, 32), v), np.full(2, v)) for v in (1.0, 3.0))
    mean = Answerer.averaged([ones, threes], tiny_encoder)

    assert (mean.weight == 2).all()
    assert (mean.bias == 2).all()
