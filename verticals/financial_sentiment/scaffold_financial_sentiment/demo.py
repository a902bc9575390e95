"""`scaffold demo financial-sentiment`: train, replay a year of news, find what was planted in it."""

from __future__ import annotations

import csv
import shlex
from typing import TYPE_CHECKING

import click

from scaffold.demonstration import measured, trained_demo, with_budget
from scaffold.pipeline import train
from scaffold.plugins.specs import DemoResult
from scaffold_financial_sentiment.alerts.moments import for_people
from scaffold_financial_sentiment.backtest.plan import BacktestPlan
from scaffold_financial_sentiment.backtest.run import run_backtest
from scaffold_financial_sentiment.commands.names import keep_names
from scaffold_financial_sentiment.data import DATED, SAMPLE
from scaffold_financial_sentiment.detection.burst import BurstDetector
from scaffold_financial_sentiment.monitor.monitor import Monitor
from scaffold_financial_sentiment.monitor.running import run as watch
from scaffold_financial_sentiment.news.item import Item
from scaffold_financial_sentiment.state.store import Store
from scaffold_financial_sentiment.stream.opening import open_source
from scaffold_financial_sentiment.understanding.opening import open_companies, open_understanding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scaffold.bundle import Bundle
    from scaffold.demonstration import Figures
    from scaffold.plugins.run import RunContext
    from scaffold_financial_sentiment.backtest.result import Backtest
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings
    from scaffold_financial_sentiment.understanding.understanding import Understanding
    from scaffold_financial_sentiment.understanding.understood import Understood

BUDGET = "60s"
"""Time for training unless the user sets another; the whole demo then takes about two minutes on two cores."""

STATE = "monitor.sqlite"

_FOUND, _RIGHT, _TOWARDS = 0.875, 0.8, 0.7


def run_demo(run: RunContext) -> DemoResult:
    """Train on the sample, read its year of news, and hold the incidents found against those planted.

    With data of the user the model is trained and measured; the year of news belongs to the sample and is left out.
    """
    if run.data is not None:
        run.progress.say("The year of news belongs to the sample; with your own data it is left out.")
        return trained_demo(run, budget=BUDGET)
    trained = train(with_budget(run, BUDGET))
    figures = measured(run, trained.metrics)
    settings: FinancialSentimentSettings = run.config.model_copy(
        update={"bundle": trained.bundle.path, "companies": None, "state": str(run.out / STATE)}
    )
    reading = Once(open_understanding(settings, run.progress))
    figures["sentiment towards each of two companies"] = (towards_each(reading), _TOWARDS)
    backtest = run_backtest(
        DATED,
        SAMPLE / "incidents.jsonl",
        settings,
        run.out / "backtest",
        run.progress,
        plan=BacktestPlan(levels=(0.3, 1.0, 3.0), places=40, factors=(3.0, 10.0)),
        understanding=reading,
        names={company.id: company.name for company in open_companies(settings)},
    )
    with run.progress.stage("Filling the monitor"):
        _fill(settings, reading)
    figures |= found(backtest)
    click.echo(shown(backtest))
    return DemoResult(
        title="Financial sentiment: a year of news about 60 companies that do not exist",
        figures=figures,
        try_next=_try_next(trained.bundle, run.out),
        artifacts={
            "bundle": trained.bundle.path,
            "training report": trained.report,
            "report of the year": run.out / "backtest" / "report.html",
        },
        details={"chosen": trained.metrics["chosen"], "seconds": trained.metrics["seconds"]},
    )


class Once:
    """Reads every item once, however often it is asked; items are told apart by their ids."""

    def __init__(self, understanding: Understanding) -> None:
        self._understanding = understanding
        self._known: dict[str, Understood] = {}

    def understand(self, items: Sequence[Item]) -> list[Understood]:
        """What is known of every item, in their order."""
        new = [item for item in items if item.id not in self._known]
        if new:
            found = self._understanding.understand(new)
            self._known.update((item.id, one) for item, one in zip(new, found, strict=True))
        return [self._known[item.id] for item in items]


def towards_each(reading: Once) -> float:
    """Share of right sentiments towards the companies of headlines that name two; these were not trained on."""
    with (SAMPLE / "aspects.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    texts = list(dict.fromkeys(row["text"] for row in rows))
    items = [Item(f"aspect-{number}", text, 0.0) for number, text in enumerate(texts)]
    read = zip(texts, reading.understand(items), strict=True)
    said = {(text, each.company): each.label for text, found in read for each in found.mentions}
    return sum(said.get((row["text"], row["company"])) == row["sentiment"] for row in rows) / len(rows)


def found(backtest: Backtest) -> Figures:
    """How many of the planted incidents were found, how many alerts were about one, and how soon."""
    score = backtest.judged.companies
    figures: Figures = {
        "planted incidents found": (score.found / max(score.known, 1), _FOUND),
        "alerts about a planted incident": (score.found / max(score.found + score.false, 1), _RIGHT),
    }
    if score.delay is not None:
        figures["hours until found, median"] = (score.delay.value, None)
    return figures


def shown(backtest: Backtest) -> str:
    """The planted incidents, and when each was found."""
    lines = ["", "Planted incidents, and when the monitor found them (UTC):"]
    for known, match in backtest.matches():
        when = f"after {match.delay / 3600:.1f} h" if match else "missed"
        lines.append(f"  {for_people(known.start)}  {when:>12}  {known.title}")
    return "\n".join(lines)


def _fill(settings: FinancialSentimentSettings, reading: Once) -> None:
    """The state that the dashboard of the demo shows."""
    source = open_source(f"{DATED}?follow=no", settings)
    with Store.open(settings.state) as store:
        names = keep_names(store, open_companies(settings))
        watch([source], Monitor(reading, BurstDetector.of(settings), store, settings, names), store)


def _try_next(bundle: Bundle, out: Path) -> dict[str, str]:
    state, model = shlex.quote(str(out / STATE)), shlex.quote(str(bundle.path))
    command = "scaffold run financial-sentiment"
    return {
        f"{command} incidents --all --state {state}": "what the monitor found, each with its evidence",
        f"{command} dashboard --state {state}": "the same as a page",
        f"{command} watch news.jsonl --bundle {model} --companies companies.csv": "watch news of your own",
        f"scaffold explain {model} TEXT": "one decision: probabilities, words that mattered",
    }
