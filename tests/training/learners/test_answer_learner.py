"""What windows of a text teach, and what a batch of them costs."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from scaffold.models.answerer import WindowScores
from scaffold.models.encoder import Encoder
from scaffold.models.pair_windows import PairWindow, read_pairs
from scaffold.training.learners.answers import Answered, AnswerLearner, AnswerTask, answer_tokens
from scaffold.training.learners.learner import Reading
from scaffold.training.recipe import Recipe

LONG = "please send the new card to me " * 5 + "now the refund is here"
AT = LONG.index("refund")


def a_task(*rows) -> AnswerTask:
    part = Answered([texts for texts, _ in rows], [answers for _, answers in rows])
    return AnswerTask("answer", part, part)


@pytest.fixture
def narrow(tiny_encoder):
    return Encoder(tiny_encoder.model, tiny_encoder.tokenizer, max_length=20)


def test_target_is_the_tokens_that_an_answer_touches():
    window = PairWindow([0] * 9, 3, [(0, 2), (3, 7), (7, 8), (9, 12)])

    assert answer_tokens(window, [(3, "card")]) == (4, 4)
    assert answer_tokens(window, [(4, "ard, no")]) == (4, 6)
    assert answer_tokens(window, []) == (0, 0)
    assert answer_tokens(window, [(20, "far away")]) == (0, 0)
    assert answer_tokens(window, [(9, "not whole here")]) is None
    assert answer_tokens(window, [(9, "not whole here"), (0, "my")]) == (3, 3)


def test_windows_without_the_answer_say_so_and_half_of_one_is_not_taught(narrow):
    task = a_task((("what is here", LONG), [(AT, "refund")]), (("what is here", LONG), []))
    rows = task.rows("train", narrow)
    windows = read_pairs(narrow, task.train.texts)[0]
    whole = [row for row in rows if row["question"] == 0 and row["targets"]["answer"][0]]

    assert len(windows) > 2
    assert whole
    for row in whole:
        first, last, start, _ = row["targets"]["answer"].tolist()
        assert row["window"].offsets[first - start] == (AT, AT + len("refund"))
        assert last == first
    assert all(row["targets"]["answer"][:2].tolist() == [0, 0] for row in rows if row["question"] == 1)

    halves = a_task((("what is here", LONG), [(0, LONG)]))
    assert halves.rows("train", narrow) == []
    assert len(halves.rows("validation", narrow)) == len(windows)


def test_question_tokens_and_padding_do_not_count(narrow):
    learner = AnswerLearner(a_task((("what", "my card"), [(3, "card")])), [], narrow.width)
    truth = learner.tensor([np.array([4, 4, 3, 5])])
    logits = torch.zeros(1, 8, 2)
    loss = learner.loss(logits, truth)

    assert loss.item() == pytest.approx(np.log(3))
    logits[0, [1, 2, 5, 7]] = 50.0
    assert learner.loss(logits, truth).item() == pytest.approx(np.log(3))
    logits[0, 4] = 50.0
    assert learner.loss(logits, truth).item() == pytest.approx(0, abs=1e-4)


def test_figures_of_windows_are_those_of_the_trained_head(narrow):
    task = a_task((("what is here", LONG), [(AT, "refund")]), (("what", "thanks to you"), []))
    rows = task.rows("validation", narrow)
    learner = AnswerLearner(task, rows, narrow.width)
    layer = learner.layer(Recipe()).eval()
    logits = []
    for row in rows:
        states = torch.from_numpy(narrow.encode_ids([row["inputs"]])[0])[None]
        with torch.no_grad():
            logits.append(layer(Reading(states, states[:, 0]))[0].numpy())

    assert learner.judge(logits) == pytest.approx(task.judge(learner.finish(layer, narrow)), abs=1e-5)


def test_a_perfect_model_has_all_of_the_metric():
    task = a_task((("what", "my card"), [(3, "card")]), (("what", "my thanks"), []))
    right, none = np.zeros((6, 2)), np.zeros((6, 2))
    right[4], none[0] = 9.0, 9.0
    window = PairWindow([0] * 6, 3, [(0, 2), (3, 7)])
    value, loss = task.judge_windows([[WindowScores(window, right)], [WindowScores(window, none)]])

    assert value == 1
    assert loss < 0.01
    assert task.judge_windows([[WindowScores(window, none)], [WindowScores(window, right)]])[0] == 0
