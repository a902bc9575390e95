"""`scaffold doctor` says what is there, what is missing and what to type."""

from __future__ import annotations

import json
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace

import pytest
from click.testing import CliRunner

from scaffold.cli import doctor
from scaffold.cli.main import cli
from scaffold.errors import EncoderError


@pytest.fixture(autouse=True)
def torch(monkeypatch, tmp_path):
    """Stands for torch, which takes seconds to import; the encoder's 90 MB are not hashed either."""
    module = ModuleType("torch")
    module.__spec__ = ModuleSpec("torch", None)
    module.cuda = SimpleNamespace(is_available=lambda: False, get_device_name=lambda index: f"GPU {index}")
    module.backends = SimpleNamespace(mps=SimpleNamespace(is_available=lambda: False))
    monkeypatch.setitem(sys.modules, "torch", module)
    monkeypatch.setattr(doctor, "find_embedded", lambda: tmp_path)
    monkeypatch.setattr(doctor, "verify_embedded", lambda folder: None)
    return module


def findings() -> dict[str, dict[str, str]]:
    result = CliRunner().invoke(cli, ["doctor", "--json"])
    assert result.exit_code == 0, result.output
    return {row["name"]: row for row in json.loads(result.stdout)}


def test_doctor_reports_each_thing():
    found = findings()

    assert {"scaffold", "python", "encoder weights", "cores", "memory", "disk", "accelerator", "sqlite"} <= set(found)
    assert int(found["cores"]["value"]) >= 1
    assert found["sqlite"] == {"name": "sqlite", "state": "ok", "value": found["sqlite"]["value"], "advice": ""}
    assert found["sqlite"]["value"].endswith(" with FTS5")


def test_doctor_names_the_extra_of_what_is_missing(monkeypatch):
    monkeypatch.setattr(doctor, "EXTRA_OF", {"no_such_package": "retrieval", "click": "train"})

    found = findings()

    assert found["retrieval: no_such_package"]["state"] == "missing"
    assert found["retrieval: no_such_package"]["advice"] == 'For retrieval: pip install "vertical-scaffold[retrieval]"'
    assert found["train: click"]["state"] == "ok"
    assert found["train: click"]["value"][0].isdigit()


def test_doctor_says_how_to_mend_altered_weights(monkeypatch):
    def altered(folder):
        raise EncoderError("this is not the pinned file", hint="Run: pip install x")

    monkeypatch.setattr(doctor, "verify_embedded", altered)

    result = CliRunner().invoke(cli, ["doctor"])

    assert "encoder weights" in result.stdout
    assert "- Run: pip install x\n" in result.stdout


def test_doctor_without_torch_does_not_look_for_an_accelerator(monkeypatch):
    monkeypatch.setattr(doctor, "EXTRA_OF", {})
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: None)

    assert findings()["accelerator"]["value"] == "not looked for, as torch is not installed"


def test_doctor_names_the_accelerator(torch):
    assert findings()["accelerator"]["value"] == "none; the CPU is enough"

    torch.backends.mps.is_available = lambda: True
    assert findings()["accelerator"]["value"] == "Apple GPU (mps)"

    torch.cuda.is_available = lambda: True
    assert findings()["accelerator"]["value"] == "GPU 0"


def test_doctor_warns_of_little_memory_and_disk(monkeypatch):
    monkeypatch.setattr(doctor, "MEMORY_WANTED", 2**60)
    monkeypatch.setattr(doctor, "DISK_WANTED", 2**60)

    found = findings()

    assert (found["memory"]["state"], found["disk"]["state"]) == ("warning", "warning")
    assert "TMPDIR" in found["disk"]["advice"]


def test_memory_limit_of_a_container_counts(tmp_path):
    limit = tmp_path / "memory.max"
    limit.write_text("1000000\n", encoding="ascii")
    assert doctor.memory_limit(limit) == 1_000_000

    limit.write_text("max\n", encoding="ascii")
    assert doctor.memory_limit(limit) == doctor.memory_limit(tmp_path / "none")
    assert doctor.memory_limit(limit) > 1_000_000


def test_doctor_names_a_sqlite_without_full_text_search(monkeypatch):
    class Connection:
        def execute(self, statement):
            raise doctor.sqlite3.OperationalError("no such module: fts5")

        def close(self):
            pass

    monkeypatch.setattr(doctor.sqlite3, "connect", lambda name: Connection())

    found = findings()["sqlite"]

    assert found["state"] == "missing"
    assert "no such module: fts5" in found["value"]
