"""Which checkpoints can be trusted, and when patience has run out."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.training import checkpoints
from scaffold.training.checkpoints import Checkpoints, exhausted, scores
from scaffold.training.processes.group import Group

FILES = ("model.safetensors", "optimizer.pt", "scheduler.pt", "rng_state.pth", "trainer_state.json")


def write(folder, step: int, *, marked: bool = True, **state: object):
    target = folder / f"checkpoint-{step}"
    target.mkdir(parents=True)
    for name in FILES:
        (target / name).write_text("{}", encoding="utf-8")
    (target / "trainer_state.json").write_text(json.dumps(state), encoding="utf-8")
    if marked:
        Checkpoints(folder).mark(step)
    return target


def test_newest_marked_checkpoint_is_the_last_one(tmp_path):
    write(tmp_path, 9)
    newest = write(tmp_path, 10)

    assert Checkpoints(tmp_path).last() == newest


def test_unmarked_checkpoint_is_removed(tmp_path):
    whole, half = write(tmp_path, 3), write(tmp_path, 6, marked=False)

    assert Checkpoints(tmp_path).last() == whole
    assert not half.exists()


@pytest.mark.parametrize("name", FILES)
def test_checkpoint_that_lost_a_file_is_removed(tmp_path, name):
    whole, damaged = write(tmp_path, 3), write(tmp_path, 6)
    (damaged / name).unlink()

    assert Checkpoints(tmp_path).last() == whole
    assert not damaged.exists()


def test_without_a_checkpoint_there_is_no_last_one(tmp_path):
    assert Checkpoints(tmp_path / "nowhere").last() is None


def test_best_checkpoint_is_named_where_it_lies_now(tmp_path):
    last = write(tmp_path, 6, best_global_step=3, best_model_checkpoint="/an/older/place/checkpoint-3")

    Checkpoints(tmp_path).last()

    state = json.loads((last / "trainer_state.json").read_text(encoding="utf-8"))
    assert state["best_model_checkpoint"] == str(tmp_path / "checkpoint-3")


@given(st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.4]), max_size=12), st.integers(1, 4))
def test_patience_runs_out_as_a_counter_would(values, patience):
    counter, best = 0, float("-inf")
    for value in values:
        best, counter = (value, 0) if value > best else (best, counter + 1)

    assert exhausted(values, patience) == (counter >= patience)


@given(st.lists(st.floats(0, 1)))
def test_patience_of_nought_never_runs_out(values):
    assert not exhausted(values, 0)


def test_epochs_end_where_patience_ran_out(tmp_path):
    history = [{"eval_score": 0.5, "epoch": 1.0}, {"loss": 1.0}, {"eval_score": 0.4, "epoch": 2.0}]
    last = write(tmp_path, 6, epoch=2.0, log_history=history)
    found = Checkpoints(tmp_path)

    assert scores(history) == [0.5, 0.4]
    assert found.epochs(last, 8, patience=1) == 2
    assert found.epochs(last, 8, patience=2) == 8


def test_checkpoint_of_two_processes_needs_the_random_state_of_both(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoints, "group", lambda: Group(0, 2))
    alone, half, whole = (write(tmp_path, step) for step in (3, 6, 9))
    for folder, ranks in ((half, (0,)), (whole, (0, 1))):
        for rank in ranks:
            (folder / f"rng_state_{rank}.pth").touch()

    assert Checkpoints(tmp_path).last() == whole
    assert not alone.exists()
    assert not half.exists()
