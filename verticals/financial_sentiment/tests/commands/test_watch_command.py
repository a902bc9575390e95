"""Watch: sources in, alerts out, interrupted and gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time

import pytest

from scaffold.storage import database
from scaffold_financial_sentiment.state.store import Store

ONCE = "file:news.jsonl?follow=no"


def until(condition, seconds=20.0):
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.05)


def test_alerts_are_printed_and_the_end_is_summed_up(world):
    result = world.run("watch", ONCE)
    assert result.exit_code == 0, result.output
    assert "Acme Works: surge of bad news" in result.stdout
    assert "scaffold run financial-sentiment ack FS-" in result.stdout
    assert "Watching 2 companies" in result.stderr
    assert "The sources ended." in result.stderr
    assert "92 items" in result.stderr
    assert "0 open, 1 closed: scaffold run financial-sentiment incidents" in result.stderr
    assert (world.folder / "financial-sentiment.sqlite").is_file()


def test_second_start_goes_on_and_tells_nothing_twice(world):
    first = world.run("watch", ONCE, "--state", "s.sqlite")
    second = world.run("watch", ONCE, "--state", "s.sqlite")
    assert "surge of bad news" in first.stdout
    assert second.stdout == ""
    assert "0 items" in second.stderr


def test_quiet_shows_alerts_and_rejects_alone(world):
    with world.news.open("a", encoding="utf-8") as stream:
        stream.write("nonsense\n")
    result = world.run("watch", ONCE, "--quiet")
    assert "surge of bad news" in result.stdout
    assert len(result.stderr.splitlines()) == 1
    assert "news.jsonl:93: this is not JSON" in result.stderr


def test_rejects_are_shown_at_first_and_then_counted(world, sample):
    world.write("late.jsonl", [{"headline": "Acme Works of tomorrow", "time": "2199-01-01", "id": "later"}])
    with (world.folder / "late.jsonl").open("a", encoding="utf-8") as stream:
        stream.write("nonsense\n" * 9)
    result = world.run("watch", "file:late.jsonl?follow=no")
    assert result.exit_code == 0, result.output
    assert "its time 2199-01-01" in result.stderr
    assert "is in the future" in result.stderr
    assert result.stderr.count("Not used: ") == 6
    assert "more like this, which are only counted" in result.stderr
    assert "10 not usable" in result.stderr


def test_sample_companies_are_not_watched_unnoticed(world):
    result = world.run("watch", ONCE, companies=None)
    assert "No companies are set" in result.stderr
    assert "Watching 60 companies" in result.stderr


def test_news_of_the_past_that_comes_slowly_is_explained(world, sample):
    assert world.run("watch", ONCE).exit_code == 0
    world.write("more.jsonl", sample.quiet(20, first=7000))
    result = world.run("watch", "file:more.jsonl?follow=no")
    assert "Much of this was late" in result.stderr
    assert "`replay`" in result.stderr


@pytest.mark.parametrize(
    ("words", "settings", "parts"),
    [
        (("kafka://host/topic",), {}, ("kafka://host/topic: there is no kind of source 'kafka'", "write file: before")),
        (("reddis://me:secret@host/0/x",), {}, ("did you mean 'redis'?",)),
        (("nowhere/news.jsonl",), {}, ("there is no such folder",)),
        ((ONCE,), {"detector": "brust"}, ("there is no detector 'brust', did you mean 'burst'?",)),
        ((ONCE, "--state", "notes.txt"), {}, ("notes.txt: this file is no state",)),
        ((ONCE, "--companies", "twice.csv"), {}, ("twice.csv:3: the id 'A'",)),
        ((ONCE, "--sink", "jsonl:"), {}, ("a file is missing",)),
        ((ONCE, "--sink", "jsonl:a.jsonl", "--sink", "jsonl:./a.jsonl"), {}, ("this sink is given twice",)),
        ((ONCE, "file:./news.jsonl?follow=no"), {}, ("this source is given twice",)),
        (("file:gone.jsonl?follow=no",), {}, ("gone.jsonl: there is no such file",)),
    ],
)
def test_mistake_is_one_line(world, refused, words, settings, parts):
    (world.folder / "notes.txt").write_text("Just some notes.\n" * 100)
    (world.folder / "twice.csv").write_text("id,name\nA,Alpha\nA,Beta\n")
    result = world.run("watch", *words, **settings)
    assert refused(result, *parts)
    assert "secret" not in result.output


def test_missing_source_shows_the_usage(world):
    result = world.run("watch")
    assert result.exit_code == 2
    assert "Missing argument 'SOURCE...'" in result.stderr


def test_two_watchers_on_one_state_are_refused(world, refused):
    state = world.played()
    with Store.open(state) as store:
        store.hold()
        assert refused(world.run("watch", ONCE, "--state", state), state, "another monitor is using this state")
        assert refused(world.run("replay", world.news, "--state", state, "--fresh"), "another monitor")
        assert world.run("incidents", "--state", state).exit_code == 0
    assert len(world.listed(state)) == 1


def test_state_of_another_detector_is_refused(world, refused):
    state = world.played()
    result = world.run("watch", ONCE, "--state", state, detector="burst")
    assert refused(result, "made with detector = threshold", "choose another state")


def test_full_disk_is_one_line_and_the_next_start_goes_on(world, refused, monkeypatch):
    state = world.folder / "s.sqlite"
    whole = world.run("replay", world.news, "--json").stdout
    with monkeypatch.context() as full:
        full.setattr(database, "_PRAGMAS", (*database._PRAGMAS, "max_page_count = 33"))
        result = world.run("replay", world.news, "--state", state, batch=10)
        assert refused(result, state, "the disk is full", "it goes on where it stood")
    result = world.run("replay", world.news, "--state", state, "--json", batch=10)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == json.loads(whole)


def test_refused_alerts_become_dead_letters_that_can_be_sent_again(world, hook):
    with hook(410) as (gone, _):
        result = world.run("watch", ONCE, "--sink", gone, "--dead-letters", "dead.jsonl")
    assert result.exit_code == 0, result.output
    assert "given up" in result.stderr
    assert "Not delivered: webhook:http://127.0.0.1" in result.stderr
    letters = (world.folder / "dead.jsonl").read_text().splitlines()
    assert letters
    with hook(200) as (back, received):
        sent = world.run("resend", "dead.jsonl", "--sink", back)
    assert sent.exit_code == 0, sent.output
    assert f"Sent {len(letters)} alerts of dead.jsonl" in sent.stdout
    assert received[0]["kind"] == "opened"


def test_dead_webhook_holds_nothing_up_and_is_told(world):
    result = world.run("watch", ONCE, "--sink", "webhook:http://127.0.0.1:9/?unsigned=yes", "--sink", "terminal")
    assert result.exit_code == 0, result.output
    assert "surge of bad news" in result.stdout
    assert result.stderr.count("An alert was not delivered: webhook:http://127.0.0.1:9/") == 1
    assert "Alerts still wait for webhook:http://127.0.0.1:9/; the next start tries them again." in result.stderr


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (None, ("letters: there is no such file",)),
        ("nonsense\n", ("letters:1: this is no JSON",)),
        ('{"version": 1}\n', ("letters:1: this is no alert",)),
        ("[1]\n", ("letters:1: this is no alert",)),
    ],
)
def test_file_that_holds_no_alerts_is_not_sent(world, refused, content, parts):
    if content is not None:
        (world.folder / "letters").write_text(content)
    assert refused(world.run("resend", "letters", "--sink", "terminal"), *parts)


def test_standard_input_is_read_to_its_end(world):
    news = world.news.read_bytes()
    process = world.start("watch", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, error = process.communicate(news, timeout=60)
    assert process.returncode == 0, error
    assert "Acme Works: surge of bad news" in out.decode()
    assert "92 items" in error.decode()


def test_interrupt_ends_it_cleanly_and_the_next_start_goes_on(world, sample):
    news = sample.year()
    path = world.write("grows.jsonl", news[:70])
    with (world.folder / "out").open("wb") as out, (world.folder / "err").open("wb") as error:
        process = world.start("watch", "grows.jsonl", "--state", "s.sqlite", stdout=out, stderr=error)
        until(lambda: _read(world.folder / "s.sqlite") == 70)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    told = (world.folder / "err").read_text()
    assert "Stopped; the next start goes on from here." in told
    assert "Traceback" not in told
    with path.open("a", encoding="utf-8") as stream:
        stream.write("".join(f"{json.dumps(each)}\n" for each in news[70:]))
    with Store.open("s.sqlite") as store:
        assert store.counters.all()["items"] == 70


def _read(state):
    if not state.exists():
        return 0
    try:
        with Store.open(state, must_exist=True) as store:
            return store.counters.all().get("items", 0)
    except Exception:  # It is just being made.
        return 0


def test_line_on_a_terminal_leaves_alerts_in_their_file(world):
    """Standard error is a terminal, standard output a file: the line that changes stays out of the file."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with (world.folder / "out").open("wb") as out:
        process = world.start("watch", ONCE, stdout=out, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while block := os.read(ours, 4096):
            shown += block
    except OSError:  # Linux says so when the other end is closed.
        pass
    os.close(ours)
    assert process.wait(20) == 0
    assert b"\r\x1b[K92 read" in shown
    assert b"The sources ended." in shown
    alerts = (world.folder / "out").read_text(encoding="utf-8")
    assert alerts.count("Acme Works: surge of bad news") == 1
    assert "\x1b" not in alerts
