"""The demo: figures, what it leaves behind, nothing personal in it; without a network."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scaffold.audit_log.anchor import read_anchor
from scaffold.audit_log.log import AuditLog
from scaffold.audit_log.verify import verify
from scaffold.plugins.run import RunContext
from scaffold.plugins.specs import DemoResult
from scaffold.plugins.vertical import load_vertical
from scaffold.settings import load_settings
from scaffold.testing.offline import no_network
from scaffold_medical.demo import notes
from scaffold_medical.intended_use import SUPPORTS


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
def demo(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo with the smallest encoder and budget, run once, without a network."""
    given = ["training.budget=0s", "training.speed=1", f"training.base={tiny_folder}"]
    vertical = load_vertical("medical", load_settings(None, given))
    run = RunContext(vertical, vertical.settings, tmp_path_factory.mktemp("demo") / "run", None, vertical.config)
    # As an earlier demo in the same folder left them.
    AuditLog(run.out / "decisions.jsonl").append([{"id": "of an earlier demo"}])
    (run.out / "metrics.json").write_text("{}", encoding="utf-8")
    shown = io.StringIO()
    with no_network() as tried, contextlib.redirect_stdout(shown):
        result = vertical.hook.demo(run)
    return Demo(result, run.out, shown.getvalue(), tried)


def test_every_head_of_the_sample_is_measured_without_a_network(demo: Demo) -> None:
    assert demo.connections == []
    measured = {name for name in demo.result.figures if name.endswith(", test")}
    assert len(measured) == len(load_vertical("medical").metrics.names)
    assert demo.value("speciality macro-F1, test") > 0.5


def test_planted_identifiers_are_taken_out(demo: Demo) -> None:
    assert demo.value("planted identifiers taken out") >= 0.98
    assert demo.value("taken out and planted") >= 0.95


def test_log_holds_every_decision_and_is_whole(demo: Demo) -> None:
    log = demo.out / "decisions.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines()

    assert demo.value("log of decisions as it was written") == 1
    assert verify(log, anchor=read_anchor(log)).finding is None
    assert "of an earlier demo" not in lines[0]
    assert [json.loads(line)["id"] for line in lines if "id" in line][: len(notes("test"))]


def test_page_lists_what_needs_a_person_and_says_what_it_is_for(demo: Demo) -> None:
    page = (demo.out / "review.html").read_text(encoding="utf-8")

    assert SUPPORTS in page
    assert SUPPORTS in demo.shown


def test_groups_are_shown_apart(demo: Demo) -> None:
    metrics = json.loads((demo.out / "metrics.json").read_text(encoding="utf-8"))

    assert {"sex", "age_group", "language"} <= set(json.dumps(metrics["subgroups"]).replace('"', " ").split())


def test_nothing_personal_is_left_behind(demo: Demo) -> None:
    planted = [(row["text"], each) for row in notes("test") for each in row["identifiers"]]
    mails = {text[each["start"] : each["end"]] for text, each in planted if each["kind"] == "EMAIL"}
    written = [path.read_bytes() for path in demo.out.rglob("*") if path.is_file()]

    assert len(mails) > 50
    assert not [mail for mail in mails if any(mail.encode() in content for content in written)]
