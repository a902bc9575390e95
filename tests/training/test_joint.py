"""Heads that share texts are trained on one row a text: every target is kept, and no row is lost."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.data.spans import TextSpan
from scaffold.models.cache import CachedEncoder
from scaffold.training.joint import JointTraining, joined_rows
from scaffold.training.learners.tagging import Tagged, TaggingTask
from scaffold.training.recipe import Recipe
from scaffold.training.split import SplitEncoder
from scaffold.training.task import Labelled, Task

RECIPE = Recipe(epochs=3, batch_size=16, learning_rate=3e-3, patience=0)
TEXTS = st.sampled_from(["card", "my card", "我要退款", "pin now", ""])

KINDS = {"topic": "classification", "mood": "classification"}


def task_of(head: str, texts: list[str]) -> Task:
    part = Labelled(texts, np.arange(len(texts)) % 2)
    return Task(head, ("a", "b"), part, part)


def tags_of(head: str, texts: list[str]) -> TaggingTask:
    part = Tagged(texts, [[TextSpan(0, len(text), "x")] if text else [] for text in texts])
    return TaggingTask(head, ("x",), part, part)


@settings(deadline=None, max_examples=40)
@given(st.lists(TEXTS, max_size=8), st.lists(TEXTS, max_size=8), st.lists(TEXTS, max_size=8), st.booleans())
def test_every_target_of_every_task_is_kept_and_no_row_is_lost(tiny_encoder, one, two, three, tagged):
    tasks = [task_of("one", one), task_of("two", two), (tags_of if tagged else task_of)("three", three)]
    rows = joined_rows(tasks, "train", tiny_encoder)

    # A text is there as often as in the task that has it most often.
    most = Counter(one) | Counter(two) | Counter(three)
    assert len(rows) == most.total()
    assert all(row["targets"] for row in rows)
    for task in tasks:
        own = [row["targets"][task.head] for row in rows if task.head in row["targets"]]
        assert len(own) == len(task.train)
    for task, texts in zip(tasks[:2], (one, two), strict=True):
        ids = tiny_encoder.tokenise(texts)
        wanted = Counter((tuple(own), int(truth)) for own, truth in zip(ids, task.train.truth, strict=True))
        held = [row for row in rows if task.head in row["targets"]]
        assert Counter((tuple(row["inputs"]), int(row["targets"][task.head])) for row in held) == wanted


def test_texts_that_two_heads_share_are_read_once(tiny_encoder):
    rows = joined_rows([task_of("one", ["card", "pin"]), tags_of("two", ["pin", "my card"])], "train", tiny_encoder)

    assert [sorted(row["targets"]) for row in rows] == [["one"], ["one", "two"], ["two"]]
    assert rows[1]["offsets"] == [(0, 3)]


def test_two_texts_that_are_read_together_stay_two(tiny_encoder):
    pairs = [("card", "pin"), ("card", "fee")]
    rows = joined_rows([task_of("one", pairs), task_of("two", pairs[1:])], "train", tiny_encoder)

    assert [sorted(row["targets"]) for row in rows] == [["one"], ["one", "two"]]
    assert [row["inputs"] for row in rows] == tiny_encoder.tokenise(pairs)


@pytest.fixture
def training(tiny_encoder, task, tmp_path):
    """Two heads on the texts of the toy task, and what trains them."""
    mood = Task(
        "mood", ("calm", "please"), *(Labelled(p.texts, _pleases(p.texts)) for p in (task.train, task.validation))
    )

    def make(*recipes: Recipe) -> JointTraining:
        base = SplitEncoder.of(tiny_encoder)
        return JointTraining([task, mood], recipes, base, CachedEncoder(tiny_encoder), tmp_path, "together")

    return make


def _pleases(texts):
    return np.array(["please" in text for text in texts], dtype=np.int64)


def test_heads_come_out_on_one_encoder(training):
    best, made = training(RECIPE).run()

    assert [each.name for each in made] == ["together 1"]
    assert best.heads["topic"].encoder is best.heads["mood"].encoder
    assert set(best.entries) == {"topic", "mood"}
    mean = sum(entry.log_loss for entry in best.entries.values()) / 2
    assert best.shortfall(KINDS) == pytest.approx(mean)


def test_several_members_are_averaged_and_the_lowest_loss_wins(training):
    second = Recipe(epochs=1, batch_size=16, learning_rate=1e-3, seed=2)
    best, made = training(RECIPE, second).run()

    assert [each.name for each in made] == ["together 1", "together 2", "together, averaged"]
    assert best.shortfall(KINDS) == min(each.shortfall(KINDS) for each in made)
    spent = [each.entries["topic"].seconds for each in made]
    assert spent[2] >= spent[0] + spent[1]


def test_what_was_finished_is_not_trained_again(training, monkeypatch):
    first, _ = training(RECIPE).run()
    monkeypatch.setattr("scaffold.training.joint.finetune", lambda *_, **__: pytest.fail("trained again"))
    again, _ = training(RECIPE).run()

    for name, head in first.heads.items():
        np.testing.assert_array_equal(head.weight, again.heads[name].weight)
        assert again.entries[name].value == first.entries[name].value
    assert again.entries["topic"].seconds == pytest.approx(first.entries["topic"].seconds)


def test_every_head_predicts_what_it_was_measured_by(training, task):
    best, _ = training(RECIPE).run()

    predicted = best.heads["topic"].outputs(task.validation.texts).logits.argmax(axis=1)
    assert (predicted == task.validation.truth).mean() == best.entries["topic"].value
