"""Findings come in one order, each once, and rules that people use have no errors."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scaffold.rules.language.reading import read_rule_file
from scaffold.rules.lint.finding import SEVERITIES, Finding, some
from scaffold.rules.lint.linter import lint

RULES = sorted((Path(__file__).parents[3] / "benchmarks" / "rules").glob("*.yaml"))


def test_the_worst_comes_first_then_the_place(linted):
    found = linted(
        "rules:\n"
        "  - {id: c, when: [card, cards], then: {route: x}}\n"
        "  - {id: b, when: [a], then: {route: y}}\n"
        "  - {id: a, when: pin, then: {route: z}, examples: {match: [x, y], no_match: pin}}\n"
        "  - {id: d, when: {all: [code, {not: code}]}, then: {route: v}}\n",
        remarks=True,
    )
    assert [SEVERITIES.index(each.severity) for each in found] == sorted(
        SEVERITIES.index(each.severity) for each in found
    )
    assert [each.where for each in found if each.severity == "error"] == [*["rules.yaml:4"] * 3, "rules.yaml:5"]
    assert len(set(found)) == len(found)


def test_lines_are_sorted_as_numbers():
    found = [Finding("info", "x", "m", where) for where in ("a.yaml:10", "a.yaml:9", "a.yaml:100")]
    assert [each.where for each in sorted(found, key=lambda each: each.rank)] == ["a.yaml:9", "a.yaml:10", "a.yaml:100"]


def test_names_are_shown_up_to_a_number():
    assert some(["a"]) == "'a'"
    assert some(["a", "b", "c", "d"], 2) == "'a', 'b' and 2 more"


@pytest.mark.parametrize("path", RULES, ids=[path.stem for path in RULES])
def test_rules_of_the_benchmarks_have_no_errors(path):
    assert [each for each in lint([read_rule_file(path)], date.today()) if each.severity == "error"] == []
