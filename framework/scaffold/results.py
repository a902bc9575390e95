"""What a finished run says about itself: `metrics.json`, `metadata.json`, the report and the model card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.data.inputs import kind_of_inputs
from scaffold.data.report import report_fragment
from scaffold.environment import environment
from scaffold.evaluation.model_card import render_model_card
from scaffold.evaluation.records import Candidate, RunReport, Sharing, TwoWays
from scaffold.models.base import EMBEDDED, EMBEDDED_LICENCE
from scaffold.privacy.cleaner import Cleaner
from scaffold.scoring.rules import report_rules
from scaffold.training.entry import TOGETHER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from scaffold.data.dataset import Dataset
    from scaffold.data.inputs import Inputs
    from scaffold.data.report import DataReport
    from scaffold.decision.head import Head
    from scaffold.evaluation.records import HeadReport
    from scaffold.plugins.run import RunContext
    from scaffold.plugins.specs import TaskHeadSpec
    from scaffold.training.entry import Entry

# Neither says how a model was made.
_OF_THE_CHANGELOG = {"changes", "previous"}


@dataclass(frozen=True, eq=False)
class TrainedHead:
    """One head at the end of the pipeline.

    :ivar table: every candidate, the chosen one last.
    :ivar metric: what they were compared by.
    :ivar notes: what the report has to say about the choice.
    """

    spec: TaskHeadSpec
    model: Head
    table: Sequence[Entry]
    report: HeadReport
    metric: str
    notes: tuple[str, ...] = ()

    def with_rules(self, notes: tuple[str, ...]) -> TrainedHead:
        """The same with what its knowledge rules are worth, and what training had to say of them."""
        report = replace(self.report, rules=report_rules(self.model, notes))
        return replace(self, report=report, notes=(*self.notes, *notes))

    @property
    def lines(self) -> list[str]:
        """What to tell about its rules and about groups of texts as soon as they are measured."""
        rules = [] if self.report.rules is None else self.report.rules.lines
        return [*rules, *(f"{self.spec.name} by {found.column}: {found.gap}" for found in self.report.subgroups)]


def run_metrics(heads: Sequence[TrainedHead], seconds: Mapping[str, float]) -> dict[str, Any]:
    """The content of `metrics.json`."""
    chosen = {head.spec.name: head.table[-1].name for head in heads}
    return {
        "heads": {
            head.spec.name: {name: dict(values) for name, values in head.report.splits.items()} for head in heads
        },
        "seconds": dict(seconds),
        "chosen": next(iter(chosen.values())) if len(chosen) == 1 else chosen,
        "candidates": [
            {
                "head": head.spec.name,
                "name": rung.name,
                "metric": head.metric,
                "validation": rung.value,
                "log_loss": rung.log_loss,
                "encoders": rung.encoders,
                "seconds": round(rung.seconds, 2),
                "note": rung.note,
            }
            for head in heads
            for rung in head.table
        ],
        **subgroup_metrics(head.report for head in heads),
    }


def subgroup_metrics(reports: Iterable[HeadReport]) -> dict[str, Any]:
    """What `metrics.json` says of groups of texts, under a key of its own; nothing where none were shown apart."""
    found = {
        report.name: {each.column: each.as_dict() for each in report.subgroups}
        for report in reports
        if report.subgroups
    }
    return {"subgroups": found} if found else {}


def run_report(
    run: RunContext,
    heads: Sequence[TrainedHead],
    reports: Mapping[str, DataReport],
    seconds: Mapping[str, float],
) -> RunReport:
    """The records behind `report.html` and the model card.

    :param reports: data reports by loader.
    """
    return RunReport(
        title=run.vertical.info.title,
        vertical=run.vertical.name,
        heads=[head.report for head in heads],
        candidates=list(_candidates(heads)),
        data_report="".join(report_fragment(report) for report in reports.values()),
        settings=run.settings.model_dump(mode="json"),
        environment=environment(),
        warnings=[note for head in heads for note in (*head.notes, *_own_notes(head, len(heads)))],
        timings=seconds,
        together=list(_shared(heads)),
    )


def bundle_metadata(
    run: RunContext, heads: Sequence[TrainedHead], datasets: Mapping[str, Dataset], metrics: Mapping[str, Any]
) -> dict[str, Any]:
    """What `metadata.json` of the bundle tells about where it came from."""
    info, versions = run.vertical.info, environment()
    files = [file for dataset in datasets.values() for file in dataset.files]
    return {
        "scaffold": versions["vertical-scaffold"],
        "vertical": run.vertical.name,
        "package": f"{run.vertical.distribution} {run.vertical.version}",
        "title": info.title,
        "intended_use": info.intended_use,
        "languages": list(info.languages),
        "licences": _licences(run),
        "inputs": _inputs(heads, datasets),
        "labels": {head.spec.name: list(head.model.labels) for head in heads},
        "data": [{"file": Path(file.path).name, "sha256": file.sha256, "rows": file.rows} for file in files],
        "decision": run.settings.decision.model_dump(mode="json"),
        "training": run.settings.training.model_dump(mode="json", exclude=_OF_THE_CHANGELOG),
        **_privacy(run),
        "metrics": metrics["heads"],
        "chosen": metrics["chosen"],
        "environment": versions,
    }


def _privacy(run: RunContext) -> dict[str, Any]:
    """How texts were de-identified, so that those of decisions are, too; nothing where they were not."""
    cleaner = Cleaner.of(run.vertical.privacy)
    return {} if cleaner is None else {"privacy": cleaner.as_dict()}


def model_card(run: RunContext, report: RunReport, data: Sequence[Mapping[str, Any]]) -> str:
    """The bundle's `MODEL_CARD.md`.

    :param data: the files, as `metadata.json` names them.
    """
    info, base = run.vertical.info, run.settings.training.base
    return render_model_card(report, info, base=base, licences=_licences(run), data=data)


def run_identity(run: RunContext, datasets: Mapping[str, Dataset]) -> dict[str, Any]:
    """What a resumed run must have in common with the interrupted one."""
    hashes = {
        f"{loader}/{split}": examples.content_hash
        for loader, dataset in datasets.items()
        for split, examples in dataset.splits.items()
    }
    return {
        "vertical": run.vertical.name,
        "data": hashes,
        "training": run.settings.training.model_dump(mode="json", exclude=_OF_THE_CHANGELOG),
        "decision": run.settings.decision.model_dump(mode="json"),
    }


def _own_notes(head: TrainedHead, heads: int) -> list[str]:
    """What its numbers have to say, under its name where there are several."""
    return head.model.notes if heads == 1 else [f"{head.spec.name}: {note}" for note in head.model.notes]


def _candidates(heads: Sequence[TrainedHead]) -> Iterator[Candidate]:
    for head in heads:
        for rung in head.table:
            name = rung.name if len(heads) == 1 else f"{head.spec.name}: {rung.name}"
            yield Candidate(
                name,
                rung.value,
                rung.seconds,
                rung.note,
                chosen=rung is head.table[-1],
                log_loss=rung.log_loss,
                encoders=rung.encoders,
                metric=head.metric,
            )


def _shared(heads: Sequence[TrainedHead]) -> Iterator[Sharing]:
    """Heads of one loader that were trained both ways."""
    for loader in dict.fromkeys(head.spec.loader for head in heads):
        ways = [_two_ways(head) for head in heads if head.spec.loader == loader]
        known = [each for each in ways if each is not None]
        if known:
            yield Sharing(known)


def _two_ways(head: TrainedHead) -> TwoWays | None:
    # The best of either way stands last among its own.
    best = {entry.name.startswith(TOGETHER): entry for entry in head.table}
    if len(best) < 2:
        return None
    alone, joint = best[False], best[True]
    return TwoWays(
        head.spec.name,
        head.metric,
        alone.value,
        joint.value,
        alone.seconds,
        joint.seconds,
        "together" if joint is head.table[-1] else "alone",
    )


def _inputs(heads: Sequence[TrainedHead], datasets: Mapping[str, Dataset]) -> Inputs:
    """What all heads read; a head that learns from pairs to find one text by the other decides on single texts."""
    kinds = {head.spec.kind for head in heads}
    if "image" in kinds:
        return kind_of_inputs(kinds, ())
    found = {
        kind_of_inputs([head.spec.kind], datasets[head.spec.loader].splits["train"].iter_inputs())
        for head in heads
        if head.spec.kind != "embedding"
    }
    if "marked" in found:
        return "marked"
    return found.pop() if len(found) == 1 else "any"


def _licences(run: RunContext) -> dict[str, str]:
    own = {"vertical": run.vertical.info.licence, "data": run.vertical.info.data_statement}
    return own | ({"encoder": EMBEDDED_LICENCE} if run.settings.training.base == EMBEDDED else {})
