"""Pairs are told apart from the other pairs of their batch."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from scaffold.models.pair_encoder import PairEncoder
from scaffold.models.pair_ranks import TEMPERATURE
from scaffold.models.store import EncoderStore
from scaffold.training.finetune import finetune
from scaffold.training.learners.embedding import EmbeddingLearner, EmbeddingTask, Pairs
from scaffold.training.prepared import prepare_rows, with_seconds
from scaffold.training.recipe import Recipe
from scaffold.training.split import SplitEncoder

PAIRS = [("my card", "new pin"), ("i want a refund", "money back"), ("my card", "card fee"), ("the order", "new pin")]


@pytest.fixture
def task() -> EmbeddingTask:
    return EmbeddingTask("near", Pairs(PAIRS), Pairs(PAIRS))


def loss_of(task, firsts, seconds, numbers):
    both = torch.nn.functional.normalize(torch.tensor([*firsts, *seconds], dtype=torch.float64), dim=-1)
    return EmbeddingLearner(task).loss(both, torch.tensor(numbers)).item()


def test_a_training_row_brings_its_second_text(task, tiny_encoder):
    rows = task.rows("train", tiny_encoder)
    both = with_seconds(rows)

    assert len(both) == 2 * len(PAIRS)
    assert [row["inputs"] for row in both] == tiny_encoder.tokenise([*task.train.firsts, *task.train.seconds])
    assert rows[0]["length"] == sum(map(len, tiny_encoder.tokenise(PAIRS[0])))
    assert with_seconds(task.rows("validation", tiny_encoder)) == task.rows("validation", tiny_encoder)
    assert rows[0]["targets"] == rows[2]["targets"]
    assert both[4]["targets"] == both[7]["targets"]


def test_loss_is_cross_entropy_over_the_second_texts(task):
    found = loss_of(task, [[1, 0], [0, 1]], [[1, 1], [0, 1]], [1, 2, 3, 4])

    scores = np.array([[0.5**0.5, 0], [0.5**0.5, 1]]) / TEMPERATURE
    assert found == pytest.approx(np.mean(np.logaddexp.reduce(scores, axis=1) - np.diag(scores)))


@pytest.mark.parametrize(
    ("numbers", "what"),
    [
        ([1, 2, 7, 7], "the same second text"),
        ([1, 1, 3, 4], "another second text of the same first one"),
        ([1, 3, 5, 1], "the first text itself"),
    ],
)
def test_what_is_no_wrong_answer_is_left_out(task, numbers, what):
    vectors = [[1, 0], [0.2, 1]], [[1, 0.3], [1, 0.1]]
    apart = loss_of(task, *vectors, [1, 2, 3, 4])

    assert loss_of(task, *vectors, numbers) < apart, what


def test_validation_rows_are_judged_as_the_encoder_is(task, tiny_encoder):
    rows = task.rows("validation", tiny_encoder)
    vectors = tiny_encoder.encode([*task.validation.firsts, *task.validation.seconds])

    assert len(rows) == len(vectors)
    judged = EmbeddingLearner(task).judge(list(vectors))
    assert judged == pytest.approx(task.judge(PairEncoder(tiny_encoder)), abs=1e-6)
    assert EmbeddingTask("near", Pairs(PAIRS), Pairs([])).judge(PairEncoder(tiny_encoder)) == (0.0, 0.0)


def test_fine_tuning_brings_pairs_together_and_is_read_back(tiny_encoder, tmp_path):
    things, ends = ("card", "refund", "payment", "password", "order", "account"), ("my {}", "the {} please", "{} now")
    partners = ("pin", "money", "fee", "reset", "send", "help")
    pairs = [(e.format(t), f"{e.format(p)} again") for t, p in zip(things, partners, strict=True) for e in ends]
    task = EmbeddingTask("near", Pairs(pairs[::2]), Pairs(pairs[1::2]))
    rows = [task.rows(part, tiny_encoder) for part in ("train", "validation")]
    prepared = prepare_rows([EmbeddingLearner(task)], SplitEncoder.of(tiny_encoder), *rows)
    recipe = Recipe(epochs=30, batch_size=8, learning_rate=3e-3, patience=0)
    head = finetune(prepared, recipe, work=tmp_path)["near"]

    before, after = (task.judge(each)[1] for each in (PairEncoder(tiny_encoder), head))
    assert after < 0.7 * before
    head.save(tmp_path / "head", EncoderStore(tmp_path / "encoders"))
    read = PairEncoder.read(tmp_path / "head", EncoderStore(tmp_path / "encoders"))
    np.testing.assert_allclose(read.encoder.encode(["my card"]), head.encoder.encode(["my card"]), atol=1e-6)
