"""Incidents, ack and mute: what a desk does with what was found."""

from __future__ import annotations

import getpass
import json
import re
import shutil
import time

import pytest

from scaffold_financial_sentiment.state.store import Store


@pytest.fixture
def state(world, played_once):
    """A state in which the news was replayed; each test has its own copy."""
    return shutil.copy(played_once, world.folder / "s.sqlite")


@pytest.fixture
def name(world, state):
    return world.listed(state)[0]["id"]


@pytest.fixture
def open_state(world, sample):
    """A state with an incident that is open."""
    path = world.write("open.jsonl", [*sample.quiet(3), *sample.bad_day(3)])
    state = world.folder / "open.sqlite"
    assert world.run("replay", path, "--state", state).exit_code == 0
    return state


def test_open_ones_are_listed_and_closed_ones_counted(world, state, open_state):
    closed = world.run("incidents", "--state", state)
    assert closed.stdout == "No incident is open.\n1 closed one not shown: add --all\n"
    result = world.run("incidents", "--state", open_state)
    assert re.search(r"Acme Works +\S.* open +1\d in 1d", result.stdout)
    assert "All evidence of one: scaffold run financial-sentiment incidents ID --state" in result.stdout


def test_all_lists_closed_ones_behind_open_ones(world, state, sample):
    news = [*sample.year(), *sample.bad_day(39.5, 4000, "Nadir Lines")]
    path = world.write("more.jsonl", sorted(news, key=lambda each: each["time"]))
    both = world.folder / "both.sqlite"
    assert world.run("replay", path, "--state", both).exit_code == 0
    assert [(each["name"], each["status"]) for each in world.listed(both)] == [
        ("Nadir Lines", "open"),
        ("Acme Works", "closed"),
    ]
    by_name = world.run("incidents", "--company", "acme works", "--json", "--state", both)
    assert [each["company"] for each in json.loads(by_name.stdout)] == ["ACME"]


def test_one_is_shown_in_full(world, state, name):
    result = world.run("incidents", name, "--state", state)
    assert result.exit_code == 0, result.output
    assert "Acme Works: surge of bad news, closed" in result.stdout
    assert name in result.stdout
    assert "█" in result.stdout
    assert "stories in 1" in result.stdout
    assert "https://news.example/1000" in result.stdout
    assert "ack FS-" not in result.stdout
    assert json.loads(world.run("incidents", name, "--json", "--state", state).stdout)["id"] == name


def test_open_one_says_how_to_take_it(world, open_state):
    name = world.listed(open_state)[0]["id"]
    shown = world.run("incidents", name, "--state", open_state).stdout
    assert "surge of bad news, open" in shown
    assert f"Take it: scaffold run financial-sentiment ack {name}" in shown


def test_state_is_that_of_the_settings(world, state):
    assert world.run("incidents", "--all", state=state).stdout.count("FS-2025") == 1


def test_taking_is_told_to_all_others(world, open_state):
    name = world.listed(open_state)[0]["id"]
    assert f"ann has taken {name}: Acme Works" in world.run("ack", name, "--by", "ann", "--state", open_state).stdout
    assert "open: ann" in world.run("incidents", "--state", open_state).stdout
    assert "ann has taken it." in world.run("incidents", name, "--state", open_state).stdout
    assert "ben has taken" in (second := world.run("ack", name, "--by", "ben", "--state", open_state).stdout)
    assert "(before: ann)" in second


def test_login_name_is_the_default(world, state, name, monkeypatch, refused):
    monkeypatch.setattr(getpass, "getuser", lambda: "charlie")
    result = world.run("ack", name, "--state", state)
    assert "charlie has taken" in result.stdout
    assert "it has closed already" in result.stdout

    def nobody():
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert refused(world.run("ack", name, "--state", state), "does not know your name", "--by NAME")


def test_unknown_incident_is_refused_with_the_nearest(world, state, name, refused):
    for command in ("ack", "incidents"):
        assert refused(world.run(command, name[:-1], "--state", state), f"did you mean {name!r}?")
    assert refused(world.run("ack", name, "--by", " ", "--state", state), "--by", "empty")


def test_state_in_postgresql_works_like_a_file(world, database_url):
    url = database_url.replace("desk@", "desk:secret@")
    replay = world.run("replay", world.news, "--state", url)
    assert replay.exit_code == 0, replay.output
    name = world.listed(url)[0]["id"]
    assert "ann has taken" in world.run("ack", name, "--by", "ann", "--state", url).stdout
    assert "Mute 1: Nadir Lines" in world.run("mute", "NADIR", "--by", "ann", "--for", "1d", "--state", url).stdout
    again = world.run("replay", world.news, "--state", url, "--fresh")
    assert [each["acknowledged"] for each in world.listed(url)] == [""]
    assert world.run("mute", "--list", "--state", url).stdout == "Nothing is muted.\n"
    assert "desk:***@" in again.stdout
    assert "secret" not in replay.output + again.output


