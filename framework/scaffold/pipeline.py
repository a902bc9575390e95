"""The one way from data to a bundle: load, look, train, calibrate, measure, write."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.bundle import Bundle, write_bundle
from scaffold.data.report import build_report, report_fragment
from scaffold.decision.head_model import HeadModel
from scaffold.environment import environment, environment_lines
from scaffold.errors import DataError
from scaffold.evaluation.evaluate import SplitOutputs, evaluate_head
from scaffold.evaluation.model_card import render_model_card
from scaffold.evaluation.records import Candidate, HeadReport, Neighbour, RunReport
from scaffold.evaluation.report import render_report
from scaffold.files import write_text
from scaffold.models.base import load_encoder
from scaffold.models.cache import CachedEncoder
from scaffold.run_folder import RunFolder
from scaffold.training.budget import Plan, machine_speed, make_plan, parse_budget
from scaffold.training.ladder import Ladder
from scaffold.training.task import Task, labelled

if TYPE_CHECKING:
    from scaffold.data.dataset import Dataset
    from scaffold.data.report import DataReport
    from scaffold.models.encoder import Encoder
    from scaffold.plugins.run import RunContext
    from scaffold.plugins.specs import TaskHeadSpec
    from scaffold.training.rung import Rung


@dataclass(frozen=True, eq=False)
class TrainedRun:
    """What a run left in its folder.

    :ivar metrics: the content of `metrics.json`.
    """

    bundle: Bundle
    metrics: dict[str, Any]
    report: Path


@dataclass
class _Head:
    """One head on its way through the pipeline."""

    spec: TaskHeadSpec
    dataset: Dataset
    model: HeadModel
    table: list[Rung]
    report: HeadReport


@dataclass
class _Clock:
    """Seconds by stage."""

    seconds: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)

    def lap(self, name: str) -> None:
        """The time since the last lap belongs to `name`."""
        now = time.perf_counter()
        self.seconds[name] = round(self.seconds.get(name, 0.0) + now - self.started, 2)
        self.started = now


def train(run: RunContext) -> TrainedRun:
    """Train every head of the vertical that the data have labels for, and write the run folder.

    :raises DataError: for data that cannot be trained on, before anything is written.
    :raises UserError: for a run folder that cannot be written.
    """
    clock = _Clock()
    datasets = _load(run)
    clock.lap("load")
    reports = {name: build_report(dataset, run.progress) for name, dataset in datasets.items()}
    clock.lap("data_report")
    with RunFolder(run.out, _identity(run, datasets), resume=run.resume) as folder:
        run.vertical.hook.before_train(run)
        encoder = load_encoder(run.settings.training.base, max_length=run.settings.training.max_length)
        heads = [
            _train_head(run, spec, datasets[spec.loader], encoder, folder, clock) for spec in _specs(run, datasets)
        ]
        report = _report(run, heads, reports, clock)
        metrics = _metrics(heads, clock)
        bundle = folder.path / "bundle"
        write_bundle(
            bundle,
            {head.spec.name: head.model for head in heads},
            encoder,
            _metadata(run, heads, datasets, metrics),
            {"MODEL_CARD.md": _model_card(run, report), "environment.txt": "\n".join(environment_lines()) + "\n"},
        )
        write_text(folder.path / "report.html", render_report(report))
        write_text(folder.path / "metrics.json", json.dumps(metrics, ensure_ascii=False, indent=2) + "\n")
    run.vertical.hook.after_train(run, metrics)
    return TrainedRun(Bundle.load(bundle), metrics, folder.path / "report.html")


def _load(run: RunContext) -> dict[str, Dataset]:
    """Data by loader name; a loader whose data have no labels of its heads is left out."""
    datasets: dict[str, Dataset] = {}
    source = Path(run.data) if run.data else None
    for loader in dict.fromkeys(spec.loader for spec in run.vertical.heads):
        with run.progress.stage(f"Loading {loader}"):
            datasets[loader] = run.vertical.loader(loader).load(source, run.settings.data)
    if not _specs(run, datasets):
        wanted = ", ".join(spec.name for spec in run.vertical.heads) or "none"
        raise DataError(
            f"the data have no labels for a head of {run.vertical.name} (its heads: {wanted})",
            where=run.data,
            hint="Name the column of the labels: --set data.label=COLUMN",
        )
    return datasets


def _specs(run: RunContext, datasets: dict[str, Dataset]) -> list[TaskHeadSpec]:
    return [spec for spec in run.vertical.heads if spec.loader in datasets and spec.name in datasets[spec.loader].heads]


def _train_head(
    run: RunContext, spec: TaskHeadSpec, dataset: Dataset, encoder: Encoder, folder: RunFolder, clock: _Clock
) -> _Head:
    task = make_task(spec, dataset)
    plan = _plan(run, task, encoder, folder)
    clock.lap("prepare")
    ladder = Ladder(
        task,
        plan,
        encoder,
        CachedEncoder(encoder),
        spec.metric,
        folder.work / spec.name,
        run.settings.training.seed,
        run.progress,
    )
    classifier, table = ladder.climb()
    clock.lap("train")
    model = HeadModel.fit(spec.name, classifier, table[-1].validation, task.validation.truth, run.settings.decision)
    report = measure(spec, model, {name: dataset.splits[name] for name in ("validation", "test")}, train=task)
    clock.lap("measure")
    return _Head(spec, dataset, model, table, report)


def make_task(spec: TaskHeadSpec, dataset: Dataset) -> Task:
    """The labelled texts of one head; the label names are those of the training split.

    :raises DataError: when fewer than two labels are there.
    """
    names = sorted({label for label in dataset.splits["train"].labels(spec.name) if label is not None})
    if len(names) < 2:
        raise DataError(
            f"the training split has {len(names)} label for {spec.name}, and a classifier needs two or more",
            where=dataset.files[0].path if dataset.files else None,
            hint="Check which column holds the labels: --set data.label=COLUMN",
        )
    splits = {name: labelled(dataset.splits[name], spec.name, names) for name in ("train", "validation")}
    return Task(spec.name, tuple(names), splits["train"], splits["validation"])


def measure(spec: TaskHeadSpec, model: HeadModel, splits: dict[str, Any], *, train: Task | None = None) -> HeadReport:
    """Everything the report says about a head on `splits` (Examples by split name)."""
    outputs, made = {}, {}
    for name, examples in splits.items():
        texts = [(t, y) for t, y in zip(examples.texts(), examples.labels(spec.name), strict=True) if y is not None]
        if not texts:
            continue
        made[name] = model.predict([text for text, _ in texts])
        extra = {"rejected_share": float(made[name].rejected.mean())}
        outputs[name] = SplitOutputs(
            [text for text, _ in texts], [y for _, y in texts], made[name].probabilities, made[name].inside, extra
        )
    final = next(name for name in ("test", "validation", *outputs) if name in outputs)

    def neighbours(rows: Any) -> list[list[Neighbour]]:
        features = made[final].outputs.features[np.asarray(rows, dtype=np.int64)]
        near = model.near_cases(type(made[final].outputs)(features, features), 3)
        return [[Neighbour(case.text, case.label, case.similarity) for case in cases] for cases in near]

    counts = Counter(train.labels[i] for i in train.train.truth) if train else Counter[str]()
    return evaluate_head(
        spec.name,
        model.labels,
        outputs,
        metric=spec.metric,
        neighbours=neighbours,
        train_counts=counts,
        error_rate=model.sets.error_rate,
    )


def _plan(run: RunContext, task: Task, encoder: Encoder, folder: RunFolder) -> Plan:
    settings = run.settings.training
    kept = folder.work / f"plan-{task.head}.json"
    if kept.exists():
        return Plan.from_dict(json.loads(kept.read_text(encoding="utf-8")))
    lengths = [[len(ids) for ids in encoder.tokenise(split.texts)] for split in (task.train, task.validation)]
    speed = settings.speed or machine_speed()
    plan = make_plan(lengths[0], lengths[1], parse_budget(settings.budget), seed=settings.seed, speed=speed)
    write_text(kept, json.dumps(plan.as_dict()))
    rungs = ["TF-IDF", *["frozen encoder"] * plan.frozen, *[f"fine-tuning x{len(plan.recipes)}"] * bool(plan.recipes)]
    run.progress.say(f"Plan for {settings.budget}: {', '.join(rungs)}; about {plan.seconds / 60:.1f} min")
    return plan


def _report(run: RunContext, heads: list[_Head], reports: dict[str, DataReport], clock: _Clock) -> RunReport:
    candidates = [
        Candidate(
            rung.name if len(heads) == 1 else f"{head.spec.name}: {rung.name}",
            rung.value,
            rung.seconds,
            rung.note,
            chosen=rung is head.table[-1],
        )
        for head in heads
        for rung in head.table
    ]
    return RunReport(
        title=run.vertical.info.title,
        vertical=run.vertical.name,
        heads=[head.report for head in heads],
        candidates=candidates,
        data_report="".join(report_fragment(report) for report in reports.values()),
        settings=run.settings.model_dump(mode="json"),
        environment=environment(),
        warnings=[note for head in heads for note in head.model.notes],
        timings=clock.seconds,
    )


def _metrics(heads: list[_Head], clock: _Clock) -> dict[str, Any]:
    chosen = {head.spec.name: head.table[-1].name for head in heads}
    return {
        "heads": {
            head.spec.name: {name: dict(values) for name, values in head.report.splits.items()} for head in heads
        },
        "seconds": clock.seconds,
        "chosen": next(iter(chosen.values())) if len(chosen) == 1 else chosen,
        "candidates": [
            {
                "head": head.spec.name,
                "name": rung.name,
                "metric": head.spec.metric,
                "validation": rung.value,
                "seconds": round(rung.seconds, 2),
                "note": rung.note,
            }
            for head in heads
            for rung in head.table
        ],
    }


def _metadata(
    run: RunContext, heads: list[_Head], datasets: dict[str, Dataset], metrics: dict[str, Any]
) -> dict[str, Any]:
    info = run.vertical.info
    files = [file for dataset in datasets.values() for file in dataset.files]
    return {
        "scaffold": environment()["vertical-scaffold"],
        "vertical": run.vertical.name,
        "package": f"{run.vertical.distribution} {run.vertical.version}",
        "title": info.title,
        "intended_use": info.intended_use,
        "languages": list(info.languages),
        "licences": {"vertical": info.licence, "data": info.data_statement},
        "labels": {head.spec.name: list(head.model.labels) for head in heads},
        "data": [{"file": Path(file.path).name, "sha256": file.sha256, "rows": file.rows} for file in files],
        "decision": run.settings.decision.model_dump(mode="json"),
        "training": run.settings.training.model_dump(mode="json"),
        "metrics": metrics["heads"],
        "chosen": metrics["chosen"],
        "environment": environment(),
    }


def _model_card(run: RunContext, report: RunReport) -> str:
    info = run.vertical.info
    licences = {"vertical": info.licence, "data": info.data_statement}
    return render_model_card(report, info, base=run.settings.training.base, licences=licences)


def _identity(run: RunContext, datasets: dict[str, Dataset]) -> dict[str, Any]:
    """What a resumed run must have in common with the interrupted one."""
    hashes = {
        f"{loader}/{split}": examples.content_hash
        for loader, dataset in datasets.items()
        for split, examples in dataset.splits.items()
    }
    return {
        "vertical": run.vertical.name,
        "data": hashes,
        "training": run.settings.training.model_dump(mode="json"),
        "decision": run.settings.decision.model_dump(mode="json"),
    }
