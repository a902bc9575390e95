"""A small template of a stranger, and environments to install projects into."""

from __future__ import annotations

import os
import subprocess
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

Done = subprocess.CompletedProcess[str]

DESCRIPTION = """
[template]
name = "house"
version = "{version}"
summary = "For tests."

[[questions]]
name = "title"
ask = "Title"
default = "{{{{ project.title }}}}"

[[files]]
target = "{{{{ project.package }}}}/code.py"
source = "code.py.jinja"

[[files]]
target = "notes.txt"
source = "notes.txt"

[[files]]
target = "sample.csv"
source = "sample.csv"
data = true
"""


@pytest.fixture
def write_template(tmp_path: Path) -> Callable[..., Path]:
    """Writes a template; `files` beside or instead of its own, `more` at the end of its description."""

    def write(version: str = "1", more: str = "", folder: str = "template", **files: str) -> Path:
        place = tmp_path / folder
        place.mkdir(exist_ok=True)
        own = {
            "code.py.jinja": "TITLE = {{ title | py }}\n\n\ndef run():\n    return 1\n",
            "notes.txt": "one\ntwo\nthree\nfour\nfive\n",
            "sample.csv": "text\nhello\n",
        }
        for name, text in {**own, "template.toml": DESCRIPTION.format(version=version) + more, **files}.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, encoding="utf-8", newline="")
        return place

    return write


def new_environment(folder: Path) -> Path:
    """An environment that has what this one has; what is installed into it goes with the folder."""
    venv.create(folder, with_pip=False, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    own = sysconfig.get_path("purelib")
    (site / "parent.pth").write_text(f"import site; site.addsitedir({own!r})\n", encoding="utf-8")
    return site


def run_in(environment: Path, folder: Path, *command: str) -> Done:
    """A command in an environment, on one core and without a network."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PIP_", "PYTHON"))}
    own |= {"PATH": f"{environment / 'bin'}{os.pathsep}{own['PATH']}", "OMP_NUM_THREADS": "1"}
    own |= {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "HF_HUB_OFFLINE": "1"}
    options = {"capture_output": True, "text": True, "encoding": "utf-8", "timeout": 900, "check": False}
    return subprocess.run(command, cwd=folder, env=own, **options)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for projects with an environment, `env`."""
    folder = tmp_path_factory.mktemp("projects")
    new_environment(folder / "env")
    scripts = folder / "env" / "bin"
    # Only what is installed gets its command by pip.
    (scripts / "scaffold").write_text('#!/bin/sh\nexec python -m scaffold "$@"\n', encoding="utf-8")
    (scripts / "scaffold").chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def run(place: Path) -> Callable[..., Done]:
    """Runs a command in a folder and the environment of `place`."""
    return lambda folder, *command: run_in(place / "env", folder, *command)


@pytest.fixture(scope="module")
def made(place: Path, run: Callable[..., Done]) -> Callable[..., Path]:
    """Makes a project in `place` by the real command."""

    def make(name: str, *arguments: str) -> Path:
        done = run(place, "scaffold", "new-vertical", name, "--no-input", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return place / name

    return make
