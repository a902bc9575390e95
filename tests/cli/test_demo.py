"""`scaffold demo`: figures beside their levels, what to type next, and a failure when below."""

from __future__ import annotations

import pytest

DEMO = """
@hookimpl
def scaffold_demo(run):
    run.progress.say(f"into {run.out} from {run.data}")
    return DemoResult(
        title="A demo of the zoo",
        figures={"accuracy": (0.912, LEVEL), "seconds": (3.5, None)},
        try_next={"scaffold run zoo feed": "feed the animals"},
        artifacts={"report": run.out / "report.html"},
    )
"""


@pytest.fixture
def demo(scaffold, site, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(level: float, *options: object):
        site.vertical("scaffold-zoo", DEMO.replace("LEVEL", str(level)), name="zoo")
        return scaffold("demo", "zoo", *options)

    return run


def test_demo_shows_figures_artifacts_and_what_to_type_next(demo):
    result = demo(0.9)

    assert result.exit_code == 0
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert lines[1] == "A demo of the zoo"
    assert "  accuracy  0.912   at least 0.900" in lines
    assert "  seconds   3.500" in lines
    assert "  report    zoo-demo/report.html" in lines
    assert lines[-3] == "Try next:"
    assert lines[-2].endswith("scaffold run zoo feed")
    assert lines[-1] == "      feed the animals"
    assert result.stderr == "into zoo-demo from None\n"


def test_demo_below_its_level_fails_after_it_showed_everything(demo):
    result = demo(0.95)

    assert result.exit_code == 1
    assert "BELOW ITS LEVEL" in result.stdout
    assert "Try next:" in result.stdout
    assert result.stderr.splitlines()[-1] == "Error: below its level: accuracy"


def test_demo_takes_data_and_folder(demo):
    assert demo(0.9, "--data", "own.csv", "--out", "elsewhere").stderr == "into elsewhere from own.csv\n"


def test_vertical_without_a_demo_says_so(scaffold, toy_site):
    result = scaffold("demo", "toy")

    assert result.exit_code == 2
    assert "Error: toy has no demo" in result.stderr
