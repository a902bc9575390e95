"""`scaffold demo medical`: train, take names out, decide, explain, and list what needs a person."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from scaffold.audit_log.anchor import anchor_file
from scaffold.audit_log.entry import decision_entry
from scaffold.audit_log.log import AuditLog
from scaffold.audit_log.verify import verify
from scaffold.demonstration import Figures, measured, trained_demo, with_budget
from scaffold.files import write_bytes
from scaffold.pipeline import train
from scaffold.plugins.specs import DemoResult
from scaffold.privacy.find import find_identifiers
from scaffold.sharding.decider import Decider
from scaffold.sharding.rows import Row
from scaffold.usual_settings import with_usual
from scaffold_medical.data import FILES
from scaffold_medical.deidentification.measuring import score
from scaffold_medical.heads import NOTES, SPECIALITY
from scaffold_medical.intended_use import SUPPORTS
from scaffold_medical.review.case import cases_of
from scaffold_medical.review.desk import Desk
from scaffold_medical.review.rendering import Rendering

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.bundle import Bundle
    from scaffold.decision.decision import Decision
    from scaffold.plugins.run import RunContext

BUDGET = "75s"
"""Time for training unless the user sets another."""

_SETTINGS = {
    "data": {"subgroups": ("sex", "age_group", "language")},
    # Enough for the sample in minutes: the heads alone, and the upper half of the layers.
    "training": {"together": "never", "layers": 3},
}
_RECALL, _PRECISION, _PERSON, _RIGHT = 0.99, 0.95, 0.75, 0.85
_CASES = 20


def run_demo(run: RunContext) -> DemoResult:
    """Train on the sample, and let the bundle read the notes of the test split as a hospital would.

    With data of the user the model is trained and measured; the planted identifiers belong to the sample.
    """
    if run.data is not None:
        run.progress.say("The planted identifiers belong to the sample; with your own data they are left out.")
        return trained_demo(run, budget=BUDGET)
    trained = train(with_budget(replace(run, settings=with_usual(run.settings, _SETTINGS)), BUDGET))
    rows = notes("test")
    with run.progress.stage("Looking for planted identifiers"):
        figures = measured(run, trained.metrics) | taken_out(rows)
    decider = Decider(trained.bundle.path, run.settings, run.progress)
    with run.progress.stage("Deciding the notes of the test split"):
        decisions = list(decider.decisions([Row(row["id"], row["text"]) for row in rows]))
    figures |= handed_over(rows, decisions)
    log, page = run.out / "decisions.jsonl", run.out / "review.html"
    figures["log of decisions as it was written"] = (_logged(log, trained.bundle, decisions), 1.0)
    with run.progress.stage("Writing the page of cases that need a person"):
        _review(page, decider, decisions)
    click.echo(f"\n{SUPPORTS}")
    return DemoResult(
        title="Medical: 1,500 notes about people who do not exist",
        figures=figures,
        try_next=_try_next(trained.bundle, log),
        artifacts={
            "report": trained.report,
            "cases that need a person": page,
            "bundle": trained.bundle.path,
        },
        details={"chosen": trained.metrics["chosen"], "seconds": trained.metrics["seconds"]},
    )


def notes(split: str) -> list[dict[str, Any]]:
    """Rows of one split of the sample's notes."""
    with FILES[NOTES].open(encoding="utf-8") as stream:
        return [row for row in map(json.loads, stream) if row["split"] == split]


def taken_out(rows: Sequence[dict[str, Any]]) -> Figures:
    """How much of what was planted is found, and how much of what is found was planted."""
    found = score([(row["text"], row["identifiers"]) for row in rows], find_identifiers)["all"]
    return {
        "planted identifiers taken out": (found.recall, _RECALL),
        "taken out and planted": (found.precision, _PRECISION),
    }


def handed_over(rows: Sequence[dict[str, Any]], decisions: Sequence[Decision]) -> Figures:
    """What becomes of notes that belong nowhere, and how right the answers to the others are."""
    strange = [each for row, each in zip(rows, decisions, strict=True) if not row["in_scope"]]
    known = [(row, each) for row, each in zip(rows, decisions, strict=True) if row["in_scope"]]
    answered = [(row, each) for row, each in known if each.action == "answer"]
    right = sum(each.heads[SPECIALITY].as_dict()["label"] == row["speciality"] for row, each in answered)
    to_people = sum(each.action != "answer" for each in strange)
    return {
        "notes that belong nowhere, to a person": (to_people / max(len(strange), 1), _PERSON),
        "other notes answered": (len(answered) / max(len(known), 1), None),
        "right where answered": (right / max(len(answered), 1), _RIGHT),
    }


def _logged(path: Path, bundle: Bundle, decisions: Sequence[Decision]) -> float:
    """Write every decision into a log, and read it back: 1 if all of it is as it was written."""
    # A log only grows: what an earlier demo left here goes as a whole.
    for left in (path, anchor_file(path)):
        left.unlink(missing_ok=True)
    anchor = AuditLog(path).append([decision_entry(decision, bundle.sha256) for decision in decisions])
    return float(verify(path, anchor=anchor).finding is None)


def _review(page: Path, decider: Decider, decisions: Sequence[Decision]) -> None:
    cases = cases_of(decisions, SPECIALITY, decider.bundle.metadata["decision"])
    desk = Desk(cases, SPECIALITY, decider.bundle.labels(SPECIALITY), decider.weighed)
    write_bytes(page, Rendering(desk).alone(_CASES))


def _try_next(bundle: Bundle, log: Path) -> dict[str, str]:
    model, command = shlex.quote(str(bundle.path)), "scaffold run medical"
    return {
        f"{command} explain 'Chest pain on exertion, denies diabetes' --bundle {model}": "one decision, and why",
        f"{command} review notes.jsonl --bundle {model}": "the cases that need a person, as a page",
        f"{command} deidentify letters --out clean": "names, dates and numbers out of a folder",
        f"{command} verify-log {shlex.quote(str(log))}": "whether the log of decisions is as it was written",
        "scaffold train medical --data YOUR-FILE --out RUN --budget 20m": "learn from your own notes",
    }
