"""Progress goes to standard error: bars for a terminal, lines otherwise, nothing with --quiet."""

from __future__ import annotations

import io
import json

import click
import pytest
from click.testing import CliRunner

from scaffold.cli import console
from scaffold.cli.console import ConsoleProgress, columns, current_progress, duration, print_json
from scaffold.cli.lazy_group import with_global_options
from scaffold.progress import SILENT


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes on only when told."""

    class Clock:
        now = 0.0

        def monotonic(self) -> float:
            return self.now

    clock = Clock()
    monkeypatch.setattr(console, "time", clock)
    return clock


def test_quick_stage_leaves_no_line(clock, capsys):
    with ConsoleProgress(live=False).stage("reading", 10) as stage:
        stage.advance(10)
        clock.now += 1.9

    assert capsys.readouterr() == ("", "")


def test_slow_stage_writes_a_line_now_and_then_and_its_time(clock, capsys):
    with ConsoleProgress(live=False).stage("training", 40) as stage:
        for step in range(4):
            clock.now += 6
            stage.note(f"loss {step}")
            stage.advance(10)

    assert capsys.readouterr().err.splitlines() == [
        "training: 20/40 (50%) loss 1",
        "training: 40/40 (100%) loss 3",
        "training: 24.0 s",
    ]


def test_stage_of_unknown_length_counts(clock, capsys):
    with ConsoleProgress(live=False).stage("reading") as stage:
        clock.now += 11
        stage.advance(500)

    assert capsys.readouterr().err.splitlines() == ["reading: 500", "reading: 11.0 s"]


def test_nested_stages_are_indented(clock, capsys):
    progress = ConsoleProgress(live=False)
    with progress.stage("ladder"), progress.stage("svm"):
        clock.now += 3
    progress.say("chosen: svm")

    assert capsys.readouterr().err.splitlines() == ["  svm: 3.0 s", "ladder: 3.0 s", "chosen: svm"]


def test_bars_are_taken_away_and_slow_stages_leave_a_line(clock, capsys, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    progress = ConsoleProgress(live=True)
    with progress.stage("training [a]", 2) as outer, progress.stage("epoch", 5) as inner:
        inner.advance(5)
        inner.note("loss 0.1 [b]")
        outer.advance()
        progress.say("a line [c]")
        clock.now += 5

    err = capsys.readouterr().err
    assert "a line [c]" in err
    assert err.endswith("training [a]: 5.0 s\n")


def test_a_stage_that_fails_takes_its_bar_away(clock):
    progress = ConsoleProgress(live=True)
    with pytest.raises(ValueError, match="no"), progress.stage("training"):
        raise ValueError("no")

    assert progress._bars is None


@pytest.mark.parametrize("arguments", [["--quiet"], []])
def test_quiet_silences_progress(arguments):
    @click.command()
    def command() -> None:
        click.echo(current_progress() is SILENT)

    assert CliRunner().invoke(with_global_options(command), arguments).output == f"{bool(arguments)}\n"


def test_columns_align_wide_characters():
    text = columns(("NAME", "WHAT"), [("信用卡", "card"), ("loan", "")])

    assert text.splitlines() == ["NAME    WHAT", "信用卡  card", "loan"]


def test_print_json_keeps_chinese(capsys):
    print_json({"title": "信用卡"})

    out = capsys.readouterr().out
    assert "信用卡" in out
    assert json.load(io.StringIO(out)) == {"title": "信用卡"}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.04, "0.0 s"), (59.9, "59.9 s"), (60, "1 min 00 s"), (3599, "59 min 59 s"), (7325, "2 h 02 min")],
)
def test_duration_is_for_people(seconds, text):
    assert duration(seconds) == text
