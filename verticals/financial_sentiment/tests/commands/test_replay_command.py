"""Replay: what it lists, how it goes on, and what it refuses."""

from __future__ import annotations

import json
import random
import time

import pytest


def test_it_lists_the_incidents_strongest_first_with_evidence(world):
    result = world.run("replay", world.news)
    assert result.exit_code == 0, result.output
    assert "1.  " in result.stdout
    assert "Acme Works" in result.stdout
    assert "FS-20250402-" in result.stdout
    assert "Nadir" not in result.stdout
    assert "92 items from 2025-03-03 09:00 UTC" in result.stderr
    assert "Done in " in result.stderr
    assert not list(world.folder.glob("*.sqlite*"))


def test_burst_detector_finds_the_bad_day(world):
    result = world.run("replay", world.news, "--json", detector="burst")
    found = json.loads(result.stdout)
    assert [(each["company"], each["name"]) for each in found] == [("ACME", "Acme Works")]
    assert len(found[0]["stories"]) >= 5


def test_top_says_how_many_are_left_out(world, sample):
    news = sorted([*sample.year(), *sample.bad_day(20, 2000, "Nadir Lines")], key=lambda each: each["time"])
    path = world.write("two.jsonl", news)
    result = world.run("replay", path, "--top", 1)
    assert "1.  " in result.stdout
    assert "2.  " not in result.stdout
    assert "1 incident more: add --top 2" in result.stdout
    assert len(json.loads(world.run("replay", path, "--json").stdout)) == 2


def test_disordered_news_is_sorted_and_gives_the_same(world, sample):
    mixed = sample.year()
    random.Random(3).shuffle(mixed)
    path = world.write("mixed.jsonl", mixed)
    result = world.run("replay", path, "--json")
    assert "so they were sorted" in result.stderr
    assert json.loads(result.stdout) == json.loads(world.run("replay", world.news, "--json").stdout)


def test_state_is_kept_and_a_second_replay_adds_nothing(world):
    state = world.played()
    first = world.listed(state)
    again = world.run("replay", world.news, "--state", state)
    assert again.exit_code == 0, again.output
    assert "92 of them were read before" in again.stderr
    assert world.listed(state) == first
    assert f"incidents {first[0]['id']} --state {state}" in again.stdout


def test_fresh_empties_the_state(world):
    state = world.played()
    first = world.listed(state)
    assert world.run("ack", first[0]["id"], "--by", "ann", "--state", state).exit_code == 0
    result = world.run("replay", world.news, "--state", state, "--fresh")
    assert result.exit_code == 0, result.output
    assert "read before" not in result.stderr
    assert [each["acknowledged"] for each in world.listed(state)] == [""]


def test_past_is_not_told_to_sinks_that_come_later(world, sample):
    state = world.played()
    world.write("live.jsonl", sample.bad_day(60, 3000, "Nadir Lines"))
    result = world.run("watch", "file:live.jsonl?follow=no", "--sink", "jsonl:alerts.jsonl", "--state", state)
    assert result.exit_code == 0, result.output
    told = [json.loads(line) for line in (world.folder / "alerts.jsonl").read_text().splitlines()]
    assert {each["company"] for each in told} == {"Nadir Lines"}


def test_alerts_go_to_the_sinks_asked_for(world):
    result = world.run("replay", world.news, "--sink", "jsonl:alerts.jsonl", "--sink", "terminal")
    assert result.exit_code == 0, result.output
    kinds = [json.loads(line)["kind"] for line in (world.folder / "alerts.jsonl").read_text().splitlines()]
    assert kinds[0] == "opened"
    assert kinds[-1] == "closed"
    assert "Acme Works: surge of bad news" in result.stdout
    assert f"{len(kinds)} new alerts: {2 * len(kinds)} delivered" in result.stderr


def test_speed_keeps_time_and_prints_alerts(world, sample):
    path = world.write("day.jsonl", sample.bad_day())
    began = time.monotonic()
    result = world.run("replay", path, "--speed", 6600)
    assert result.exit_code == 0, result.output
    assert time.monotonic() - began >= 1.0
    assert "Acme Works: surge of bad news" in result.stdout


def test_quiet_leaves_the_table_alone(world):
    result = world.run("replay", world.news, "--quiet")
    assert result.stderr == ""
    assert "Acme Works" in result.stdout


def test_no_incident_is_said(world, sample):
    path = world.write("quiet.jsonl", sample.quiet(5))
    assert "No incident" in world.run("replay", path).stdout
    assert json.loads(world.run("replay", path, "--json").stdout) == []


