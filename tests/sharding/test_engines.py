"""Workers and drivers are killed for real, and every row comes out once, in order."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys

import pytest

SHARDS, ROWS = 6, 32
# The marker makes each kill happen once.
KILLS = """
import os, signal
from pathlib import Path

@hookimpl
def scaffold_postprocess(decision):
    folder = Path(os.environ["TEST_FOLDER"])
    with (folder / os.environ["TEST_LOG"]).open("a", encoding="utf-8") as log:
        print(decision.id, file=log)
    first, killed = os.environ["TEST_LOG"] == "first.txt", folder / "worker killed"
    if decision.text == "kill the driver" and first:
        os.kill(int(os.environ["TEST_DRIVER"]), signal.SIGKILL)
    if decision.text == "kill the worker" and not killed.exists():
        # A worker that outlives the first driver must not do this shard: it is for the second run.
        if not first:
            killed.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return None
"""
DRIVER = f"""
import os
os.environ["TEST_DRIVER"] = str(os.getpid())
import scaffold.sharding.rows
scaffold.sharding.rows.BLOCK = {ROWS}
from scaffold.cli.main import main
main()
"""
needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="ray is not installed")


@pytest.fixture
def predict(toy_site, toy_bundle, tmp_path):
    """Run `scaffold predict` as a process of its own, with the vertical that kills."""
    toy_site.plugin("killing-plugin", KILLS, name="killing")
    environment = {**toy_site.environment(os.environ), "TEST_FOLDER": str(tmp_path)}

    def run(log: str, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", DRIVER, "predict", str(toy_bundle), "--input", "in.jsonl", *options],
            cwd=tmp_path,
            env={**environment, "TEST_LOG": log},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.parametrize("engine", ["process", pytest.param("ray", marks=needs_ray)])
def test_killed_driver_and_killed_worker_cost_no_row_and_no_finished_shard(predict, tmp_path, engine):
    texts = [f"where is card {number}" for number in range(SHARDS * ROWS - 5)]
    texts[2 * ROWS + 9], texts[5 * ROWS + 9] = "kill the driver", "kill the worker"
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(text) + "\n" for text in texts), encoding="utf-8")
    sharded = ("--output", "out.jsonl", "--engine", engine, "--workers", "2")

    first = predict("first.txt", *sharded)
    assert first.returncode == -signal.SIGKILL
    assert not (tmp_path / "out.jsonl").exists()
    done = {int(path.stem) for path in (tmp_path / "out.jsonl.shards").glob("0*.jsonl")}
    # A worker that outlives the driver may finish every shard but the one that kills it.
    assert 0 < len(done) < SHARDS

    second = predict("second.txt", *sharded, "--resume")
    assert second.returncode == 0, second.stderr
    assert (tmp_path / "worker killed").exists()
    assert "A worker died; what it had begun is done again" in second.stderr
    again = {(int(line) - 1) // ROWS for line in (tmp_path / "second.txt").read_text(encoding="utf-8").split()}
    assert not again & done
    assert not (tmp_path / "out.jsonl.shards").exists()
    out = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    assert [json.loads(line)["text"] for line in out.splitlines()] == texts
