"""The choice among candidates follows validation data, and combinations are tried where they can help."""

from __future__ import annotations

import numpy as np
import pytest

from scaffold.models.classifier import Outputs
from scaffold.training.combine import AVERAGED, MOST_CASES, combine
from scaffold.training.rung import Rung
from scaffold.training.score import Scorer


class Fixed:
    """A classifier whose outputs are given."""

    kind = "fixed"

    def __init__(self, labels) -> None:
        self.labels = labels


def rung(task, name: str, *, wrong: int, seed: int = 0, encoders: int = 1) -> Rung:
    """A candidate that errs on the given number of validation texts, with features of its classes."""
    outputs = []
    for part, errors in ((task.train, 0), (task.validation, wrong)):
        truth = part.truth.copy()
        truth[:errors] = (truth[:errors] + 1) % len(task.labels)
        logits = 3 * np.eye(len(task.labels), dtype=np.float32)[truth]
        noise = np.random.default_rng(seed).normal(0, 0.05, logits.shape).astype(np.float32)
        features = np.eye(len(task.labels), dtype=np.float32)[part.truth] + noise
        outputs.append(Outputs(logits, features / np.linalg.norm(features, axis=1, keepdims=True)))
    return Rung.measured(name, Fixed(task.labels), *outputs, Scorer.of(task), seconds=1.0, encoders=encoders)


@pytest.fixture
def score(task):
    return Scorer("accuracy", task.validation.truth)


def names(table) -> list[str]:
    return [each.name for each in table]


def test_single_rung_is_compared_with_the_votes_of_its_cases(task, score):
    chosen, table = combine([rung(task, "tfidf", wrong=4)], task, score)

    assert set(names(table)) == {"tfidf", "tfidf, 20% nearest cases", "tfidf, 40% nearest cases"}
    assert table[-1].value == max(each.value for each in table)
    assert table[-1].value > 0.75
    assert chosen.votes.share > 0
    np.testing.assert_array_equal(chosen.vote(table[0].validation).logits.shape, (16, 4))


def test_perfect_rung_keeps_its_cases_as_evidence_only(task, score):
    chosen, table = combine([rung(task, "tfidf", wrong=0)], task, score)

    assert table[-1].value == 1
    assert chosen.cases.texts == task.train.texts
    assert (chosen.votes.share == 0) == (table[-1].name == "tfidf")


def test_frozen_rung_is_joined_by_words(task, score):
    rungs = [rung(task, "tfidf", wrong=3), rung(task, "frozen", wrong=2, seed=1)]

    assert "frozen + tfidf" in names(combine(rungs, task, score)[1])


def test_tuned_rungs_are_tried_together_and_with_the_frozen_one(task, score):
    rungs = [rung(task, name, wrong=wrong, seed=wrong) for name, wrong in zip("abcd", (6, 4, 3, 2), strict=True)]
    _, table = combine(rungs, task, score)

    assert {"fine-tuned together", "fine-tuned + frozen", "fine-tuned + tfidf"} <= set(names(table))
    together = next(each for each in table if each.name == "fine-tuned together")
    assert together.seconds >= 2
    assert table[-1].value == max(each.value for each in table)


def test_frozen_one_joins_the_average_where_there_is_one(task, score):
    rungs = [rung(task, name, wrong=3, seed=seed) for seed, name in enumerate(["a", "b", "c", "d", AVERAGED])]
    _, table = combine(rungs, task, score)

    mixed = next(each for each in table if each.name.startswith("fine-tuned + frozen"))
    together = next(each for each in table if each.name.startswith("fine-tuned together"))
    assert mixed.classifier.members == [rungs[-1].classifier, rungs[1].classifier]
    assert together.classifier.members == [rungs[2].classifier, rungs[3].classifier]
    assert (mixed.encoders, together.encoders) == (2, 2)


def test_words_correct_the_tuned_one_at_no_cost_of_an_encoder(task, score):
    rungs = [
        rung(task, "tfidf", wrong=2, seed=5, encoders=0),
        rung(task, "frozen", wrong=9, seed=1),
        rung(task, "fine-tuned 1", wrong=3, seed=2),
    ]
    _, table = combine(rungs, task, score)

    mixed = next(each for each in table if each.name.startswith("fine-tuned + tfidf"))
    assert mixed.classifier.members == [rungs[2].classifier, rungs[0].classifier]
    assert mixed.encoders == 1
    assert mixed.log_loss <= rungs[2].log_loss


def test_words_are_kept_where_no_encoder_is_better(task, score):
    rungs = [rung(task, "tfidf", wrong=0, encoders=0), rung(task, "frozen", wrong=0), rung(task, "tuned", wrong=0)]
    _, table = combine(rungs, task, score)

    assert table[-1].name.startswith("tfidf")


def test_every_candidate_is_in_the_table_once(task, score):
    rungs = [rung(task, name, wrong=2, seed=3) for name in ("tfidf", "frozen", "fine-tuned 1")]
    _, table = combine(rungs, task, score)

    assert len(names(table)) == len(set(names(table)))
    assert {"tfidf", "frozen", "fine-tuned 1"} <= set(names(table))


def test_many_cases_are_thinned(task, score, monkeypatch):
    monkeypatch.setattr("scaffold.training.combine.MOST_CASES", 12)
    chosen, _ = combine([rung(task, "tfidf", wrong=1)], task, score)

    assert MOST_CASES > 12
    assert len(chosen.cases.texts) == 12
    assert np.bincount(chosen.cases.truth).tolist() == [3, 3, 3, 3]