def test_what_cannot_be_used_is_shown_and_counted(world, sample):
    path = world.write("news.jsonl", sample.year())
    with path.open("a", encoding="utf-8") as stream:
        stream.write("nonsense\n" * 20)
        stream.write(json.dumps({"headline": "y" * 2_000_000, "time": "2025-04-01"}) + "\n")
    result = world.run("replay", path)
    assert result.exit_code == 0, result.output
    assert f"Not used: {path}:93: this is not JSON" in result.stderr
    assert result.stderr.count("this is not JSON") == 5
    assert "Not used: 21 entries in all." in result.stderr
    assert "92 items (" in result.stderr


def test_gigantic_line_is_passed_over(world, sample):
    long = {"headline": "Acme Works " + "y" * 2_000_000, "time": "2025-04-01"}
    path = world.write("long.jsonl", [long, *sample.year()])
    result = world.run("replay", path)
    assert result.exit_code == 0, result.output
    assert f"{path}:1: this line has more than 1,000,000 bytes" in result.stderr


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (("missing.jsonl",), ("missing.jsonl: there is no such file",)),
        (("folder",), ("folder: this is a folder", "give its path")),
        (("notes.txt",), ("no format of news", ".jsonl")),
        (("empty.jsonl",), ("empty.jsonl: there is no usable news",)),
        (("broken.jsonl",), ("no usable news in it; the first entry: this is not JSON",)),
        (("news.jsonl", "--fresh"), ("--fresh empties a state", "--state")),
        (("news.jsonl", "--json", "--sink", "terminal"), ("--json", "jsonl:FILE")),
        (("news.jsonl", "--state", "notes.txt"), ("notes.txt: this file is no state",)),
        (("news.jsonl", "--state", "mysql://x"), ("cannot be kept in 'mysql'",)),
        (("news.jsonl", "--bundle", "nowhere"), ("nowhere",)),
        (("news.jsonl", "--rules", "nowhere.yaml"), ("nowhere.yaml",)),
        (("news.jsonl", "--companies", "nowhere.csv"), ("nowhere.csv: there is no such file of companies",)),
        (("news.jsonl", "--companies", "twice.csv"), ("twice.csv:3: the id 'A' is that of the company in line 2",)),
        (("news.jsonl", "--sink", "termnal"), ("no kind of sink 'termnal', did you mean 'terminal'?",)),
        (("news.jsonl", "--sink", "https://x.example/"), ("Write webhook: before the address",)),
        (("news.jsonl", "--dead-letters", "folder"), ("folder: this is a folder",)),
        (("news.jsonl", "--dead-letters", "no/such.jsonl"), ("there is no such folder",)),
    ],
)
def test_mistake_is_one_line_and_leaves_nothing_behind(world, refused, words, parts):
    (world.folder / "folder").mkdir()
    (world.folder / "notes.txt").write_text("Just some notes.\n" * 100)
    (world.folder / "empty.jsonl").touch()
    (world.folder / "broken.jsonl").write_text("nonsense\n")
    (world.folder / "twice.csv").write_text("id,name\nA,Alpha\nA,Beta\n")
    before = sorted(world.folder.iterdir())
    assert refused(world.run("replay", *words), *parts)
    assert sorted(world.folder.iterdir()) == before


def test_state_of_later_news_is_refused(world, refused, sample):
    state = world.played()
    old = world.write("old.jsonl", sample.quiet(3, first=5000, start=sample.START.replace(year=2024)))
    assert refused(world.run("replay", old, "--state", state), "has read news up to 2025-04-11", "--fresh")


def test_file_that_changed_in_between_is_refused(world, refused):
    state = world.played()
    lines = world.news.read_text().splitlines(keepends=True)
    world.news.write_text("".join(lines[5:]))
    assert refused(world.run("replay", world.news, "--state", state), "changed since it was replayed", "--fresh")


def test_file_that_grew_goes_on(world, sample):
    news = sample.year()
    path = world.write("grows.jsonl", news[:60])
    state = world.folder / "g.sqlite"
    assert world.run("replay", path, "--state", state).exit_code == 0
    world.write("grows.jsonl", news)
    result = world.run("replay", path, "--state", state)
    assert result.exit_code == 0, result.output
    assert "60 of them were read before" in result.stderr
    assert len(world.listed(state)) == 1


def test_bundle_without_sentiment_is_refused(world, refused, monkeypatch):
    from types import SimpleNamespace

    from scaffold.bundle import Bundle

    other = SimpleNamespace(path=world.folder / "other", heads={"intent": None})
    monkeypatch.setattr(Bundle, "load", lambda path: other)
    assert refused(world.run("replay", world.news, "--bundle", "other"), "no head 'sentiment'", "it has intent")
