"""The fifteen hooks: all that a vertical or a cross-cutting plugin may provide.

A plugin is a module (or an instance made in one) whose functions carry `@hookimpl` and the name of a hook. It takes
the arguments it needs by name, or none. Hooks that return records return them unstarted: the work is behind a
factory, so that loading a vertical stays cheap.
"""

# mypy: disable-error-code="empty-body"
# pluggy reads a specification's signature only; there is nothing to return here
from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from scaffold.plugins.markers import hookspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from scaffold.decision.decision import Decision
    from scaffold.plugins.run import RunContext
    from scaffold.plugins.specs import (
        CommandSpec,
        DataLoaderSpec,
        DemoResult,
        DetectorSpec,
        MetricSpec,
        PretrainingSpec,
        RuleSource,
        SinkSpec,
        SourceSpec,
        TaskHeadSpec,
        VerticalInfo,
    )


@hookspec
def scaffold_vertical_info() -> VerticalInfo:
    """Say what this vertical is, for whom, and which plugin interface it was written for.

    Called once when the vertical is loaded, before any record is asked for. A vertical has exactly one; a
    cross-cutting plugin has none.

    :returns: one `VerticalInfo`, itself and not in a list.

    Example::

        from scaffold import hookimpl
        from scaffold.plugins.specs import VerticalInfo

        @hookimpl
        def scaffold_vertical_info():
            return VerticalInfo(
                title="Insurance claims",
                summary="Sorts claims by kind and urgency.",
                languages=("en", "zh"),
                tasks=("classification",),
                data_statement="200 claims written for the sample; no real person is in them.",
                licence="Apache-2.0",
                intended_use="Sorting incoming claims. Not for refusing a claim without a person.",
                api_version=1,
            )
    """


@hookspec
def scaffold_config_schema() -> type[BaseModel]:
    """Declare the settings of this plugin: its own section of `scaffold.toml`.

    Called once when the vertical is loaded, before every hook that takes `config`. The section bears the name of the
    plugin's entry point. Without this hook the plugin has no settings and `config` is None.

    :returns: a pydantic model class; base it on `Section` to refuse unknown keys.

    Example::

        from pydantic import Field

        from scaffold import hookimpl
        from scaffold.settings import Section

        class ClaimSettings(Section):
            urgent_above: float = Field(10_000, gt=0, description="sum from which a claim is urgent")

        @hookimpl
        def scaffold_config_schema():
            return ClaimSettings
    """


@hookspec
def scaffold_data_loaders(config: BaseModel | None) -> Iterable[DataLoaderSpec]:
    """Name the sources of examples, among them the sample that ships with the vertical.

    Called once when the vertical is loaded; `load` of a source is called when its examples are needed.

    :param config: this plugin's section of `scaffold.toml`, validated; None if it declares no settings.
    :returns: `DataLoaderSpec`s with names of their own.

    Example::

        from pathlib import Path

        from scaffold import hookimpl
        from scaffold.plugins.specs import DataLoaderSpec

        def load_claims(path, settings):
            from scaffold.data.load import load_dataset

            return load_dataset(path or Path(__file__).parent / "sample", settings, ("kind",))

        @hookimpl
        def scaffold_data_loaders():
            return [DataLoaderSpec("claims", "Claims with their kind; a sample of 200 ships.", load_claims)]
    """


@hookspec
def scaffold_pretraining(config: BaseModel | None) -> Iterable[PretrainingSpec]:
    """Offer domain text to continue the encoder's pretraining with.

    Called once when the vertical is loaded; `corpus` is called when pretraining runs.

    :param config: this plugin's section of `scaffold.toml`, validated; None if it declares no settings.
    :returns: `PretrainingSpec`s with names of their own.

    Example::

        from scaffold import hookimpl
        from scaffold.plugins.specs import PretrainingSpec

        def read_corpus(path):
            return path.read_text(encoding="utf-8").splitlines() if path else ["The deductible was waived."]

        @hookimpl
        def scaffold_pretraining():
            return [
                PretrainingSpec(
                    "claim-notes", "Notes of claim handlers.", read_corpus, objective="mlm", vocabulary=("deductible",)
                )
            ]
    """


