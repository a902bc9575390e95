"""What a run notes about the machine it ran on."""

from __future__ import annotations

import platform
from importlib import metadata

from scaffold.environment import environment, environment_lines


def test_environment_names_python_machine_and_packages():
    found = environment()

    assert found["python"] == platform.python_version()
    assert "cores" in found["machine"]
    assert found["numpy"] == metadata.version("numpy")
    assert found["torch"] == metadata.version("torch")


def test_environment_without_the_package_says_so(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)

    assert environment()["vertical-scaffold"] == "not installed"
    assert "torch" not in environment()


def test_lines_are_requirements_in_order():
    lines = environment_lines()

    assert f"numpy=={metadata.version('numpy')}" in lines
    assert lines == sorted(lines, key=str.casefold)
    assert all(line.count("==") == 1 for line in lines)
