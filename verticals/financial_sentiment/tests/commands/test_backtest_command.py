"""Backtest: key figures and a report; and mistakes that end in one line."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def known(world):
    path = world.folder / "known.jsonl"
    start, end = "2025-04-02T09:00:00Z", "2025-04-02T18:00:00Z"
    known = {"id": "I1", "company": "ACME", "start": start, "end": end, "title": "A bad day at Acme"}
    path.write_text(json.dumps(known) + "\n", encoding="utf-8")
    return path


def test_figures_are_printed_and_the_report_is_there(world, known):
    result = world.run("backtest", "--data", world.news, "--incidents", known, "--out", "report")
    assert result.exit_code == 0, result.output
    assert "Found         1 of 1 known incident, recall 100%" in result.stdout
    assert "Made up" not in result.stdout
    assert result.stdout.rstrip().endswith("Report: report/report.html")
    assert (world.folder / "report" / "report.html").stat().st_size > 1000
    assert json.loads((world.folder / "report" / "metrics.json").read_text())["companies"]["found"] == 1


def test_injection_curve_and_comparison_are_made_when_asked_for(world, known):
    words = ("--inject", 5, "--inject", 3, "--curve", "--compare")
    result = world.run("backtest", "--data", world.news, "--incidents", known, "--out", "report", *words)
    assert result.exit_code == 0, result.output
    assert "z-score" in result.stdout
    assert "DETECTOR" in result.stdout
    metrics = json.loads((world.folder / "report" / "metrics.json").read_text())
    assert metrics["plan"]["factors"] == [3.0, 5.0]
    assert len(metrics["curve"]) > 1


def test_missed_incident_is_named(world, known):
    lines = known.read_text() + known.read_text().replace("I1", "I2").replace("ACME", "NADIR").replace("Acme", "Nadir")
    known.write_text(lines)
    result = world.run("backtest", "--data", world.news, "--incidents", known, "--out", "report")
    assert "1 of 2 known incidents" in result.stdout
    assert "Missed        A bad day at Nadir" in result.stdout


def test_without_known_incidents_it_says_so(world):
    result = world.run("backtest", "--data", world.news, "--out", "report")
    assert result.exit_code == 0, result.output
    assert "every alert counts as false" in result.stdout


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (("--data", "none.jsonl"), ("none.jsonl: there is no such file",)),
        (("--data", "news.jsonl", "--incidents", "none.jsonl"), ("none.jsonl: there is no such file of incidents",)),
        (("--data", "news.jsonl", "--out", "full"), ("full: there is something here that is no backtest",)),
        (("--data", "news.jsonl", "--companies", "none.csv"), ("none.csv: there is no such file of companies",)),
    ],
)
def test_mistake_is_one_line(world, refused, words, parts):
    (world.folder / "full").mkdir()
    (world.folder / "full" / "notes.txt").touch()
    before = sorted(world.folder.rglob("*"))
    assert refused(world.run("backtest", *words), *parts)
    assert sorted(world.folder.rglob("*")) == before


def test_factor_must_be_more_than_the_usual(world):
    result = world.run("backtest", "--data", world.news, "--inject", 1)
    assert result.exit_code == 2
    assert "--inject" in result.stderr


def test_unknown_detector_is_refused(world, refused):
    result = world.run("backtest", "--data", world.news, "--out", "report", detector="brust")
    assert refused(result, "did you mean 'burst'?")
    assert not (world.folder / "report").exists()
