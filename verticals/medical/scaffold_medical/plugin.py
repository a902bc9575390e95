"""The plugin: hooks that hand out records; the work is imported when it is asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scaffold import hookimpl
from scaffold.plugins.specs import CommandSpec, DataLoaderSpec, MetricSpec, RuleSource, TaskHeadSpec, VerticalInfo
from scaffold_medical.catalogue import COMMANDS
from scaffold_medical.heads import HEADS, IMAGES, METRICS, NOTES, QUESTIONS, SECTIONS
from scaffold_medical.intended_use import SUPPORTS
from scaffold_medical.rules.sources import rule_sources
from scaffold_medical.settings import USUAL, MedicalSettings

if TYPE_CHECKING:
    from pathlib import Path

    import click

    from scaffold.data.dataset import Dataset
    from scaffold.plugins.run import RunContext
    from scaffold.plugins.specs import DemoResult
    from scaffold.settings import DataSettings


@hookimpl
def scaffold_vertical_info() -> VerticalInfo:
    """Medical classification, for the data team of a hospital."""
    return VerticalInfo(
        title="Medical classification",
        summary="Sorts notes by speciality and condition, marks diseases and chemicals, and says when it is unsure.",
        languages=("en", "zh"),
        tasks=("text classification", "entity tagging", "de-identification", "image classification"),
        data_statement=(
            "The sample is 1,500 notes about people who do not exist, written for this project, with planted "
            "identifiers that belong to nobody. Apache-2.0."
        ),
        licence="Apache-2.0",
        intended_use=f"{SUPPORTS} No decision about a patient may rest on it alone. It is no medical device.",
        api_version=1,
        personal_data=True,
        usual=USUAL,
    )


@hookimpl
def scaffold_config_schema() -> type[MedicalSettings]:
    """The section `[medical]`."""
    return MedicalSettings


@hookimpl
def scaffold_data_loaders() -> list[DataLoaderSpec]:
    """Notes, passages of notes, questions, and images."""
    return [
        DataLoaderSpec(NOTES, "Notes with speciality, conditions and entities; 1,500 ship.", partial(_load, NOTES)),
        DataLoaderSpec(SECTIONS, "Passages of notes with their section; 1,219 ship.", partial(_load, SECTIONS)),
        DataLoaderSpec(QUESTIONS, "Questions with their type; 1,280 ship.", partial(_load, QUESTIONS)),
        DataLoaderSpec(IMAGES, "Images with what they show, some with a letter; 400 ship.", _load_cases),
    ]


@hookimpl
def scaffold_task_heads() -> tuple[TaskHeadSpec, ...]:
    """All on one encoder."""
    return HEADS


@hookimpl
def scaffold_knowledge_rules(config: MedicalSettings) -> list[RuleSource]:
    """Terms, short forms, headings and wording, said once and used four times."""
    return rule_sources(config.terminology, config.labels)


@hookimpl
def scaffold_metrics() -> tuple[MetricSpec, ...]:
    """The level the demo must reach."""
    return METRICS


@hookimpl
def scaffold_commands() -> list[CommandSpec]:
    """`scaffold run medical classify | explain | review | terms | deidentify | reidentify | verify-log`."""
    return [
        CommandSpec(name, summary, partial(_command, name), order=place)
        for place, (name, summary) in enumerate(COMMANDS.items(), 1)
    ]


@hookimpl
def scaffold_demo(run: RunContext) -> DemoResult:
    """Train on the sample, and read what it has not seen."""
    from scaffold_medical.demo import run_demo

    return run_demo(run)


def _load(loader: str, path: Path | None, settings: DataSettings) -> Dataset:
    from scaffold_medical.data import load

    return load(loader, path, settings)


def _load_cases(path: Path | None, settings: DataSettings) -> Dataset:
    from scaffold_medical.data import load_cases

    return load_cases(path, settings)


def _command(name: str) -> click.Command:
    from importlib import import_module

    command: click.Command = import_module(f"scaffold_medical.commands.{name.replace('-', '_')}").command
    return command
