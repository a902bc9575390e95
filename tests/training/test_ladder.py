"""The ladder climbs as far as its plan says, chooses by validation data, and goes on where it was killed."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from scaffold.models.cache import CachedEncoder
from scaffold.training import ladder
from scaffold.training.budget import Plan
from scaffold.training.combine import AVERAGED
from scaffold.training.frozen import fit_linear
from scaffold.training.ladder import Ladder
from scaffold.training.prepared import prepare
from scaffold.training.recipe import Recipe
from scaffold.training.split import SplitEncoder

RECIPES = tuple(Recipe(epochs=2, batch_size=16, learning_rate=3e-3, seed=seed) for seed in (1, 2))


@pytest.fixture
def climb(task, tiny_encoder, tmp_path):
    def run(plan: Plan, work: str = "work", **ways):
        cached = CachedEncoder(tiny_encoder, tmp_path / "cache")
        return Ladder(task, plan, SplitEncoder.of(tiny_encoder), cached, tmp_path / work, 1, **ways).climb()

    return run


def test_small_plan_ends_with_words(climb):
    classifier, table = climb(Plan(False, (), 1.0, 1.0))

    assert table[-1].value == max(each.value for each in table) == 1
    assert all(each.name.startswith("tfidf") for each in table)
    assert classifier.labels == ("card", "login", "refund", "退款")


def test_whole_ladder_is_resumed_without_training_again(climb, task, tmp_path, monkeypatch):
    plan = Plan(True, RECIPES, 1.0, 1.0)
    classifier, table = climb(plan)
    monkeypatch.setattr(ladder, "finetune", None)
    monkeypatch.setattr(ladder, "fit_tfidf", None)
    monkeypatch.setattr(ladder, "fit_linear", None)
    monkeypatch.setattr(ladder, "average", None)

    again, table_again = climb(plan)

    assert {"tfidf + svm", "frozen encoder", "fine-tuned 1", "fine-tuned 2", AVERAGED} <= {each.name for each in table}
    assert [(each.name, each.value) for each in table] == [(each.name, each.value) for each in table_again]
    first, second = (each.outputs(task.validation.texts) for each in (classifier, again))
    np.testing.assert_array_equal(first.logits, second.logits)
    np.testing.assert_array_equal(first.features, second.features)
    assert not list((tmp_path / "work").glob("checkpoints*"))
    assert {path.suffix for path in (tmp_path / "work").rglob("*") if path.is_file()} <= {".json", ".safetensors"}


def test_rung_that_was_not_finished_is_trained_again(climb, task, tmp_path):
    plan = Plan(True, (), 1.0, 1.0)
    first, _ = climb(plan)
    (tmp_path / "work" / "frozen encoder" / "done.json").unlink()
    shutil.rmtree(tmp_path / "work" / "encoders")
    second, _ = climb(plan)

    np.testing.assert_array_equal(
        first.outputs(task.validation.texts).logits, second.outputs(task.validation.texts).logits
    )


def test_names_of_labels_teach_but_are_no_cases(climb, task, monkeypatch):
    seen = []
    monkeypatch.setattr(ladder, "prepare", lambda *given, **named: seen.append(given[2]) or prepare(*given, **named))
    chosen, table = climb(Plan(True, RECIPES[:1], 1.0, 1.0), label_names="always")

    assert seen[0].train.texts[-4:] == ["card", "login", "refund", "退款"]
    assert all("names of labels" in each.note for each in table if each.name in ("frozen encoder", "fine-tuned 1"))
    assert len(chosen.cases.texts) == len(task.train)


def test_names_of_labels_are_taken_where_validation_data_gain(climb, monkeypatch):
    fits = []
    monkeypatch.setattr(
        ladder, "fit_linear", lambda *given, **named: fits.append(given[3]) or fit_linear(*given, **named)
    )
    _, table = climb(Plan(True, (), 1.0, 1.0), label_names="auto")
    compared = [len(task.train) for task in fits]

    assert compared[1] == compared[0] + 4
    frozen = next(each for each in table if each.name == "frozen encoder")
    assert ("names of labels" in frozen.note) == (compared[-1] == compared[1])


def test_names_of_labels_are_left_out_where_nothing_is_to_gain(climb, task, monkeypatch):
    monkeypatch.setattr(ladder, "are_few", lambda task: False)
    _, table = climb(Plan(True, (), 1.0, 1.0), label_names="auto")

    assert not any("names of labels" in each.note for each in table)
