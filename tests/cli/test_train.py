"""`scaffold train`: data in, a run folder out; the same command gives the same figures, also after kill -9."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from scaffold.seal import check_seal

FINE = ("--budget", "6s", "--set", "training.speed=1")
WORDS = ("--budget", "0s", "--set", "training.speed=1")


def train(scaffold, toy_site, tiny_folder, out, *options):
    data = toy_site.folder / "toy.csv"
    return scaffold("train", "toy", "--data", data, "--out", out, "--base", tiny_folder, *options)


def metrics(out) -> dict:
    """All figures but the seconds."""
    values = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    del values["seconds"]
    for candidate in values["candidates"]:
        del candidate["seconds"]
    return values


def tree(folder) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.fixture
def run(scaffold, toy_site, tiny_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda out, *options: train(scaffold, toy_site, tiny_folder, out, *options)


def test_train_writes_bundle_report_and_metrics(run, tmp_path):
    result = run("RUN", *FINE)

    assert result.exit_code == 0, result.stderr
    assert sorted(path.name for path in (tmp_path / "RUN").iterdir()) == ["bundle", "metrics.json", "report.html"]
    check_seal(tmp_path / "RUN" / "bundle")
    values = json.loads((tmp_path / "RUN" / "metrics.json").read_text(encoding="utf-8"))
    assert values["heads"]["topic"]["test"]["accuracy"] > 0.8
    assert {"validation", "test"} == set(values["heads"]["topic"])
    assert values["chosen"] in [candidate["name"] for candidate in values["candidates"]]
    assert {"tfidf + svm", "frozen encoder", "fine-tuned 1"} <= {each["name"] for each in values["candidates"]}
    assert set(values["seconds"]) >= {"load", "train", "measure"}


def test_results_go_to_standard_output_and_progress_to_standard_error(run):
    result = run("RUN", *WORDS)

    lines = result.stdout.splitlines()
    assert lines[0].split() == ["candidate", "validation", "accuracy", "log-loss", "encoders", "seconds"]
    assert sum(line.startswith("* ") for line in lines) == 1
    assert "topic, test split:" in lines
    assert "bundle  RUN/bundle" in lines
    assert any(line.strip().endswith("scaffold explain RUN/bundle 'TEXT'") for line in lines)
    assert "Columns: text = text, labels.topic = topic" in result.stderr
    assert "Rows: train " in result.stderr
    assert "Plan for 0s: TF-IDF; about 0.0 min" in result.stderr


def test_quiet_run_shows_results_only(run):
    result = run("RUN", *WORDS, "--quiet")

    assert (result.exit_code, result.stderr) == (0, "")
    assert "bundle  RUN/bundle" in result.stdout


def test_without_data_the_sample_is_used(scaffold, toy_site, tiny_folder, tmp_path):
    result = scaffold("train", "toy", "--out", tmp_path / "RUN", "--base", tiny_folder, *WORDS)

    assert result.exit_code == 0
    data = json.loads((tmp_path / "RUN" / "bundle" / "metadata.json").read_text(encoding="utf-8"))["data"]
    assert [(each["file"], each["rows"]) for each in data] == [("toy.csv", 64)]


def test_label_with_one_example_works_with_a_warning(run, toy_site):
    with (toy_site.folder / "toy.csv").open("a", encoding="utf-8") as data:
        data.write("a thing nobody else asks,rare\n")

    result = run("RUN", *WORDS)

    assert result.exit_code == 0
    place = toy_site.folder / "toy.csv:66"
    assert f"Data warning: topic: labels with one example, which stays in train: 1, at {place}. Add" in result.stderr


def test_second_run_replaces_the_first(run, tmp_path):
    run("RUN", *WORDS)
    before = tree(tmp_path)
    assert run("RUN", *WORDS, "--seed", "2").exit_code == 0

    assert tree(tmp_path) == before


def test_error_in_the_middle_leaves_nothing(run, tmp_path, monkeypatch):
    before = tree(tmp_path)
    monkeypatch.setattr("scaffold.pipeline.render_report", lambda report: 1 / 0)
    result = run("deep/RUN", *WORDS)

    assert result.exit_code == 3
    assert "Error: this is a fault of ours, not yours: ZeroDivisionError" in result.stderr
    assert tree(tmp_path) == before


def test_interruption_keeps_the_work_for_resume(run, tmp_path, monkeypatch):
    def interrupt(report):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("scaffold.pipeline.render_report", interrupt)
        assert run("RUN", *WORDS).exit_code == 130
    assert [path.name for path in (tmp_path / "RUN").iterdir()] == [".work"]

    result = run("RUN", *WORDS, "--resume")

    assert result.exit_code == 0
    assert "Going on with the interrupted run" in result.stderr
    assert sorted(path.name for path in (tmp_path / "RUN").iterdir()) == ["bundle", "metrics.json", "report.html"]


def test_resume_without_an_interrupted_run_says_so(run):
    assert "Nothing to resume: a new run" in run("RUN", *WORDS, "--resume").stderr


def test_hook_after_training_adds_to_the_results_or_stops_the_run(run, toy_site, tmp_path):
    source = """
    @hookimpl
    def scaffold_after_train(run, report):
        (run.out / "notes.txt").write_text(report["chosen"], encoding="utf-8")
        if run.settings.training.seed == 2:
            from scaffold.errors import DataError
            raise DataError("this FAQ is empty", where="faq.csv")
    """
    toy_site.plugin("scaffold-notes", source)

    assert run("GOOD", *WORDS).exit_code == 0
    before = tree(tmp_path)
    failed = run("BAD", *WORDS, "--seed", "2")

    assert (tmp_path / "GOOD" / "notes.txt").read_text(encoding="utf-8").startswith("tfidf")
    assert (failed.exit_code, failed.stderr.splitlines()[-1]) == (2, "Error: faq.csv: this FAQ is empty")
    assert tree(tmp_path) == before


def test_killed_run_resumes_to_the_figures_of_one_that_was_not(run, toy_site, tiny_folder, tmp_path):
    whole, again, killed = tmp_path / "WHOLE", tmp_path / "AGAIN", tmp_path / "KILLED"
    assert run(whole, *FINE).exit_code == 0
    assert run(again, *FINE).exit_code == 0
    assert metrics(again) == metrics(whole)

    data = toy_site.folder / "toy.csv"
    options = ["--data", data, "--out", killed, "--base", tiny_folder, *FINE]
    process = subprocess.Popen(
        [sys.executable, "-m", "scaffold", "train", "toy", *map(str, options)],
        env=toy_site.environment(os.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    while process.poll() is None and not list(killed.glob(".work/topic/checkpoints */*/complete")):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    _, stderr = process.communicate()

    assert process.returncode == -signal.SIGKILL, stderr.decode()
    assert [path.name for path in killed.iterdir()] == [".work"]
    before = tree(killed)
    for other in (("--seed", "2"), ("--set", "decision.error_rate=0.2")):
        refused = run(killed, *FINE, *other, "--resume")
        assert refused.exit_code == 2
        assert "the interrupted run here had other data or settings" in refused.stderr
    assert tree(killed) == before

    resumed = run(killed, *FINE, "--resume")

    assert resumed.exit_code == 0, resumed.stderr
    assert "Going on with the interrupted run" in resumed.stderr
    assert metrics(killed) == metrics(whole)
    assert sorted(path.name for path in killed.iterdir()) == ["bundle", "metrics.json", "report.html"]
