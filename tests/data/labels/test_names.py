"""Names of labels that lie beside the data."""

from __future__ import annotations

import json

import pytest

from scaffold.data.labels.names import NO_NAMES, find_names

SEEN = ["0", "2", "1"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("labels.txt", "joy\nfear\nanger\n"),
        ("Emotions.txt", "\ufeffjoy\n\nfear\nanger"),
        ("class.txt", "2 anger\n0 joy\n1 fear\n"),
        ("mood.txt", "0: joy\n1: fear\n2: anger\n"),
        ("labels.json", json.dumps(["joy", "fear", "anger"])),
        ("labels.json", json.dumps({"0": "joy", "1": "fear", "2": "anger"})),
        ("labels.json", json.dumps({"joy": 0, "fear": 1, "anger": 2})),
    ],
)
def test_names_are_found(write, name, content):
    folder = write(name, content).parent
    names = find_names(folder, ("mood", "column_2"), SEEN, tags=False)
    assert (names.names, names.first, names.file) == (("joy", "fear", "anger"), 0, name)


@pytest.mark.parametrize(
    ("seen", "content"),
    [
        (["0", "3"], "joy\nfear\nanger\n"),
        (["joy", "0"], "joy\nfear\nanger\n"),
        ([], "joy\nfear\nanger\n"),
        (SEEN, "joy\njoy\nfear\n"),
        (SEEN, "O\nB-x\nI-x\n"),
        (SEEN, "a line that is much too long for a name " * 5 + "\nb\nc\n"),
        (SEEN, b"caf\xe9\nb\nc\n"),
    ],
)
def test_names_that_do_not_fit_are_not_taken(write, seen, content):
    assert find_names(write("labels.txt", content).parent, (), seen, tags=False) is NO_NAMES


def test_broken_json_names_nothing(write):
    assert find_names(write("labels.json", "{").parent, (), SEEN, tags=False) is NO_NAMES
    assert find_names(write("labels.json", '{"a": [1]}').parent, (), SEEN, tags=False) is NO_NAMES
    assert find_names(write("labels.json", "3").parent, (), SEEN, tags=False) is NO_NAMES


def test_numbers_may_begin_with_one(write):
    names = find_names(write("labels.txt", "joy\nfear\nanger\n").parent, (), ["1", "3"], tags=False)
    assert [names.of(label, "a:1") for label in ("1", "3")] == ["joy", "anger"]


def test_names_of_tags_hold_the_outside_tag(write):
    folder = write("labels.txt", "joy\nfear\nanger\n").parent
    write("tags.txt", "O\nB-x\nI-x\n")
    assert find_names(folder, (), SEEN, tags=True).file == "tags.txt"
    assert find_names(folder, (), SEEN, tags=False).file == "labels.txt"


def test_the_file_named_as_the_head_comes_first(write):
    folder = write("labels.txt", "joy\nfear\nanger\n").parent
    write("mood.txt", "glad\nafraid\nfurious\n")
    assert find_names(folder, ("mood",), SEEN, tags=False).names[0] == "glad"
