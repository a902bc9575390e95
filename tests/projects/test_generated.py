"""Projects of every task and language pass their own checks and reach the level of their demo as they are, offline."""

from __future__ import annotations

import sys
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

COMBINATIONS = [
    (task, language)
    for task in ("classification", "multilabel", "tagging", "pair", "retrieval", "recommendation")
    for language in ("en", "zh")
]


@pytest.fixture(scope="module")
def outcomes(run, made) -> dict[str, Future[str]]:
    """What `make lint test` says of every project; two at a time."""

    def check(task: str, language: str) -> str:
        project = made(f"shop-{task}-{language}", "--task", task, "--language", language)
        done = run(project, "make", "lint", "test")
        return "passed" if done.returncode == 0 else done.stdout + done.stderr

    with ThreadPoolExecutor(2) as pool:
        return {f"{task}-{language}": pool.submit(check, task, language) for task, language in COMBINATIONS}


@pytest.mark.skipif(sys.platform == "win32", reason="make")
@pytest.mark.parametrize("combination", [f"{task}-{language}" for task, language in COMBINATIONS])
def test_project_passes_its_own_checks_and_its_demo(outcomes, combination):
    assert outcomes[combination].result() == "passed"


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
