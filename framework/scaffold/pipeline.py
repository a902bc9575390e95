"""The one way from data to a bundle: load, look, train, calibrate, measure, write."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffold.bundle import Bundle, write_bundle
from scaffold.changelog import Changelog
from scaffold.data.report import build_report, headlines
from scaffold.data.split_names import SPLITS
from scaffold.decision.costs import Costs
from scaffold.decision.head_model import HeadModel
from scaffold.environment import environment_lines
from scaffold.errors import DataError, PluginError
from scaffold.evaluation.label_check import check_labels
from scaffold.evaluation.report import render_report
from scaffold.files import write_text
from scaffold.heads.fitting import fit_head
from scaffold.heads.loaders import loaders_for
from scaffold.heads.rule_stage import RuleStage
from scaffold.heads.tasks import ALONE, train_counts
from scaffold.heads.training import HeadTraining
from scaffold.models.base import load_encoder
from scaffold.models.cache import CachedEncoder
from scaffold.pretraining.stage import pretraining_stage
from scaffold.results import TrainedHead, bundle_metadata, model_card, run_identity, run_metrics, run_report
from scaffold.run_folder import RunFolder
from scaffold.scoring.measure import has_labels, measure
from scaffold.scoring.pictures.examples import pictures_of
from scaffold.scoring.subgroups import Grouping
from scaffold.training.ladder import FROZEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scaffold.data.dataset import Dataset
    from scaffold.data.report import DataReport
    from scaffold.decision.head import Head
    from scaffold.heads.fitting import Chosen
    from scaffold.models.encoder import Encoder
    from scaffold.plugins.run import RunContext
    from scaffold.plugins.specs import TaskHeadSpec
    from scaffold.training.joint import AnyTask

# Texts times labels whose regressions take about ten seconds.
_MOST_CHECKED = 3_000_000


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
    rules = RuleStage.of(run)
    run = rules.ready()
    changelog = Changelog.before(run)
    datasets = load_data(run)
    clock.lap("load")
    reports = _look(run, datasets)
    clock.lap("data_report")
    with RunFolder(run.out, run_identity(run, datasets) | rules.identity, resume=run.resume) as folder:
        if run.resume:
            run.progress.say("Going on with the interrupted run" if folder.resumed else "Nothing to resume: a new run")
        run.vertical.hook.before_train(run)
        encoder = _encoder(run, rules.heads(datasets))
        tasks = _tasks(run, datasets, rules, encoder)
        clock.lap("prepare")
        notes: tuple[str, ...] = ()
        if run.settings.training.pretrain and encoder is not None:
            texts = chain.from_iterable(dataset.splits["train"].iter_texts() for dataset in datasets.values())
            stage = pretraining_stage(run, encoder, list(tasks.values()), texts, folder.work)
            encoder, notes = stage.encoder, (stage.note,)
            clock.lap("pretrain")
        heads = _train_heads(run, datasets, tasks, encoder, folder, clock, rules)
        heads[0] = replace(heads[0], notes=(*notes, *heads[0].notes))
        metrics = _write(run, heads, datasets, reports, encoder, folder.results, clock, rules, changelog)
        run.vertical.hook.after_train(replace(run, out=folder.results), metrics)
    return TrainedRun(Bundle.load(run.out / "bundle"), metrics, run.out / "report.html")


def load_data(run: RunContext) -> dict[str, Dataset]:
    """Data by loader name; a loader for which the path holds nothing is left out.

    :raises DataError: when they have no labels for any head.
    :raises PluginError: when a loader leaves a split out.
    """
    datasets: dict[str, Dataset] = {}
    source = Path(run.data) if run.data else None
    for loader in loaders_for(run.vertical.heads, source):
        with run.progress.stage(f"Loading {loader}"):
            found = run.vertical.loader(loader).load(source, run.settings.data)
        if found is None:
            continue
        datasets[loader] = found
        missing = [name for name in SPLITS if name not in found.splits]
        if missing:
            raise PluginError(
                f"its loader {loader!r} gives no {' and no '.join(missing)} split",
                where=f"{run.vertical.distribution} {run.vertical.version}",
                hint="A loader of a head gives train, validation and test.",
            )
    if not (heads_with_labels(run, datasets) or run.settings.rules.without_labels):
        wanted = ", ".join(spec.name for spec in run.vertical.heads) or "none"
        raise DataError(
            f"the data have no labels for a head of {run.vertical.name} (its heads: {wanted})",
            where=run.data,
            hint="Name the column of the labels: --set data.label=COLUMN",
        )
    return datasets


def _encoder(run: RunContext, specs: Iterable[TaskHeadSpec]) -> Encoder | None:
    """What heads of texts start from; None where there are none."""
    training = run.settings.training
    if all(spec.kind == "image" for spec in specs):
        return None
    return load_encoder(training.base, max_length=training.max_length)


def heads_with_labels(run: RunContext, datasets: dict[str, Dataset]) -> list[TaskHeadSpec]:
    """Heads of the vertical that the data have labels for."""
    return [spec for spec in run.vertical.heads if spec.loader in datasets and spec.name in datasets[spec.loader].heads]


def _look(run: RunContext, datasets: dict[str, Dataset]) -> dict[str, DataReport]:
    """The data report of each loader; what it found is told before any training."""
    reports = {name: build_report(dataset, run.progress) for name, dataset in datasets.items()}
    for report in reports.values():
        for line in headlines(report):
            run.progress.say(line)
    return reports


def _tasks(
    run: RunContext, datasets: dict[str, Dataset], rules: RuleStage, encoder: Encoder | None
) -> dict[str, AnyTask]:
    """What each head learns, by its name, from labels and from rules.

    :raises SettingsError: for costs of a label that no head has.
    """
    tasks = {spec.name: rules.task(spec, datasets, encoder) for spec in rules.heads(datasets)}
    tasks = rules.constrained(tasks)
    costs = Costs.of(run.settings.decision.model_dump())
    if costs:
        costs.check({label for task in tasks.values() for label in task.labels})
    return tasks


def _train_heads(
    run: RunContext,
    datasets: dict[str, Dataset],
    tasks: dict[str, AnyTask],
    encoder: Encoder | None,
    folder: RunFolder,
    clock: _Clock,
    rules: RuleStage,
) -> list[TrainedHead]:
    """Every head that has labels, loader by loader: heads of one loader may share an encoder."""
    specs = [spec for spec in run.vertical.heads if spec.name in tasks]
    groups = {name: [spec for spec in specs if spec.loader == name] for name in datasets}
    trained: dict[str, TrainedHead] = {}
    for name, group in groups.items():
        training = HeadTraining(run, encoder, folder.work, 1 / _trainings(groups.values()))
        chosen = training.train([tasks[spec.name] for spec in group])
        clock.lap("train")
        for spec in group:
            task, found = tasks[spec.name], chosen[spec.name]
            model = fit_head(task, found, run.settings.decision, rules.deciding(spec.name), rules.reader)
            made = _measured(run, spec, task, found, model, datasets[name], encoder, decides=spec is specs[0])
            trained[spec.name] = made.with_rules(rules.notes(spec.name))
            for line in trained[spec.name].lines:
                run.progress.say(line)
        clock.lap("measure")
    return [trained[spec.name] for spec in specs]


def _trainings(groups: Iterable[Sequence[TaskHeadSpec]]) -> int:
    """How many trainings share the budget: each head's own, and one of all heads of a loader together."""
    kinds = [[spec.kind for spec in group if spec.kind != "fusion"] for group in groups]
    return sum(len(group) + (sum(kind not in ALONE for kind in group) > 1) for group in kinds)


