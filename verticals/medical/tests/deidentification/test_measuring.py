"""Recall asks for every character of what is planted, precision for any character of what is found."""

from __future__ import annotations

import pytest

from scaffold.privacy.finding import Finding
from scaffold_medical.deidentification.measuring import score

TEXT = "Jane Porter, 12 March, ward 7"
PLANTED = [{"start": 0, "end": 11, "kind": "NAME"}, {"start": 13, "end": 21, "kind": "DATE"}]


def figures(*findings: Finding) -> dict[str, tuple[float, float]]:
    found = score([(TEXT, PLANTED)], lambda text: findings)
    return {kind: (each.recall, each.precision) for kind, each in found.items()}


def test_all_of_it_is_found() -> None:
    found = figures(Finding(0, 11, "NAME"), Finding(13, 21, "DATE"))
    assert found == {"DATE": (1, 1), "NAME": (1, 1), "all": (1, 1)}


def test_half_a_name_is_missed_and_no_false_finding() -> None:
    found = figures(Finding(0, 4, "NAME"), Finding(13, 21, "DATE"))
    assert found["NAME"] == (0, 1)
    assert found["all"] == (0.5, 1)


def test_two_findings_may_cover_one_and_its_kind_does_not_matter() -> None:
    found = figures(Finding(0, 4, "NAME"), Finding(5, 11, "NAME"), Finding(13, 21, "ID"))
    assert found["NAME"][0] == found["DATE"][0] == 1
    assert found["ID"] == (1, 1)


def test_what_was_not_planted_counts_against_its_kind() -> None:
    assert figures(Finding(28, 29, "ID"))["ID"] == (1, 0)


def test_nothing_planted_and_nothing_found_is_no_mistake() -> None:
    assert score([("a note", [])], lambda text: [])["all"].recall == pytest.approx(1)
