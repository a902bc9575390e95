"""How a batch is divided among processes; a process alone notices nothing."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from scaffold.models.adapters import AdapterSettings
from scaffold.training.prepared import prepare
from scaffold.training.processes.gather import gathered
from scaffold.training.processes.group import Group, group, were_several_started
from scaffold.training.processes.work import leading, together
from scaffold.training.split import SplitEncoder


@given(count=st.integers(1, 40), size=st.integers(1, 8))
def test_shares_are_as_large_and_together_the_batch(count, size):
    shares = [Group(rank, size).share(count) for rank in range(size)]

    assert len({len(share) for share in shares}) == 1
    assert [number for share in shares for number in share][:count] == list(range(count))
    assert all(0 <= number < count for share in shares for number in share)


def test_process_alone_leads_and_shares_with_nobody(monkeypatch):
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    alone = group()

    assert not were_several_started()
    assert (alone.rank, alone.size, alone.leads) == (0, 1, True)
    assert alone.agree(lambda: 7) == 7
    assert alone.collect("a") == ["a"]
    rows = torch.ones(3, 2)
    assert gathered(rows, 3) is rows
    with leading() as leads:
        assert leads
    assert together(max, 1, 2) == 2


@pytest.mark.parametrize("method", [None, "lora", "prefix"])
def test_what_training_starts_from_can_be_sent_to_another_process(tiny_encoder, task, method):
    pytest.importorskip("peft")
    split = SplitEncoder.of(tiny_encoder, adapter=AdapterSettings(method) if method else None)
    prepared = prepare(split.whole, split.whole.encode(task.train.texts), task, split=split)
    again = pickle.loads(pickle.dumps(prepared))

    assert again.split.whole.fingerprint == tiny_encoder.fingerprint
    assert again.split.upper().fingerprint == split.upper().fingerprint
    assert [row["length"] for row in again.train] == [row["length"] for row in prepared.train]


@pytest.mark.parametrize(("size", "ending"), [("1", "torn down\n"), ("2", "")])
def test_one_of_several_leaves_without_taking_the_interpreter_down(size, ending):
    script = (
        "import atexit; from scaffold.training.processes.group import leave;"
        "atexit.register(print, 'torn down'); print('said', end=' '); leave()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env=os.environ | {"WORLD_SIZE": size},
        check=True,
    )
    assert done.stdout == f"said {ending}"
