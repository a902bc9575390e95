"""What experts know of labels, as a loss: nothing where it holds, and downhill to where it does."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from scaffold.models.cache import CachedEncoder
from scaffold.training.joint import JointTraining
from scaffold.training.module import headed_encoder
from scaffold.training.objectives.semantic import Constraint, label_probabilities, semantic_loss, within
from scaffold.training.prepared import prepare
from scaffold.training.processes.group import group
from scaffold.training.recipe import Recipe
from scaffold.training.split import SplitEncoder
from scaffold.training.task import Labelled, Task
from scaffold.training.trainer import _batch

IMPLIES = Constraint(("one", 0), ("two", 1))
EXCLUDES = Constraint(("one", 0), ("two", 1), excludes=True)


def given_that(first: float, second: float):
    return {"one": torch.tensor([[first, 1 - first]]), "two": torch.tensor([[1 - second, second]])}


@pytest.mark.parametrize(
    ("constraint", "first", "second"),
    [(IMPLIES, 1, 1), (IMPLIES, 0, 0), (IMPLIES, 0, 1), (EXCLUDES, 1, 0), (EXCLUDES, 0, 1)],
)
def test_satisfied_constraint_costs_nothing(constraint, first, second):
    assert semantic_loss([constraint], given_that(float(first), float(second))).item() == 0


@given(st.sampled_from([IMPLIES, EXCLUDES]), st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_loss_is_minus_the_log_of_the_probability_that_it_holds(constraint, first, second):
    broken = first * (second if constraint.excludes else 1 - second)
    loss = semantic_loss([constraint], given_that(first, second)).item()
    assert loss == pytest.approx(-math.log(1 - broken), abs=1e-5)


@pytest.mark.parametrize(("constraint", "sign"), [(IMPLIES, -1), (EXCLUDES, 1)])
def test_gradient_takes_the_first_down_and_the_second_to_where_it_belongs(constraint, sign):
    one, two = (torch.zeros(1, 2, requires_grad=True) for _ in range(2))
    semantic_loss([constraint], {"one": one.softmax(-1), "two": two.softmax(-1)}).backward()

    assert one.grad[0, 0] > 0
    assert torch.sign(two.grad[0, 1]).item() == sign


def test_certain_violation_is_large_and_finite():
    logits = torch.tensor([[60.0, -60.0]], requires_grad=True)
    loss = semantic_loss([EXCLUDES], {"one": logits.softmax(-1), "two": torch.tensor([[0.0, 1.0]])})
    loss.backward()
    assert 5 < loss.item() < 50
    assert torch.isfinite(logits.grad).all()


def test_several_constraints_and_rows_are_averaged():
    found = {"one": torch.tensor([[1.0, 0.0], [0.0, 1.0]]), "two": torch.tensor([[0.5, 0.5], [0.5, 0.5]])}
    assert semantic_loss([IMPLIES], found).item() == pytest.approx(math.log(2) / 2)
    assert semantic_loss([IMPLIES, Constraint(("two", 0), ("two", 0))], found).item() == pytest.approx(
        (math.log(2) / 2 - math.log(0.75)) / 2
    )


def test_labels_of_one_head_of_several():
    logits = torch.tensor([[3.0, -3.0, 0.0]])
    found = {"tags": label_probabilities(logits, "multilabel")}
    np.testing.assert_allclose(found["tags"][0], torch.sigmoid(logits[0]))
    assert semantic_loss([Constraint(("tags", 0), ("tags", 1))], found) > 2
    assert semantic_loss([Constraint(("tags", 0), ("tags", 1), excludes=True)], found) < 0.1
    assert label_probabilities(logits, "ordinal").sum().item() == pytest.approx(1)


def labels_of(head: str, texts, truth, kind="classification") -> Task:
    part = Labelled(texts, truth)
    return Task(head, ("a", "b"), part, part, "macro_f1" if kind == "multilabel" else "accuracy", kind)


def test_constraints_within_the_tasks_at_hand_come_once():
    one, two = (
        replace(labels_of(head, ["x", "y"], np.array([0, 1])), constraints=(IMPLIES, Constraint((head, 0), (head, 1))))
        for head in ("one", "two")
    )
    assert within([one, two]) == (IMPLIES, Constraint(("one", 0), ("one", 1)), Constraint(("two", 0), ("two", 1)))
    assert within([two]) == (Constraint(("two", 0), ("two", 1)),)
    assert within([SimpleNamespace(head="tagger")]) == ()


def test_loss_of_a_batch_has_the_constraints_in_it(tiny_encoder):
    texts = ["where is my card", "refund my order"]
    tags = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    task = labels_of("tags", texts, tags, "multilabel")
    start = tiny_encoder.encode(texts)
    prepared = prepare(tiny_encoder, start, task)
    known = Constraint(("tags", 0), ("tags", 1))
    losses = []
    for constraints in ((), (known,)):
        torch.manual_seed(0)
        module = headed_encoder(prepared.split.upper(), prepared.learners, Recipe(), constraints).eval()
        losses.append(module(**_batch(prepared, group(), prepared.train))["loss"].item())
    assert losses[1] > losses[0]


def test_heads_that_learn_together_keep_to_a_constraint(tiny_encoder, task, tmp_path):
    """`card` excludes `calm`, whatever the labels of mood say: both are learnt apart from that."""
    texts = [*task.train.texts, *task.validation.texts]
    topic = labels_of("topic", texts, np.concatenate([task.train.truth, task.validation.truth]) % 2)
    # Mood has labels for half of the texts only; what is known of the others is the constraint.
    mood = labels_of("mood", texts[::2], np.array(["please" in text for text in texts[::2]], dtype=np.int64))
    recipe = Recipe(epochs=4, batch_size=16, learning_rate=3e-3, patience=0)
    apart = Constraint(("topic", 0), ("mood", 0), excludes=True)

    def together(name: str, *constraints: Constraint) -> float:
        tasks = [replace(each, constraints=constraints) for each in (topic, mood)]
        base = SplitEncoder.of(tiny_encoder)
        best, _ = JointTraining(tasks, [recipe], base, CachedEncoder(tiny_encoder), tmp_path / name, "t").run()
        likely = {
            head: label_probabilities(torch.tensor(each.outputs(texts).logits), "classification")
            for head, each in best.heads.items()
        }
        return semantic_loss([apart], likely).item()

    assert together("with", apart) < 0.85 * together("without")
