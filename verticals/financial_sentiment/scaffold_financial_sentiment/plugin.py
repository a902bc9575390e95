"""The plugin: hooks that hand out records; the work is imported when it is asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scaffold import hookimpl
from scaffold.plugins.specs import (
    CommandSpec,
    DataLoaderSpec,
    DetectorSpec,
    MetricSpec,
    RuleSource,
    SinkSpec,
    SourceSpec,
    TaskHeadSpec,
    VerticalInfo,
)
from scaffold_financial_sentiment.catalogue import COMMANDS, SINKS, SOURCES
from scaffold_financial_sentiment.heads import HEADS, METRICS
from scaffold_financial_sentiment.settings import FinancialSentimentSettings

if TYPE_CHECKING:
    from pathlib import Path

    import click

    from scaffold.data.dataset import Dataset
    from scaffold.plugins.run import RunContext
    from scaffold.plugins.specs import DemoResult
    from scaffold.settings import DataSettings
    from scaffold_financial_sentiment.alerts.sink import Sink
    from scaffold_financial_sentiment.detection.detector import Detector
    from scaffold_financial_sentiment.stream.source import Source


@hookimpl
def scaffold_vertical_info() -> VerticalInfo:
    """Financial sentiment, for a risk desk."""
    return VerticalInfo(
        title="Financial sentiment",
        summary="Reads financial news: sentiment, topics, companies, and one alert for each surge of bad news.",
        languages=("en", "zh"),
        tasks=("sentiment classification", "topic classification", "company linking", "alerting"),
        data_statement=(
            "The sample is news about 60 companies that do not exist: 3,000 dated headlines, 1,400 labelled ones and "
            "eight planted incidents, written for this project. Apache-2.0."
        ),
        licence="Apache-2.0",
        intended_use=(
            "Pointing people to news they should read. Not for trading without a person, and no advice on "
            "investments. The sample's companies are fiction: bring your own table of companies."
        ),
        api_version=1,
    )


@hookimpl
def scaffold_config_schema() -> type[FinancialSentimentSettings]:
    """The section `[financial-sentiment]`."""
    return FinancialSentimentSettings


@hookimpl
def scaffold_data_loaders() -> list[DataLoaderSpec]:
    """Labelled headlines, and dated ones without labels."""
    return [
        DataLoaderSpec("headlines", "Headlines with sentiment and topics; 1,400 ship.", _load_headlines),
        DataLoaderSpec("dated", "Dated headlines without labels; 3,000 ship.", _load_dated),
    ]


@hookimpl
def scaffold_task_heads() -> tuple[TaskHeadSpec, ...]:
    """Sentiment and topic, on one encoder."""
    return HEADS


@hookimpl
def scaffold_knowledge_rules() -> list[RuleSource]:
    """Wording that settles a sentiment; types of event, orders and mutes are fired by the monitor itself."""
    return [RuleSource("wording", "Wording that settles a sentiment.", _wording)]


@hookimpl
def scaffold_metrics() -> tuple[MetricSpec, ...]:
    """The level the demo must reach."""
    return METRICS


@hookimpl
def scaffold_commands() -> list[CommandSpec]:
    """`scaffold run financial-sentiment watch | replay | backtest | incidents | ack | mute | dashboard`."""
    return [
        CommandSpec(name, summary, partial(_command, name), order=place)
        for place, (name, summary) in enumerate(COMMANDS.items(), 1)
    ]


@hookimpl
def scaffold_stream_sources() -> list[SourceSpec]:
    """Where news comes from."""
    return [SourceSpec(name, summary, _open_source, order=n) for n, (name, summary) in enumerate(SOURCES.items())]


@hookimpl
def scaffold_alert_sinks() -> list[SinkSpec]:
    """Where alerts go."""
    return [SinkSpec(name, summary, _open_sink, order=n) for n, (name, summary) in enumerate(SINKS.items())]


@hookimpl
def scaffold_detectors() -> list[DetectorSpec]:
    """The detector of this vertical, and two plain ones to compare it with."""
    return [
        DetectorSpec("burst", "More negative news than usual, and a larger share of it.", partial(_detect, "burst")),
        DetectorSpec("threshold", "A fixed number of negative stories a day.", partial(_detect, "threshold")),
        DetectorSpec("z-score", "Standard deviations above the mean of past days.", partial(_detect, "z-score")),
    ]


@hookimpl
def scaffold_demo(run: RunContext) -> DemoResult:
    """Train on the sample, replay its year, and find the planted incidents."""
    from scaffold_financial_sentiment.demo import run_demo

    return run_demo(run)


def _load_headlines(path: Path | None, settings: DataSettings) -> Dataset:
    from scaffold_financial_sentiment.data import load_headlines

    return load_headlines(path, settings)


def _load_dated(path: Path | None, settings: DataSettings) -> Dataset:
    from scaffold_financial_sentiment.data import load_dated

    return load_dated(path, settings)


def _wording() -> Path:
    from scaffold_financial_sentiment.understanding.rule_files import WORDING

    return WORDING


def _command(name: str) -> click.Command:
    from importlib import import_module

    command: click.Command = import_module(f"scaffold_financial_sentiment.commands.{name}").command
    return command


def _open_source(address: str, settings: FinancialSentimentSettings) -> Source:
    from scaffold_financial_sentiment.stream.opening import open_source

    return open_source(address, settings)


def _open_sink(address: str, settings: FinancialSentimentSettings) -> Sink:
    from scaffold_financial_sentiment.alerts.opening import open_sink

    return open_sink(address, settings)


def _detect(name: str, settings: FinancialSentimentSettings) -> Detector:
    from scaffold_financial_sentiment.detection.opening import open_detector

    return open_detector(name, settings)
