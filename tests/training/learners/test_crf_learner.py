"""A tagging head that also learns which tag follows which."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from scaffold.data.spans import TextSpan
from scaffold.models.crf import crf_loss, log_marginals
from scaffold.models.store import EncoderStore
from scaffold.models.tagger import Tagger
from scaffold.training.averaging import average_heads
from scaffold.training.finetune import finetune
from scaffold.training.learners.crf import CrfTaggingLearner
from scaffold.training.learners.learner import Reading
from scaffold.training.learners.tagging import Tagged, TaggingTask, tag_rows
from scaffold.training.prepared import prepare_rows, word_rows
from scaffold.training.recipe import Recipe
from scaffold.training.split import SplitEncoder

FORMS = ("i want a {} now", "where is my {}", "please send the {} today", "{} lost again")
THINGS = ("new card", "refund", "my password", "order fee")


def tagged(rows) -> Tagged:
    texts = [form.format(thing) for form, thing in rows]
    places = [form.index("{") for form, _ in rows]
    spans = [[TextSpan(at, at + len(thing), "thing")] for at, (_, thing) in zip(places, rows, strict=True)]
    return Tagged(texts, spans)


@pytest.fixture(scope="module")
def task() -> TaggingTask:
    rows = [(form, thing) for form in FORMS for thing in THINGS]
    return TaggingTask("slot", ("thing",), tagged(rows), tagged(rows[::3]))


@pytest.fixture(scope="module")
def trained(task, tiny_encoder, tmp_path_factory) -> Tagger:
    parts = []
    for part in (task.train, task.validation):
        rows = word_rows(part.texts, tiny_encoder)
        tag_rows(rows, task.head, part.spans, task.labels)
        parts.append(rows)
    learner = CrfTaggingLearner(task, parts[1], tiny_encoder.width)
    prepared = prepare_rows([learner], SplitEncoder.of(tiny_encoder), *parts)
    recipe = Recipe(epochs=25, batch_size=8, learning_rate=5e-3, patience=0)
    return finetune(prepared, recipe, work=tmp_path_factory.mktemp("work"))["slot"]


def test_spans_are_learnt_with_their_transitions(task, trained):
    value, loss = task.judge(trained)

    assert value > 0.9
    assert loss < 0.3
    moves = trained.transitions
    tags = trained.tags
    assert moves.shape == (3, 3)
    assert np.abs(moves).max() > 0.01
    assert moves[tags.index("B-thing"), tags.index("B-thing")] < moves[tags.index("O"), tags.index("B-thing")]


def test_a_tagger_read_back_decides_the_same(task, trained, tmp_path):
    trained.save(tmp_path / "head", EncoderStore(tmp_path / "encoders"))
    read = Tagger.read(tmp_path / "head", EncoderStore(tmp_path / "encoders"))

    np.testing.assert_array_equal(read.transitions, trained.transitions)
    assert read.labels == trained.labels
    assert task.judge(read) == pytest.approx(task.judge(trained), abs=1e-6)


def test_word_logits_are_marginals_with_transitions_and_logits_without(trained):
    (words,) = trained.outputs(["where is my refund"])
    plain = Tagger(trained.encoder, trained.labels, trained.layer)

    expected = log_marginals(words.logits, trained.transitions, trained.tags)
    np.testing.assert_allclose(trained.word_logits(words.logits), expected)
    assert plain.word_logits(words.logits) is words.logits


def test_the_mean_of_taggers_has_the_mean_of_their_transitions(trained):
    moved = Tagger(trained.encoder, trained.labels, trained.layer, trained.transitions + 2)
    mean = average_heads([{"slot": trained}, {"slot": moved}])["slot"]

    np.testing.assert_allclose(mean.transitions, trained.transitions + 1, rtol=1e-5)
    plain = [Tagger(trained.encoder, trained.labels, trained.layer) for _ in range(2)]
    assert average_heads([{"slot": each} for each in plain])["slot"].transitions is None


def test_loss_needs_nothing_but_the_logits(task, tiny_encoder):
    learner = CrfTaggingLearner(task, [], tiny_encoder.width)
    layer = learner.layer(Recipe())
    torch.nn.init.normal_(layer.transitions)
    states = torch.randn(2, 6, tiny_encoder.width)
    # One row more, of another head, makes these two longer than their words are many.
    reading = Reading(states, states[:, 0], torch.tensor([[1, 2, 3, 4], [1, 2, 0, 0]])[..., None].expand(-1, -1, 4))
    logits = layer.eval()(reading)
    truth = learner.tensor([np.array([0, 1, 2]), np.array([0, 0])])

    words = layer.words(reading)[:, :3]
    wanted = crf_loss(words, layer.transitions, truth, learner.tags)
    assert learner.loss(logits, truth).item() == pytest.approx(wanted.item(), rel=1e-6)
    learner.loss(logits, truth).backward()
    assert layer.transitions.grad.abs().sum() > 0
