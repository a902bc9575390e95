"""Commands are spelt so that they work from where the user stands."""

from __future__ import annotations

import sys

import pytest

from scaffold.cli.next_steps import spelt


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A command `scaffold` in a folder, called by the given name."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "scaffold"
    command.write_text("#!/bin/sh\n", encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")

    def call(program: str, *, found: bool = False) -> None:
        monkeypatch.setattr(sys, "argv", [program, "demo"])
        if found:
            monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    return call


def test_command_on_the_search_path_is_spelt_by_its_name(installed, tmp_path):
    installed(str(tmp_path / "bin" / "scaffold"), found=True)

    assert spelt("scaffold verify RUN/bundle") == "scaffold verify RUN/bundle"


@pytest.mark.parametrize("program", ["bin/scaffold", "./bin/scaffold"])
def test_command_elsewhere_is_spelt_as_it_was_typed(installed, program):
    installed(program)

    assert spelt("scaffold verify RUN/bundle") == f"{program} verify RUN/bundle"


def test_path_with_a_blank_is_quoted(installed, tmp_path):
    (tmp_path / "bin").rename(tmp_path / "my bin")
    installed("my bin/scaffold")

    assert spelt("scaffold verify B") == "'my bin/scaffold' verify B"


def test_module_is_spelt_as_a_module(installed):
    installed("/some/where/scaffold/__main__.py")

    assert spelt("scaffold verify B").endswith(" -m scaffold verify B")


def test_other_lines_are_left_alone(installed):
    installed("bin/scaffold")

    assert spelt("make demo") == "make demo"
