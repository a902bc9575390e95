"""Projects of every task and language pass their own `make lint` and `make test`, the demo too, as they are, offline."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

COMBINATIONS = [
    (task, language)
    for task in ("classification", "multilabel", "tagging", "pair", "retrieval", "recommendation")
    for language in ("en", "zh")
]
_LONGEST = 900


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with an environment that has what this one has; what is installed into it goes with the folder."""
    folder = tmp_path_factory.mktemp("projects")
    venv.create(folder / "env", with_pip=False, symlinks=True)
    (site,) = (folder / "env").glob("lib/python*/site-packages")
    own = sysconfig.get_path("purelib")
    (site / "parent.pth").write_text(f"import site; site.addsitedir({own!r})\n", encoding="utf-8")
    return folder


def run(place: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A command in the environment of `place`, on one core and without a network."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PIP_", "PYTHON"))}
    paths = f"{place / 'env' / 'bin'}{os.pathsep}{own['PATH']}"
    environment = own | {"PATH": paths, "OMP_NUM_THREADS": "1", "PIP_NO_INDEX": "1", "HF_HUB_OFFLINE": "1"}
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_LONGEST,
        check=False,
    )


def made(place: Path, name: str, *arguments: str) -> Path:
    done = run(place, place, "python", "-m", "scaffold", "new-vertical", name, "--no-input", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return place / name


@pytest.fixture(scope="module")
def outcomes(place) -> dict[str, Future[str]]:
    """What `make lint test` says of every project; two at a time."""

    def check(task: str, language: str) -> str:
        project = made(place, f"shop-{task}-{language}", "--task", task, "--language", language)
        done = run(place, project, "make", "lint", "test")
        return "passed" if done.returncode == 0 else done.stdout + done.stderr

    with ThreadPoolExecutor(2) as pool:
        return {f"{task}-{language}": pool.submit(check, task, language) for task, language in COMBINATIONS}


@pytest.mark.skipif(sys.platform == "win32", reason="make")
@pytest.mark.parametrize("combination", [f"{task}-{language}" for task, language in COMBINATIONS])
def test_project_passes_its_own_checks_and_its_demo(outcomes, combination):
    assert outcomes[combination].result() == "passed"


@pytest.mark.skipif(sys.platform == "win32", reason="make")
def test_project_of_a_file_trains_on_that_file(place):
    texts = (("the car was hit", "motor"), ("water ran into the house", "home"), ("my bag was stolen", "theft"))
    ends = ("at night", "on monday", "again", "by a stranger", "last week", "in town", "twice", "and nobody saw it")
    rows = [f"{text} {end},{label}" for text, label in texts for end in ends]
    (place / "claims.csv").write_text("\n".join(["text,kind", *rows]) + "\n", encoding="utf-8")
    project = made(place, "claims", "--data", "claims.csv")
    done = run(place, project, "make", "lint", "demo")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "label accuracy, test" in done.stdout
    assert (project / "demo" / "bundle" / "metadata.json").is_file()
    assert (project / "demo" / "report.html").is_file()
