"""Two processes, started by torchrun, learn what one does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from scaffold.bundle import Bundle
from scaffold.pipeline import train
from scaffold.plugins.run import RunContext
from scaffold.plugins.vertical import load_vertical
from scaffold.settings import load_settings

GIVEN = (
    "training.budget=6s",
    "training.speed=1",
    "training.recipe.epochs=2",
    "training.recipe.batch_size=8",
    "training.recipe.learning_rate=0.003",
    "training.recipe.rdrop=1",
    "training.recipe.fgm=0.5",
    "training.recipe.ema=0.9",
)
TEXTS = ["where is my card", "refund my order please", "我要退款", "reset password now"]


@pytest.fixture
def torchrun(toy_site):
    def run(*command: object) -> subprocess.CompletedProcess[str]:
        environment = toy_site.environment(os.environ) | {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
        start = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
        return subprocess.run(
            [*start, *map(str, command)], capture_output=True, text=True, env=environment, timeout=200
        )

    return run


@pytest.fixture
def still_folder(tiny_folder, tmp_path):
    """The tiny encoder without dropout, which is another in each process."""
    folder = tmp_path / "still"
    folder.mkdir()
    for path in tiny_folder.iterdir():
        content = path.read_bytes()
        if path.name == "config.json":
            still = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
            content = json.dumps(json.loads(content) | still).encode()
        (folder / path.name).write_bytes(content)
    return folder


def test_gradient_of_two_processes_is_that_of_one(torchrun, tmp_path):
    done = torchrun(Path(__file__).with_name("two_processes.py"), tmp_path)
    assert done.returncode == 0, done.stderr
    made = load_file(tmp_path / "made.safetensors")

    scale = torch.tensor([0.5, -0.25], requires_grad=True)
    rows = torch.tensor([[1.0, 2.0], [0.5, 1.0], [-1.0, 0.0]]) * scale
    (rows @ rows.T).exp().sum().backward()
    torch.testing.assert_close(made["rows"], rows.detach())
    torch.testing.assert_close(made["gradient"], scale.grad)
    assert {path.name for path in tmp_path.glob("seen-*")} == {"seen-0", "seen-1"}
    assert made["wide"].tolist() == [[[1.0, 1.0], [1.0, 1.0], [0.0, 0.0]], [[2.0, 2.0]] * 3]


def test_run_of_two_processes_is_that_of_one(torchrun, toy_site, still_folder, tmp_path):
    given = [*GIVEN, f"training.base={still_folder}"]
    settings = load_settings(None, given)
    vertical = load_vertical("toy", settings)
    alone = train(RunContext(vertical, settings, tmp_path / "ONE", None, vertical.config))

    options = [part for each in given for part in ("--set", each)]
    done = torchrun("-m", "scaffold", "train", "toy", "--out", tmp_path / "TWO", *options)

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("report  ") == 1, "one process speaks"
    metrics = json.loads((tmp_path / "TWO" / "metrics.json").read_text(encoding="utf-8"))
    for one, two in zip(alone.metrics["candidates"], metrics["candidates"], strict=True):
        assert two["name"] == one["name"]
        assert two["validation"] == pytest.approx(one["validation"], abs=1e-3)
        assert two["log_loss"] == pytest.approx(one["log_loss"], abs=1e-3)
    together = Bundle.load(tmp_path / "TWO" / "bundle").decide(TEXTS)
    for one, two in zip(alone.bundle.decide(TEXTS), together, strict=True):
        assert two.heads["topic"].label == one.heads["topic"].label
        np.testing.assert_allclose(two.heads["topic"].probability, one.heads["topic"].probability, atol=1e-3)


def test_mistake_of_the_user_ends_all_processes(torchrun, tmp_path):
    done = torchrun("-m", "scaffold", "train", "toy", "--data", tmp_path / "nowhere.csv", "--out", tmp_path / "RUN")

    assert done.returncode != 0
    assert done.stderr.count("nowhere.csv: there is no such file") == 1
    assert not (tmp_path / "RUN").exists()
