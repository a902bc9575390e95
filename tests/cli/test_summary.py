"""What a finished run shows, and commands spelt so that they work from where the user stands."""

from __future__ import annotations

import sys

import pytest

from scaffold.cli.summary import print_candidates, print_figures, spelt


def candidate(head: str, name: str, value: float, metric: str = "accuracy") -> dict:
    figures = {"validation": value, "log_loss": 0.5, "encoders": 1, "seconds": 1.0}
    return {"head": head, "name": name, "metric": metric} | figures


def test_chosen_candidate_of_each_head_is_marked(capsys):
    rows = [candidate("a", "words", 0.5), candidate("a", "tuned", 0.9), candidate("b", "words", 0.7, "quadratic_kappa")]
    print_candidates({"candidates": rows, "chosen": {"a": "tuned", "b": "words"}})

    lines = capsys.readouterr().out.splitlines()
    assert [line[:12] for line in lines] == [
        "a: candidate",
        "  words     ",
        "* tuned     ",
        "b: candidate",
        "* words     ",
    ]
    assert "accuracy" in lines[0]
    assert "quadratic_kappa" in lines[3]
    assert len({len(line) for line in lines}) == 1


def test_one_head_needs_no_name(capsys):
    print_candidates({"candidates": [candidate("a", "words", 0.5)], "chosen": "words"})

    assert [line[:9] for line in capsys.readouterr().out.splitlines()] == ["candidate", "* words  "]


def test_figures_are_those_of_the_kind(capsys):
    print_figures({"rows": 9.0, "span_recall": 0.5, "span_f1": 0.6}, "tagging")
    print_figures({"rows": 9.0, "hits": 0.5}, "a kind of tomorrow")

    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert names == ["span_f1", "span_recall", "rows", "hits"]


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