@hookspec
def scaffold_task_heads(config: BaseModel | None) -> Iterable[TaskHeadSpec]:
    """Declare the heads that are trained on the shared encoder; several make a multi-task model.

    Called once when the vertical is loaded.

    :param config: this plugin's section of `scaffold.toml`, validated; None if it declares no settings.
    :returns: `TaskHeadSpec`s with names of their own; `loader` names a loader of this vertical.

    Example::

        from scaffold import hookimpl
        from scaffold.plugins.specs import TaskHeadSpec

        @hookimpl
        def scaffold_task_heads():
            return [TaskHeadSpec("kind", "What the claim is about.", loader="claims", metric="macro_f1")]
    """


@hookspec
def scaffold_knowledge_rules(config: BaseModel | None) -> Iterable[RuleSource]:
    """Bring the domain's written rules, as files or from code.

    Called once when the vertical is loaded; `read` is called when rules are needed, and gives the path of a file (its
    lexicons lie beside it) or the text of one. What can stand in it: docs/reference/rules.md.

    :param config: this plugin's section of `scaffold.toml`, validated; None if it declares no settings.
    :returns: `RuleSource`s with names of their own.

    Example::

        from pathlib import Path

        from scaffold import hookimpl
        from scaffold.plugins.specs import RuleSource

        def read_rules():
            return Path(__file__).with_name("rules.yaml")

        @hookimpl
        def scaffold_knowledge_rules():
            return [RuleSource("claims", "Rules of the claims department.", read_rules)]
    """


@hookspec
def scaffold_metrics(config: BaseModel | None) -> Iterable[MetricSpec]:
    """Name the figures of `metrics.json` that count, and the level the demo must reach.

    Called once when the vertical is loaded.

    :param config: this plugin's section of `scaffold.toml`, validated; None if it declares no settings.
    :returns: `MetricSpec`s with names of their own; `head` names a head of this vertical.

    Example::

        from scaffold import hookimpl
        from scaffold.plugins.specs import MetricSpec

        @hookimpl
        def scaffold_metrics():
            return [MetricSpec("kind accuracy", head="kind", metric="accuracy", at_least=0.85)]
    """


@hookspec
def scaffold_before_train(run: RunContext) -> None:
    """Be told that a training run is about to start.

    Called once a run, after the data are checked and before the first candidate is trained. An error raised here
    stops the run.

    :param run: the run: its vertical, settings, folder and progress.
    :returns: nothing; what is returned is not used.

    Example::

        from scaffold import hookimpl

        @hookimpl
        def scaffold_before_train(run):
            run.progress.say(f"training {run.vertical.name} into {run.out}")
    """


@hookspec
def scaffold_after_train(run: RunContext, report: Mapping[str, Any]) -> None:
    """Be told that a training run has ended, and with which figures.

    Called once a run, after `metrics.json`, the report and the bundle are written and before they are moved together to
    the folder the user named. An error raised here stops the run, and nothing of it stays.

    :param run: the run: its vertical, settings and progress; `run.out` holds the results, and what is added there is
        moved with them.
    :param report: the content of `metrics.json`.
    :returns: nothing; what is returned is not used.

    Example::

        from scaffold import hookimpl

        @hookimpl
        def scaffold_after_train(run, report):
            run.progress.say(f"chosen: {report['chosen']}")
    """


@hookspec
def scaffold_commands(config: BaseModel | None) -> Iterable[CommandSpec]:
    """Bring commands of the domain, run as `scaffold run VERTICAL COMMAND`.

    Called once when the vertical is loaded; `load` is called only when its command runs, so it is the place for heavy
    imports. The command receives the loaded vertical as click's `obj`.

    :param config: this plugin's section of `scaffold.toml`, validated; None if it declares no settings.
    :returns: `CommandSpec`s with names of their own.

    Example::

        import click

        from scaffold import hookimpl
        from scaffold.plugins.specs import CommandSpec

        def load_count():
            @click.command()
            @click.argument("text")
            @click.pass_obj
            def count(vertical, text):
                "Count the words of TEXT."
                click.echo(f"{vertical.name}: {len(text.split())} words")

            return count

        @hookimpl
        def scaffold_commands():
            return [CommandSpec("count", "Count the words of a text.", load_count)]
    """


