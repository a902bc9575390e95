"""The demo: figures, levels, what it shows, what it leaves behind; without a network."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scaffold.plugins.run import RunContext
from scaffold.plugins.specs import DemoResult
from scaffold.plugins.vertical import load_vertical
from scaffold.settings import load_settings
from scaffold.testing.offline import no_network
from scaffold_financial_sentiment.state.store import Store


@dataclass(frozen=True)
class Demo:
    """A demo that was run; `connections` are addresses that something tried to reach."""

    result: DemoResult
    out: Path
    shown: str
    connections: list[Any]

    def value(self, name: str) -> float:
        """A figure."""
        return self.result.figures[name][0]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo with the smallest budget, run once, without a network."""
    # Without embeddings, which take most of the time and find few copies more.
    given = ["training.budget=0s", "training.speed=1", "financial-sentiment.same_meaning=1"]
    settings = load_settings(None, given)
    vertical = load_vertical("financial-sentiment", settings)
    run = RunContext(vertical, settings, tmp_path_factory.mktemp("demo") / "run", None, vertical.config)
    shown = io.StringIO()
    with no_network() as tried, contextlib.redirect_stdout(shown):
        result = vertical.hook.demo(run)
    return Demo(result, run.out, shown.getvalue(), tried)


def test_demo_finds_what_was_planted_without_a_network(demo: Demo) -> None:
    assert demo.connections == []
    assert demo.value("planted incidents found") >= 0.75
    assert demo.value("alerts about a planted incident") >= 0.8
    assert demo.value("hours until found, median") < 6
    assert demo.value("sentiment towards each of two companies") > 0.5
    assert {"sentiment macro-F1, test", "topic macro-F1, test"} <= set(demo.result.figures)


def test_demo_shows_each_planted_incident(demo: Demo) -> None:
    lines = [line for line in demo.shown.splitlines() if line.startswith("  2025-")]
    assert len(lines) == 8
    assert sum("missed" in line for line in lines) == round(8 * (1 - demo.value("planted incidents found")))


def test_demo_leaves_reports_and_a_state_that_can_be_looked_at(demo: Demo) -> None:
    assert "</html>" in (demo.out / "backtest" / "report.html").read_text(encoding="utf-8")
    metrics = json.loads((demo.out / "metrics.json").read_text(encoding="utf-8"))
    assert set(metrics["heads"]) == {"sentiment", "topic"}
    with Store.open(str(demo.out / "monitor.sqlite"), must_exist=True) as store:
        incidents = store.incidents.find()
        assert store.counters.all()["items"] == 3000
    assert 6 <= len(incidents) <= 12
    assert all(each.stories and each.closed for each in incidents)


def test_demo_says_what_to_type_next(demo: Demo) -> None:
    commands = " ".join(demo.result.try_next)
    assert str(demo.out / "monitor.sqlite") in commands
    assert "dashboard" in commands
    assert all(path.exists() for path in demo.result.artifacts.values())
