"""Projects of every task and language pass their own checks and reach the level of their demo as they are, offline."""

from __future__ import annotations

import sys

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="make")
@pytest.mark.parametrize(
    ("task", "language"),
    [
        pytest.param(task, language, marks=pytest.mark.xdist_group(f"project {task} {language}"))
        for task in ("classification", "multilabel", "tagging", "pair", "retrieval", "recommendation")
        for language in ("en", "zh")
    ],
)
def test_project_passes_its_own_checks_and_its_demo(task, language, run, made):
    project = made(f"shop-{task}-{language}", "--task", task, "--language", language)
    done = run(project, "make", "lint", "test")

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="make")
def test_project_of_a_file_trains_on_that_file(place, run, made):
    texts = (("the car was hit", "motor"), ("water ran into the house", "home"), ("my bag was stolen", "theft"))
    ends = ("at night", "on monday", "again", "by a stranger", "last week", "in town", "twice", "and nobody saw it")
    rows = [f"{text} {end},{label}" for text, label in texts for end in ends]
    (place / "claims.csv").write_text("\n".join(["text,kind", *rows]) + "\n", encoding="utf-8")
    project = made("claims", "--data", "claims.csv")
    done = run(project, "make", "lint", "demo")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "label accuracy, test" in done.stdout
    assert (project / "demo" / "bundle" / "metadata.json").is_file()
    assert (project / "demo" / "report.html").is_file()
