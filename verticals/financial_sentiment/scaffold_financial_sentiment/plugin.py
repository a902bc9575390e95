"""The plugin: hooks that hand out records; the work is imported when it is asked for."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

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
from scaffold_financial_sentiment.heads import HEADS, METRICS
from scaffold_financial_sentiment.settings import FinancialSentimentSettings

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.plugins.run import RunContext
    from scaffold.plugins.specs import DemoResult

_PACKAGE = __name__.rpartition(".")[0]

_COMMANDS = {
    "watch": "Watch sources, and alert once about every surge of bad news.",
    "replay": "Play dated news through the monitor, as fast as it goes or at a chosen speed.",
    "backtest": "Measure what the alerts would have been on news of the past.",
    "incidents": "List incidents, or show one with its evidence.",
    "ack": "Take an incident.",
    "mute": "Keep a company or a topic out of alerts for some time.",
    "resend": "Send alerts of a file to a sink again.",
    "dashboard": "Serve a page of trends and open incidents.",
}
_SOURCES = {
    "file": "A file of news that grows, followed like tail -F.",
    "folder": "Files that are put into a folder.",
    "-": "Lines on standard input.",
    "https": "An RSS or Atom feed, polled.",
    "http": "The same, unencrypted.",
    "rss": "The same: rss:https://...",
    "redis": "A Redis stream, read as a consumer of a group.",
    "rediss": "The same over TLS.",
}
_SINKS = {
    "terminal": "This terminal.",
    "jsonl": "A file of JSON lines.",
    "webhook": "A web address, signed with HMAC.",
    "webhook+https": "The same.",
    "webhook+http": "The same, unencrypted.",
    "smtp": "E-mail.",
    "smtps": "E-mail over TLS.",
}


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
        DataLoaderSpec("headlines", "Headlines with sentiment and topics; 1,400 ship.", partial(_load, "headlines")),
        DataLoaderSpec("dated", "Dated headlines without labels; 3,000 ship.", partial(_load, "dated")),
    ]


@hookimpl
def scaffold_task_heads() -> tuple[TaskHeadSpec, ...]:
    """Sentiment and topic, on one encoder."""
    return HEADS


@hookimpl
def scaffold_knowledge_rules() -> list[RuleSource]:
    """Wording that settles a sentiment; types of event, orders and mutes are fired by the monitor itself."""
    return [RuleSource("wording", "Wording that settles a sentiment.", partial(_rules, "WORDING"))]


@hookimpl
def scaffold_metrics() -> tuple[MetricSpec, ...]:
    """The level the demo must reach."""
    return METRICS


@hookimpl
def scaffold_commands() -> list[CommandSpec]:
    """`scaffold run financial-sentiment watch | replay | backtest | incidents | ack | mute | dashboard`."""
    return [
        CommandSpec(name, summary, partial(_attribute, f"commands.{name}", "command"), order=place)
        for place, (name, summary) in enumerate(_COMMANDS.items(), 1)
    ]


@hookimpl
def scaffold_stream_sources() -> list[SourceSpec]:
    """Where news comes from."""
    return [SourceSpec(name, summary, _open_source, order=n) for n, (name, summary) in enumerate(_SOURCES.items())]


@hookimpl
def scaffold_alert_sinks() -> list[SinkSpec]:
    """Where alerts go."""
    return [SinkSpec(name, summary, _open_sink, order=n) for n, (name, summary) in enumerate(_SINKS.items())]


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
    result: DemoResult = _attribute("demo", "run_demo")(run)
    return result


def _attribute(module: str, name: str) -> Any:
    return getattr(import_module(f"{_PACKAGE}.{module}"), name)


def _load(kind: str, path: Path | None, settings: Any) -> Any:
    return _attribute("data", f"load_{kind}")(path, settings)


def _rules(name: str) -> Any:
    return _attribute("understanding.rule_files", name)


def _open_source(address: str, settings: Any) -> Any:
    return _attribute("stream.opening", "open_source")(address, settings)


def _open_sink(address: str, settings: Any) -> Any:
    return _attribute("alerts.opening", "open_sink")(address, settings)


def _detect(name: str, settings: Any) -> Any:
    return _attribute("detection.opening", "open_detector")(name, settings)