@hookspec
def scaffold_stream_sources(config: BaseModel | None) -> Iterable[SourceSpec]:
    """Offer places that texts come from while they happen.

    Called once when the vertical is loaded; `open` is called when an address of that scheme is watched. What a source
    has to do is said by the vertical that watches it.

    :param config: this plugin's section of `scaffold.toml`, validated; None if it declares no settings.
    :returns: `SourceSpec`s with names of their own.

    Example::

        from scaffold import hookimpl
        from scaffold.plugins.specs import SourceSpec

        def open_queue(address, settings):
            from my_queue import QueueSource

            return QueueSource(address, settings.batch)

        @hookimpl
        def scaffold_stream_sources():
            return [SourceSpec("queue", "News from the house's message queue.", open_queue)]
    """


@hookspec
def scaffold_alert_sinks(config: BaseModel | None) -> Iterable[SinkSpec]:
    """Offer places that alerts go to.

    Called once when the vertical is loaded; `open` is called when an address of that scheme is to get alerts. What a
    sink has to do is said by the vertical that alerts.

    :param config: this plugin's section of `scaffold.toml`, validated; None if it declares no settings.
    :returns: `SinkSpec`s with names of their own.

    Example::

        from scaffold import hookimpl
        from scaffold.plugins.specs import SinkSpec

        def open_pager(address, settings):
            from my_pager import PagerSink

            return PagerSink(address)

        @hookimpl
        def scaffold_alert_sinks():
            return [SinkSpec("pager", "The pager of the desk.", open_pager)]
    """


@hookspec
def scaffold_detectors(config: BaseModel | None) -> Iterable[DetectorSpec]:
    """Offer ways to tell that something is more than its usual.

    Called once when the vertical is loaded; `make` is called when the settings name the detector. What a detector has
    to do is said by the vertical that uses it.

    :param config: this plugin's section of `scaffold.toml`, validated; None if it declares no settings.
    :returns: `DetectorSpec`s with names of their own.

    Example::

        from scaffold import hookimpl
        from scaffold.plugins.specs import DetectorSpec

        def make_detector(settings):
            from my_detector import Detector

            return Detector(settings.tick)

        @hookimpl
        def scaffold_detectors():
            return [DetectorSpec("house", "The desk's own arithmetic.", make_detector)]
    """


@hookspec
def scaffold_postprocess(decision: Decision, run: RunContext) -> Decision:
    """Make a last edit to a decision; the run notes which plugin made it.

    Called once a decision, after calibration, rules and out-of-scope rejection; the vertical first, then cross-cutting
    plugins by name, each on the result of the one before.

    :param decision: the decision so far.
    :param run: the run: its vertical, settings, folder and progress.
    :returns: a new `Decision`; the same one, or None, for no edit.

    Example::

        from dataclasses import replace

        from scaffold import hookimpl

        @hookimpl
        def scaffold_postprocess(decision, run):
            if "lawyer" not in decision.text:
                return decision
            return replace(decision, action="handoff", reason="a lawyer is mentioned")
    """


@hookspec(firstresult=True)
def scaffold_demo(run: RunContext) -> DemoResult | None:
    """Run the vertical end to end on its own sample: on a CPU, without a network.

    Called by `scaffold demo VERTICAL`; the vertical is asked first, then cross-cutting plugins by name, and the first
    result that is not None counts. A figure below its level makes the command end with exit code 1.

    :param run: the run: its vertical, settings, folder and progress; `run.data` if the user gave data.
    :returns: a `DemoResult` with the measured figures, their levels, and what to type next.

    Example::

        from scaffold import hookimpl
        from scaffold.plugins.specs import DemoResult

        @hookimpl
        def scaffold_demo(run):
            right, asked = 9, 10
            return DemoResult(
                title="Insurance claims",
                figures={"accuracy on ten claims": (right / asked, 0.85)},
                try_next={"scaffold show insurance-claims": "what the vertical brings"},
            )
    """
