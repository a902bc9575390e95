"""A run leaves all of its results or nothing; only what was killed or interrupted can be gone on with."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from scaffold.errors import UserError
from scaffold.run_folder import RunFolder

IDENTITY = {"data": {"train": "abc"}, "seed": 1, "labels": ("a", "b")}


def tree(folder) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def finish(path, content: str = "{}", identity=IDENTITY, **options) -> None:
    with RunFolder(path, identity, resume=options.get("resume", False)) as folder:
        (folder.results / "bundle").mkdir()
        (folder.results / "bundle" / "model").write_text(content, encoding="utf-8")
        (folder.results / "metrics.json").write_text(content, encoding="utf-8")
        assert not (path / "metrics.json").exists() or options


def interrupt(path, error: BaseException, identity=IDENTITY) -> None:
    with RunFolder(path, identity, resume=False) as folder:
        (folder.work / "rung").write_text("done", encoding="utf-8")
        (folder.results / "metrics.json").write_text("half", encoding="utf-8")
        raise error


def test_results_appear_when_the_run_is_done_and_work_is_gone(tmp_path):
    finish(tmp_path / "deep" / "run")

    assert tree(tmp_path / "deep" / "run") == ["bundle", "bundle/model", "metrics.json"]


def test_second_run_replaces_the_results_of_the_first(tmp_path):
    finish(tmp_path / "run")
    finish(tmp_path / "run", "new", again=True)

    assert (tmp_path / "run" / "bundle" / "model").read_text(encoding="utf-8") == "new"
    assert tree(tmp_path) == ["run", "run/bundle", "run/bundle/model", "run/metrics.json"]


@pytest.mark.parametrize("error", [UserError("wrong"), RuntimeError("a fault"), SystemExit(1)])
def test_error_leaves_nothing_behind_not_even_parents(tmp_path, error):
    with pytest.raises(type(error)):
        interrupt(tmp_path / "deep" / "deeper" / "run", error)

    assert tree(tmp_path) == []


def test_error_leaves_an_empty_folder_of_the_user_as_it_was(tmp_path):
    (tmp_path / "run").mkdir()
    with pytest.raises(RuntimeError):
        interrupt(tmp_path / "run", RuntimeError())

    assert tree(tmp_path) == ["run"]


def test_error_leaves_the_results_of_an_earlier_run(tmp_path):
    finish(tmp_path / "run", "old")
    with pytest.raises(RuntimeError):
        interrupt(tmp_path / "run", RuntimeError())

    assert tree(tmp_path / "run") == ["bundle", "bundle/model", "metrics.json"]
    assert (tmp_path / "run" / "metrics.json").read_text(encoding="utf-8") == "old"


def test_full_disk_is_one_message_about_the_folder(tmp_path):
    with pytest.raises(UserError, match="the disk is full") as caught:
        interrupt(tmp_path / "run", OSError(28, "No space left on device"))

    assert caught.value.where == str(tmp_path / "run")
    assert tree(tmp_path) == []


def test_interrupted_run_is_gone_on_with(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        interrupt(tmp_path / "run", KeyboardInterrupt())

    with RunFolder(tmp_path / "run", IDENTITY, resume=True) as folder:
        assert folder.resumed
        assert (folder.work / "rung").read_text(encoding="utf-8") == "done"
        assert tree(folder.results) == []
        (folder.results / "metrics.json").write_text("whole", encoding="utf-8")
    assert tree(tmp_path / "run") == ["metrics.json"]


def test_interrupted_run_is_dropped_without_resume(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        interrupt(tmp_path / "run", KeyboardInterrupt())

    with RunFolder(tmp_path / "run", IDENTITY, resume=False) as folder:
        assert not folder.resumed
        assert not (folder.work / "rung").exists()


def test_other_data_or_settings_are_refused_and_the_work_is_kept(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        interrupt(tmp_path / "run", KeyboardInterrupt())
    before = tree(tmp_path)

    with (
        pytest.raises(UserError, match="the interrupted run here had other data or settings") as caught,
        RunFolder(tmp_path / "run", {**IDENTITY, "seed": 2}, resume=True),
    ):
        pass

    assert "run without --resume to start anew" in str(caught.value)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("known", [None, "{half"], ids=["missing", "damaged"])
def test_resume_without_a_known_run_starts_anew(tmp_path, known):
    if known:
        (tmp_path / "run" / ".work").mkdir(parents=True)
        (tmp_path / "run" / ".work" / "run.json").write_text(known, encoding="utf-8")

    with RunFolder(tmp_path / "run", IDENTITY, resume=True) as folder:
        assert not folder.resumed
        assert json.loads((folder.work / "run.json").read_text(encoding="utf-8"))["seed"] == 1


def test_folder_with_other_files_is_refused_and_kept(tmp_path):
    (tmp_path / "thesis.txt").write_text("dear", encoding="utf-8")

    with pytest.raises(UserError, match="holds files that are not of a run"):
        finish(tmp_path)
    assert tree(tmp_path) == ["thesis.txt"]


def test_file_in_the_way_is_refused(tmp_path):
    (tmp_path / "run").write_text("x", encoding="utf-8")

    with pytest.raises(UserError, match="this is a file, and a run needs a folder"):
        finish(tmp_path / "run")
    with pytest.raises(UserError, match="a part of this path is a file"):
        finish(tmp_path / "run" / "below")
    assert tree(tmp_path) == ["run"]


def test_failing_run_leaves_the_run_beside_it(tmp_path):
    failing = RunFolder(tmp_path / "runs" / "a", IDENTITY, resume=False)
    failing.__enter__()
    finish(tmp_path / "runs" / "b")
    with pytest.raises(ValueError, match="own"):
        failing.__exit__(ValueError, ValueError("own"), None)

    assert tree(tmp_path / "runs") == ["b", "b/bundle", "b/bundle/model", "b/metrics.json"]


@pytest.mark.parametrize("resume", [False, True])
def test_folder_of_a_run_that_is_going_on_is_refused_and_left_alone(tmp_path, resume):
    path = tmp_path / "run"
    with RunFolder(path, IDENTITY, resume=False) as first:
        (first.work / "rung").write_text("done", encoding="utf-8")
        with pytest.raises(UserError, match="another run is writing into this folder"):
            finish(path, resume=resume)
        assert (first.work / "rung").exists()
        (first.results / "metrics.json").write_text("first", encoding="utf-8")

    assert tree(path) == ["metrics.json"]
    finish(path, "second", resume=False)
    assert (path / "metrics.json").read_text(encoding="utf-8") == "second"


def test_killed_run_does_not_hold_its_folder(tmp_path):
    script = (
        "import os, signal, sys, pathlib; from scaffold.run_folder import RunFolder\n"
        "RunFolder(pathlib.Path(sys.argv[1]), {'seed': 1}, resume=False).__enter__()\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    path = tmp_path / "run"
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)

    assert (path / ".work").is_dir()
    with RunFolder(path, {"seed": 1}, resume=True) as folder:
        assert folder.resumed
