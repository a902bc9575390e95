"""The plugin: hooks that hand out records; the work is imported when it is asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from scaffold import hookimpl
from scaffold.plugins.specs import CommandSpec, DataLoaderSpec, MetricSpec, RuleSource, TaskHeadSpec, VerticalInfo
from scaffold_recommendation.catalogue import COMMANDS
from scaffold_recommendation.heads import HEADS, METRICS, PAIRS
from scaffold_recommendation.settings import RecommendationSettings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import click

    from scaffold.data.dataset import Dataset
    from scaffold.plugins.run import RunContext
    from scaffold.plugins.specs import DemoResult
    from scaffold.settings import DataSettings


@hookimpl
def scaffold_vertical_info() -> VerticalInfo:
    """Recommendation scoring, for a shop or a publisher."""
    return VerticalInfo(
        title="Recommendation scoring",
        summary="Lists for known and new users: retrieved, ranked, varied, under business rules, with reasons.",
        languages=("en", "zh"),
        tasks=("recommendation", "ranking", "similar items"),
        data_statement=(
            "The sample is 800 books that do not exist and the events of 3,000 simulated readers, written for this "
            "project by a stated model of taste. Apache-2.0."
        ),
        licence="Apache-2.0",
        intended_use=(
            "Ordering offers that people are free to ignore. Not for decisions about people, such as credit, prices "
            "of their own or work. Figures on the sample prove that everything runs, not how good your lists will be."
        ),
        api_version=1,
    )


@hookimpl
def scaffold_config_schema() -> type[RecommendationSettings]:
    """The section `[recommendation]`."""
    return RecommendationSettings


@hookimpl
def scaffold_data_loaders(config: RecommendationSettings) -> list[DataLoaderSpec]:
    """Pairs of what somebody took last and what came next, as texts."""
    summary = "Events with items, as pairs of texts: what somebody took last, and what came next; a sample ships."
    return [DataLoaderSpec(PAIRS, summary, partial(_load, config))]


@hookimpl
def scaffold_task_heads() -> tuple[TaskHeadSpec, ...]:
    """The head that tunes text vectors."""
    return HEADS


@hookimpl
def scaffold_knowledge_rules() -> list[RuleSource]:
    """Rules of the shop about its lists."""
    return [RuleSource("shop", "What is shown less, at most so often, or in a fixed place.", _read_rules)]


@hookimpl
def scaffold_metrics() -> tuple[MetricSpec, ...]:
    """The level the demo must reach."""
    return METRICS


@hookimpl
def scaffold_commands() -> list[CommandSpec]:
    """`scaffold run recommendation fit | recommend | similar | why | batch | simulate | refit | browse | export`."""
    return [
        CommandSpec(name, summary, partial(_command, name), order=place)
        for place, (name, summary) in enumerate(COMMANDS.items(), 1)
    ]


@hookimpl
def scaffold_after_train(run: RunContext, report: Mapping[str, Any]) -> None:
    """Fit the recommender with the tuned text vectors, and put it into the bundle."""
    from scaffold_recommendation.learning.bundle_part import attach_recommender

    attach_recommender(run)


@hookimpl
def scaffold_demo(run: RunContext) -> DemoResult:
    """Train on the sample, list, explain, and let simulated readers answer."""
    from scaffold_recommendation.demo import run_demo

    return run_demo(run)


def _load(config: RecommendationSettings, path: Path | None, settings: DataSettings) -> Dataset:
    from scaffold_recommendation.data.examples import load_pairs

    return load_pairs(path, settings, config)


def _read_rules() -> Path:
    from pathlib import Path

    return Path(__file__).with_name("rules.yaml")


def _command(name: str) -> click.Command:
    from importlib import import_module

    command: click.Command = import_module(f"scaffold_recommendation.commands.{name}").command
    return command
