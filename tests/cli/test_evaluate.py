"""`scaffold evaluate`: a bundle measured on labelled data."""

from __future__ import annotations

import json


def test_evaluate_shows_the_figures_of_the_test_split(scaffold, toy_bundle, toy_site):
    result = scaffold("evaluate", toy_bundle, "--data", toy_site.folder / "toy.csv")

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "topic, train:"
    figures = {name: float(value) for name, value in (line.split() for line in lines[1:])}
    assert figures["accuracy"] > 0.8
    assert figures["rows"] == 64


def test_evaluate_writes_json(scaffold, toy_bundle, toy_site):
    result = scaffold("evaluate", toy_bundle, "--data", toy_site.folder / "toy.csv", "--json")

    figures = json.loads(result.stdout)["heads"]["topic"]["train"]
    assert figures["rows"] == 64
    assert all(isinstance(value, int | float) for value in figures.values())


def test_evaluate_takes_settings(scaffold, toy_bundle, toy_site):
    data = toy_site.folder / "toy.csv"
    result = scaffold("evaluate", toy_bundle, "--data", data, "--set", "data.label=topics")

    assert result.exit_code == 2
    assert "no column 'topics'" in result.stderr
    assert result.stderr.count("Error:") == 1


def test_evaluate_needs_data(scaffold, toy_bundle):
    assert scaffold("evaluate", toy_bundle).exit_code == 2
    result = scaffold("evaluate", toy_bundle, "--data", "nowhere.csv")
    assert (result.exit_code, result.stderr.count("Error:")) == (2, 1)
