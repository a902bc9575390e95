"""The one way from data to a bundle: load, look, train, calibrate, measure, write."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.bundle import Bundle, write_bundle
from scaffold.data.report import build_report, headlines
from scaffold.data.split_names import SPLITS
from scaffold.decision.head_model import HeadModel
from scaffold.environment import environment_lines
from scaffold.errors import DataError, PluginError
from scaffold.evaluation.report import render_report
from scaffold.files import write_text
from scaffold.models.base import load_encoder
from scaffold.models.cache import CachedEncoder
from scaffold.results import TrainedHead, bundle_metadata, model_card, run_identity, run_metrics, run_report
from scaffold.run_folder import RunFolder
from scaffold.scoring import has_labels, measure
from scaffold.text import words
from scaffold.training.budget import Plan, machine_speed, make_plan, parse_budget, relative_cost
from scaffold.training.ladder import Ladder
from scaffold.training.split import SplitEncoder
from scaffold.training.task import Task, labelled

if TYPE_CHECKING:
    from scaffold.data.dataset import Dataset
    from scaffold.data.report import DataReport
    from scaffold.models.encoder import Encoder
    from scaffold.plugins.run import RunContext
    from scaffold.plugins.specs import TaskHeadSpec


@dataclass(frozen=True, eq=False)
class TrainedRun:
    """What a run left in its folder.

    :ivar metrics: the content of `metrics.json`.
    """

    bundle: Bundle
    metrics: dict[str, Any]
    report: Path


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
    reports = _look(run, datasets)
    clock.lap("data_report")
    with RunFolder(run.out, run_identity(run, datasets), resume=run.resume) as folder:
        if run.resume:
            run.progress.say("Going on with the interrupted run" if folder.resumed else "Nothing to resume: a new run")
        run.vertical.hook.before_train(run)
        encoder = load_encoder(run.settings.training.base, max_length=run.settings.training.max_length)
        heads = [
            _train_head(run, spec, datasets[spec.loader], encoder, folder, clock) for spec in _specs(run, datasets)
        ]
        metrics = _write(run, heads, datasets, reports, encoder, folder.results, clock)
        run.vertical.hook.after_train(replace(run, out=folder.results), metrics)
    return TrainedRun(Bundle.load(run.out / "bundle"), metrics, run.out / "report.html")


def make_task(spec: TaskHeadSpec, dataset: Dataset) -> Task:
    """The labelled texts of one head; the label names are those of the training split.

    :raises DataError: when fewer than two labels are there, or no text to learn them from.
    """
    where = dataset.files[0].path if dataset.files else None
    names = sorted({label for label in dataset.splits["train"].labels(spec.name) if label is not None})
    if len(names) < 2:
        raise DataError(
            f"the training split has {len(names)} of the two or more labels that {spec.name} needs",
            where=where,
            hint="Check which column holds the labels: --set data.label=COLUMN",
        )
    train, validation = (labelled(dataset.splits[name], spec.name, names) for name in ("train", "validation"))
    if not any(map(words, train.texts)):
        raise DataError(
            f"no training text holds a word, such as {train.texts[0][:40]!r}",
            where=where,
            hint="Check which column holds the texts: --set data.text=COLUMN",
        )
    return Task(spec.name, tuple(names), train, validation, spec.metric)


def _load(run: RunContext) -> dict[str, Dataset]:
    """Data by loader name.

    :raises DataError: when they have no labels for any head.
    :raises PluginError: when a loader leaves a split out.
    """
    datasets: dict[str, Dataset] = {}
    source = Path(run.data) if run.data else None
    for loader in dict.fromkeys(spec.loader for spec in run.vertical.heads):
        with run.progress.stage(f"Loading {loader}"):
            datasets[loader] = run.vertical.loader(loader).load(source, run.settings.data)
        missing = [name for name in SPLITS if name not in datasets[loader].splits]
        if missing:
            raise PluginError(
                f"its loader {loader!r} gives no {' and no '.join(missing)} split",
                where=f"{run.vertical.distribution} {run.vertical.version}",
                hint="A loader of a head gives train, validation and test.",
            )
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


def _look(run: RunContext, datasets: dict[str, Dataset]) -> dict[str, DataReport]:
    """The data report of each loader; what it found is told before any training."""
    reports = {name: build_report(dataset, run.progress) for name, dataset in datasets.items()}
    for report in reports.values():
        for line in headlines(report):
            run.progress.say(line)
    return reports


def _train_head(
    run: RunContext, spec: TaskHeadSpec, dataset: Dataset, encoder: Encoder, folder: RunFolder, clock: _Clock
) -> TrainedHead:
    task = make_task(spec, dataset)
    plan = _plan(run, task, encoder, folder)
    clock.lap("prepare")
    ladder = Ladder(
        task,
        plan,
        encoder,
        CachedEncoder(encoder),
        folder.work / spec.name,
        run.settings.training.seed,
        run.progress,
    )
    classifier, table = ladder.climb()
    clock.lap("train")
    model = HeadModel.fit(spec.name, classifier, table[-1].validation, task.validation.truth, run.settings.decision)
    held = [name for name in ("validation", "test") if has_labels(dataset.splits[name], spec.name)]
    splits = {name: dataset.splits[name] for name in held or ["train"]}
    counts = Counter(task.labels[i] for i in task.train.truth)
    report = measure(model, splits, metric=spec.metric, train_counts=counts, progress=run.progress)
    clock.lap("measure")
    return TrainedHead(spec, model, table, report)


def _plan(run: RunContext, task: Task, encoder: Encoder, folder: RunFolder) -> Plan:
    """What the budget allows; a resumed run keeps the plan it began with."""
    settings = run.settings.training
    kept = folder.work / f"plan-{task.head}.json"
    if kept.exists():
        return Plan.from_dict(json.loads(kept.read_text(encoding="utf-8")))
    lengths = [[len(ids) for ids in encoder.tokenise(split.texts)] for split in (task.train, task.validation)]
    speed = (settings.speed or machine_speed()) / relative_cost(encoder)
    plan = make_plan(
        lengths[0],
        lengths[1],
        parse_budget(settings.budget),
        seed=settings.seed,
        speed=speed,
        dimension=encoder.dimension,
        whole=SplitEncoder.of(encoder).path is None,
    )
    write_text(kept, json.dumps(plan.as_dict()))
    rungs = ["TF-IDF", *["frozen encoder"] * plan.frozen, *[f"fine-tuning x{len(plan.recipes)}"] * bool(plan.recipes)]
    run.progress.say(f"Plan for {settings.budget}: {', '.join(rungs)}; about {plan.seconds / 60:.1f} min")
    return plan


def _write(
    run: RunContext,
    heads: list[TrainedHead],
    datasets: dict[str, Dataset],
    reports: dict[str, DataReport],
    encoder: Encoder,
    results: Path,
    clock: _Clock,
) -> dict[str, Any]:
    """Write bundle, report and metrics into `results`; returns the metrics."""
    report = run_report(run, heads, reports, clock.seconds)
    metrics = run_metrics(heads, clock.seconds)
    write_bundle(
        results / "bundle",
        {head.spec.name: head.model for head in heads},
        encoder,
        bundle_metadata(run, heads, datasets, metrics),
        {"MODEL_CARD.md": model_card(run, report), "environment.txt": "\n".join(environment_lines()) + "\n"},
    )
    write_text(results / "report.html", render_report(report))
    write_text(results / "metrics.json", json.dumps(metrics, ensure_ascii=False, indent=2) + "\n")
    return metrics
