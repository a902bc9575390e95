"""The plugin: hooks that hand out records; the work is imported when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold import hookimpl
from scaffold.plugins.specs import CommandSpec, DataLoaderSpec, MetricSpec, RuleSource, TaskHeadSpec, VerticalInfo
from scaffold_customer_service.heads import HEADS, METRICS
from scaffold_customer_service.settings import CustomerServiceSettings

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
    """Customer service, for a support team."""
    return VerticalInfo(
        title="Customer service",
        summary="Recognises what a customer wants, answers from the FAQ, asks back, hands over to a person.",
        languages=("en", "zh"),
        tasks=("intent classification", "FAQ search", "dialogue"),
        data_statement=(
            "The sample is support material of Tarnbrook Bank, which does not exist: 1,540 questions, 120 FAQ entries "
            "and 20 conversations, written for this project. No real person or customer is in them. Apache-2.0."
        ),
        licence="Apache-2.0",
        intended_use=(
            "First answers to customers, with the source shown and a person behind it. Not for decisions about a "
            "customer, such as credit, blocking or complaints; those are handed over. The sample's answers are "
            "fiction: bring your own FAQ and templates before anybody reads them. Chinese is understood only as "
            "well as your Chinese training questions and your encoder allow; the embedded encoder is English."
        ),
        api_version=1,
    )


@hookimpl
def scaffold_config_schema() -> type[CustomerServiceSettings]:
    """The section `[customer-service]`."""
    return CustomerServiceSettings


@hookimpl
def scaffold_data_loaders() -> list[DataLoaderSpec]:
    """Questions with their intent, FAQ entries, transcripts."""
    return [
        DataLoaderSpec("intents", "Questions with their intent; 38 intents ship as a sample.", _load_intents),
        DataLoaderSpec("faq", "FAQ entries as examples (CSV, JSON Lines, Markdown); 120 ship.", _load_faq),
        DataLoaderSpec("dialogues", "The customers' turns of chat transcripts; 12 ship.", _load_dialogues),
    ]


@hookimpl
def scaffold_task_heads() -> tuple[TaskHeadSpec, ...]:
    """The intent head."""
    return HEADS


@hookimpl
def scaffold_knowledge_rules() -> list[RuleSource]:
    """What must not be left to the model, and wording that settles an intent."""
    return [
        RuleSource("service", "Urgent matters, hand-overs, queues, and what is never answered.", _read_rules, order=1),
        RuleSource("wording", "Wording that settles what the customer wants.", _read_wording, order=2),
    ]


@hookimpl
def scaffold_metrics() -> tuple[MetricSpec, ...]:
    """The level the demo must reach."""
    return METRICS


@hookimpl
def scaffold_commands() -> list[CommandSpec]:
    """`scaffold run customer-service chat | search | index | attach`."""
    return [
        CommandSpec("chat", "Talk to the assistant in the terminal.", _chat, order=1),
        CommandSpec("search", "Search the FAQ.", _search, order=2),
        CommandSpec("index", "Add, change, remove and list FAQ entries.", _index, order=3),
        CommandSpec("attach", "Give a trained bundle an FAQ or templates.", _attach, order=4),
    ]


@hookimpl
def scaffold_before_train(run: RunContext) -> None:
    """Stop before training if the FAQ or a template cannot be used."""
    from scaffold_customer_service.bundle_parts import check_parts

    check_parts(run)


@hookimpl
def scaffold_after_train(run: RunContext, report: Mapping[str, Any]) -> None:
    """Put the FAQ and the templates into the bundle."""
    from scaffold_customer_service.bundle_parts import attach_parts

    attach_parts(run)


@hookimpl
def scaffold_demo(run: RunContext) -> DemoResult:
    """Train on the sample, measure, and play the scripted conversations."""
    from scaffold_customer_service.demo import run_demo

    return run_demo(run)


def _load_intents(path: Path | None, settings: DataSettings) -> Dataset:
    from scaffold_customer_service.data import load_intents

    return load_intents(path, settings)


def _load_faq(path: Path | None, settings: DataSettings) -> Dataset:
    from scaffold_customer_service.data import load_faq

    return load_faq(path, settings)


def _load_dialogues(path: Path | None, settings: DataSettings) -> Dataset:
    from scaffold_customer_service.data import load_dialogues

    return load_dialogues(path, settings)


def _read_rules() -> Path:
    from scaffold_customer_service.data import RULES

    return RULES


def _read_wording() -> Path:
    from scaffold_customer_service.data import WORDING

    return WORDING


def _chat() -> click.Command:
    from scaffold_customer_service.commands.chat import command

    return command


def _search() -> click.Command:
    from scaffold_customer_service.commands.search import command

    return command


def _index() -> click.Command:
    from scaffold_customer_service.commands.index import command

    return command


def _attach() -> click.Command:
    from scaffold_customer_service.commands.attach import command

    return command