def _can_be_checked(run: RunContext, task: AnyTask, chosen: Chosen) -> bool:
    """Whether its training labels can be looked at in seconds: they have been read, and are not too many."""
    read = any(entry.name == FROZEN for entry in chosen.table)
    few = len(task.train) * len(task.labels) <= _MOST_CHECKED
    return run.settings.training.check_labels and task.kind == "classification" and read and few


def _measured(
    run: RunContext,
    spec: TaskHeadSpec,
    task: AnyTask,
    chosen: Chosen,
    model: Head,
    dataset: Dataset,
    encoder: Encoder | None,
    *,
    decides: bool,
) -> TrainedHead:
    held = [name for name in ("validation", "test") if has_labels(dataset.splits[name], spec.name)]
    splits = {name: dataset.splits[name] for name in held or ["train"]}
    counts = train_counts(task)
    groups = Grouping(run.settings.data.subgroups, run.settings.decision.model_dump(mode="json") if decides else None)
    report = measure(model, splits, metric=task.metric, train_counts=counts, progress=run.progress, groups=groups)
    if encoder is not None and _can_be_checked(run, task, chosen):
        vectors = CachedEncoder(encoder)
        check = check_labels([dataset.splits["train"]], spec.name, vectors, seed=run.settings.training.seed)
        report = replace(report, label_check=check)
    if isinstance(model, HeadModel) and spec.kind == "image":
        report = replace(report, pictures=pictures_of(model, splits[report.split], run.progress))
    return TrainedHead(spec, model, chosen.table, report, task.metric, chosen.notes)


def _write(
    run: RunContext,
    heads: list[TrainedHead],
    datasets: dict[str, Dataset],
    reports: dict[str, DataReport],
    encoder: Encoder | None,
    results: Path,
    clock: _Clock,
    rules: RuleStage,
    changelog: Changelog,
) -> dict[str, Any]:
    """Write bundle, report and metrics into `results`; returns the metrics."""
    report = run_report(run, heads, reports, clock.seconds)
    metrics = run_metrics(heads, clock.seconds)
    changelog = changelog.with_run(run, heads, datasets)
    metadata = bundle_metadata(run, heads, datasets, metrics)
    documents = {
        "MODEL_CARD.md": model_card(run, report, metadata["data"]),
        "CHANGELOG.md": changelog.markdown(run.vertical.info.title),
        "environment.txt": "\n".join(environment_lines()) + "\n",
    }
    write_bundle(
        results / "bundle",
        {head.spec.name: head.model for head in heads},
        encoder,
        metadata | {"changelog": list(changelog.entries)},
        documents,
        rules.in_force if run.settings.rules.decide else None,
    )
    write_text(results / "report.html", render_report(report))
    write_text(results / "metrics.json", json.dumps(metrics, ensure_ascii=False, indent=2) + "\n")
    return metrics
