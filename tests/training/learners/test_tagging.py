"""A head that tags words: legal spans, losses of real words only, figures as those of the spans themselves."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.data.spans import TextSpan, tags_of_spans
from scaffold.evaluation.spans import span_scores
from scaffold.models.tagger import WordScores
from scaffold.models.viterbi import bio_tags
from scaffold.training.learners.learner import Reading
from scaffold.training.learners.tagging import Tagged, TaggingLearner, TaggingTask, judge_words, tag_rows
from scaffold.training.prepared import word_rows
from scaffold.training.recipe import Recipe

TYPES = ("city", "person")
TAGS = bio_tags(TYPES)


def scores(tags: list[str], sure: float = 9.0) -> np.ndarray:
    return sure * np.eye(len(TAGS), dtype=np.float32)[[TAGS.index(tag) for tag in tags]]


def offsets(words: int) -> list[tuple[int, int]]:
    return [(3 * number, 3 * number + 2) for number in range(words)]


@st.composite
def marked(draw) -> tuple[int, list[TextSpan]]:
    """How many words, and spans over whole words that do not overlap."""
    words = draw(st.integers(0, 7))
    spans, at = [], 0
    while at < words:
        length = draw(st.integers(1, words - at))
        if draw(st.booleans()):
            spans.append(TextSpan(3 * at, 3 * (at + length - 1) + 2, draw(st.sampled_from(TYPES))))
        at += length
    return words, spans


@settings(deadline=None)
@given(st.lists(marked(), max_size=5))
def test_spans_that_are_said_surely_are_all_found(texts):
    words = [WordScores(offsets(n), scores(tags_of_spans(spans, offsets(n)))) for n, spans in texts]
    f1, loss = judge_words(TYPES, words, [spans for _, spans in texts])

    assert f1 == (1.0 if any(spans for _, spans in texts) else 0.0)
    assert 0 <= loss < 0.01


@settings(deadline=None)
@given(st.lists(st.tuples(marked(), st.integers(0, 2**32 - 1)), max_size=4))
def test_f1_is_that_of_the_evaluation(texts):
    words, truth, found = [], [], []
    from scaffold.data.spans import spans_of_tags
    from scaffold.models.viterbi import viterbi

    for (count, spans), seed in texts:
        logits = np.random.default_rng(seed).normal(size=(count, len(TAGS))).astype(np.float32)
        words.append(WordScores(offsets(count), logits))
        truth.append(spans)
        found.append(spans_of_tags([TAGS[n] for n in viterbi(logits, TAGS)], offsets(count)))
    f1, _ = judge_words(TYPES, words, truth)

    assert f1 == pytest.approx(span_scores(truth, found).micro.f1)


def test_types_the_model_lacks_are_missed():
    words = [WordScores(offsets(2), scores(["B-city", "O"]))]
    f1, _ = judge_words(TYPES, words, [[TextSpan(0, 2, "city"), TextSpan(3, 5, "planet")]])

    assert f1 == pytest.approx(2 / 3)


@pytest.fixture
def learner(tiny_encoder):
    texts = ["my card is lost", "请退款", ""]
    spans = [[TextSpan(3, 7, "city")], [TextSpan(1, 3, "person")], []]
    part = Tagged(texts, spans)
    rows = word_rows(texts, tiny_encoder)
    tag_rows(rows, "tags", spans, TYPES)
    return TaggingLearner(TaggingTask("tags", TYPES, part, part), rows, tiny_encoder.width), rows


def test_words_have_the_tags_of_their_characters(learner):
    _, rows = learner
    assert [[TAGS[n] for n in row["targets"]["tags"]] for row in rows] == [
        ["O", "B-city", "O", "O"],
        ["O", "B-person", "I-person"],
        [],
    ]


def test_rows_that_nobody_has_tagged_have_no_target(tiny_encoder):
    rows = word_rows(["a", "b"], tiny_encoder)
    tag_rows(rows, "tags", [None, []], TYPES)
    assert ["tags" in row["targets"] for row in rows] == [False, True]


def test_padding_has_no_part_in_the_loss(learner):
    made, rows = learner
    truth = made.tensor([row["targets"]["tags"] for row in rows])
    logits = torch.randn(3, 4, len(TAGS))
    before = made.loss(logits, truth)
    logits[1, 3] = 100.0
    logits[2] = -100.0

    assert truth.shape == (3, 4)
    assert made.loss(logits, truth).item() == before.item()
    # Rows of other heads may have more words.
    assert made.loss(torch.cat([logits, logits], dim=1), truth).item() == before.item()


def test_layer_starts_the_same_for_every_seed_and_reads_the_words(learner):
    made, _ = learner
    one, two = (made.layer(Recipe(seed=seed)) for seed in (1, 2))
    assert torch.equal(one.linear.weight, two.linear.weight)

    states = torch.randn(2, 5, one.linear.in_features)
    states[1] = states[0]
    one.eval()
    # The same words of the same shapes, the other way round.
    words = one(
        Reading(states, states[:, 0], torch.tensor([[[3, 0, 1, 2], [1, 1, 2, 0]], [[1, 1, 2, 0], [3, 0, 1, 2]]]))
    )
    assert torch.allclose(words[0, 0], words[1, 1], atol=1e-6)
    assert not torch.allclose(words[0, 0], words[0, 1])


def test_judge_takes_logits_padded_to_the_longest(learner):
    made, rows = learner
    logits = [np.zeros((6, len(TAGS)), dtype=np.float32) for _ in rows]
    for row, one in zip(rows, logits, strict=True):
        one[: len(row["offsets"])] = scores([TAGS[n] for n in row["targets"]["tags"]])

    assert made.judge(logits)[0] == 1.0
