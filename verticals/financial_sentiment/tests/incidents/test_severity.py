"""Severity and ids."""

from __future__ import annotations

import pytest

from scaffold_financial_sentiment.detection.detector import Signal
from scaffold_financial_sentiment.detection.key import Key
from scaffold_financial_sentiment.incidents.naming import incident_id
from scaffold_financial_sentiment.incidents.severity import severity_of


@pytest.mark.parametrize(
    ("seen", "expected", "p", "publishers", "severity"),
    [
        (3, 1.0, 1e-5, 2, "low"),
        (5, 1.0, 1e-8, 1, "medium"),
        (5, 1.0, 1e-5, 3, "medium"),
        (10, 0.0, 1e-30, 1, "high"),
        (10, 1.0, 1e-12, 50, "high"),
        (20, 0.5, 1e-25, 2, "critical"),
        (200, 100.0, 1e-13, 30, "low"),
    ],
)
def test_many_times_the_usual_and_two_of_three_make_it_severe(seen, expected, p, publishers, severity):
    signal = Signal(Key("ACME"), True, False, seen, expected, 3600.0, p, "burst")
    assert severity_of(signal, publishers) == severity


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (Key("ACME", "legal"), "ACME-legal"),
        (Key("ACME"), "ACME-all"),
        (Key("贵州茅台", "recall"), "贵州茅台-recall"),
    ],
)
def test_an_id_is_readable(key, name):
    assert incident_id(key, 1_741_772_700.0) == f"FS-20250312-0945-{name}"


def test_different_keys_have_different_ids():
    keys = [Key("A B", "x"), Key("A_B", "x"), Key("A/B", "x"), Key("A", "all"), Key("A"), Key("x" * 99), Key("x" * 98)]
    keys += [Key("A-x", "y"), Key("A", "x-y")]
    assert len({incident_id(key, 0.0) for key in keys}) == len(keys)
    assert all(" " not in incident_id(key, 0.0) and "/" not in incident_id(key, 0.0) for key in keys)