@pytest.mark.parametrize("words", [("incidents",), ("ack", "x"), ("mute", "--list")])
def test_missing_or_wrong_state_is_refused(world, refused, words):
    assert refused(world.run(*words, "--state", "none.sqlite"), "none.sqlite: there is no state here")
    assert not (world.folder / "none.sqlite").exists()
    (world.folder / "notes.txt").write_text("Just some notes.\n" * 100)
    assert refused(world.run(*words, "--state", "notes.txt"), "notes.txt: this file is no state")


def test_id_and_filters_do_not_go_together(world, state, name, refused):
    assert refused(world.run("incidents", name, "--all", "--state", state), "Leave one of them out")
    assert refused(world.run("incidents", "--company", "Acne", "--state", state), "did you mean ACME (Acme Works)?")


def test_mute_is_listed_and_lifted(world, state):
    made = world.run("mute", "acme works", "legal", "--by", "ann", "--for", "2d", "--why", "known", "--state", state)
    assert made.exit_code == 0, made.output
    assert "Mute 1: Acme Works, topic legal, until 20" in made.stdout
    assert world.run("mute", "NADIR", "--by", "ben", "--until", _in_days(3), "--state", state).exit_code == 0
    rows = world.run("mute", "--list", "--state", state).stdout.splitlines()
    assert [row.split()[0] for row in rows] == ["NUMBER", "1", "2"]
    assert rows[1].endswith("known")
    assert " all " in rows[2]
    assert "Lifted mute 1 (Acme Works, topic legal)" in world.run("mute", "--lift", 1, "--state", state).stdout
    assert "Nothing to lift" in world.run("mute", "--lift", 1, "--state", state).stdout
    assert len(world.run("mute", "--list", "--state", state).stdout.splitlines()) == 2


def test_day_alone_is_included(world, state):
    day = _in_days(5)
    assert world.run("mute", "ACME", "--by", "ann", "--until", day, "--state", state).exit_code == 0
    with Store.open(state) as store:
        (mute,) = store.mutes.all()
    assert mute.expires % 86_400 == 0
    assert time.strftime("%Y-%m-%d", time.gmtime(mute.expires - 1)) == day


def test_muted_incident_is_found_and_not_told(world, sample):
    state = world.folder / "m.sqlite"
    path = world.write("first.jsonl", sample.quiet(3))
    assert world.run("replay", path, "--state", state).exit_code == 0
    assert world.run("mute", "ACME", "--by", "ann", "--for", "1w", "--state", state).exit_code == 0
    later = world.write("later.jsonl", sample.bad_day(3))
    result = world.run("replay", later, "--state", state, "--sink", "terminal")
    assert "surge of bad news" not in result.stdout
    assert "open: muted" in world.run("incidents", "--state", state).stdout


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (("ACME",), ("a mute needs an owner", "--by")),
        (("ACME", "--by", " "), ("a mute needs an owner",)),
        (("ACME", "--by", "ann"), ("a mute needs an end", "--for 2d")),
        (("ACME", "--by", "ann", "--for", "2d", "--until", "2030-01-01"), ("a mute has one end",)),
        (("ACME", "--by", "ann", "--for", "soon"), ("--for: expected a time such as", "'soon'")),
        (("ACME", "--by", "ann", "--for", "0d"), ("would end in the past",)),
        (("ACME", "--by", "ann", "--for", "9999999w"), ("--for: a mute lasts a year at most",)),
        (("ACME", "--by", "ann", "--until", "2020-01-01"), ("--until: this mute would end in the past",)),
        (("ACME", "--by", "ann", "--until", "someday"), ("--until: ",)),
        (("ACME", "legl", "--by", "ann", "--for", "2d"), ("no topic 'legl', did you mean 'legal'?",)),
        (("Acne", "--by", "ann", "--for", "2d"), ("no company 'Acne' is watched, did you mean ACME (Acme Works)?",)),
        ((), ("nothing to mute", "--list")),
        (("ACME", "--list"), ("one thing at a time",)),
        (("--lift", "7"), ("there is no mute number 7", "--list")),
    ],
)
def test_mute_without_what_it_needs_is_refused(world, state, refused, words, parts):
    assert refused(world.run("mute", *words, "--state", state), *parts)
    assert world.run("mute", "--list", "--state", state).stdout == "Nothing is muted.\n"


def _in_days(days):
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86_400 * days))
