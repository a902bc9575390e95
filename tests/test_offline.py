"""Everything works without a network, and without being told that there is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("scaffold_customer_service")

BLOCKED = """
import socket

def refuse(*args, **kwargs):
    raise OSError("the network was asked for")

for name in ("create_connection", "getaddrinfo", "gethostbyname", "gethostbyaddr", "getfqdn"):
    setattr(socket, name, refuse)

class Deaf(socket.socket):
    def connect(self, address):
        if self.family == socket.AF_UNIX:
            return super().connect(address)
        refuse()

    connect_ex = sendto = connect

socket.socket = Deaf
"""


@pytest.fixture
def cut_off(tmp_path) -> dict[str, str]:
    """The environment of a process that has no network and no setting that says so."""
    (tmp_path / "blocked").mkdir()
    (tmp_path / "blocked" / "sitecustomize.py").write_text(BLOCKED, encoding="utf-8")
    core = str(Path(__file__).parents[1] / "framework")
    kept = {name: value for name, value in os.environ.items() if "OFFLINE" not in name and "PROXY" not in name.upper()}
    return {**kept, "PYTHONPATH": f"{tmp_path / 'blocked'}:{core}", "HOME": str(tmp_path), "HF_HOME": str(tmp_path)}


def run(environment: dict[str, str], folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )


def test_network_is_cut_off_in_these_tests(cut_off, tmp_path):
    asked = "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')"
    done = run(cut_off, tmp_path, "-c", asked)

    assert done.returncode == 1
    assert "the network was asked for" in done.stderr


def test_demo_runs_with_every_socket_blocked(cut_off, tmp_path):
    budget = ("--set", "training.budget=20s", "--set", "training.speed=1")
    done = run(cut_off, tmp_path, "-m", "scaffold", "demo", "customer-service", "--out", "RUN", *budget)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "the network was asked for" not in done.stderr
    candidates = json.loads((tmp_path / "RUN" / "metrics.json").read_text(encoding="utf-8"))["candidates"]
    assert "frozen encoder" in {each["name"] for each in candidates}
    assert "Try next:" in done.stdout


def test_hub_name_is_refused_with_one_message(cut_off, tmp_path):
    base = ("--base", "owner/name@1a2b3c4", "--budget", "0s")
    done = run(cut_off, tmp_path, "-m", "scaffold", "train", "customer-service", "--out", "RUN", *base)

    assert done.returncode == 2, done.stderr
    assert "owner/name@1a2b3c4: the encoder cannot be fetched from the hub" in done.stderr
    assert done.stderr.count("\nError: ") == 1
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "RUN").exists()
