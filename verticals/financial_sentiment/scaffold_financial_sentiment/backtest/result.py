"""What a backtest found, as its page and its files show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold_financial_sentiment.backtest.comparison import Compared
    from scaffold_financial_sentiment.backtest.count_log import CountLog
    from scaffold_financial_sentiment.backtest.curve import CurvePoint
    from scaffold_financial_sentiment.backtest.episodes import Episode
    from scaffold_financial_sentiment.backtest.judging import Judged
    from scaffold_financial_sentiment.backtest.known import KnownIncident
    from scaffold_financial_sentiment.backtest.matching import Match
    from scaffold_financial_sentiment.backtest.plan import BacktestPlan
    from scaffold_financial_sentiment.backtest.trials import Outcome
    from scaffold_financial_sentiment.settings import FinancialSentimentSettings


@dataclass(frozen=True)
class Backtest:
    """A finished backtest.

    :ivar data: name of the file of news.
    :ivar names: name of each company by its id; an id that is not there is its own name.
    :ivar notes: what a reader should know before trusting the figures.
    :ivar injected: what the detector found of made-up incidents.
    :ivar seconds: time each stage took.
    :ivar machine: what it ran on.
    """

    data: str
    log: CountLog
    known: Sequence[KnownIncident]
    judged: Judged
    curve: Sequence[CurvePoint]
    injected: Sequence[Outcome]
    compared: Sequence[Compared]
    settings: FinancialSentimentSettings
    plan: BacktestPlan
    names: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    machine: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None

    def name(self, company: str) -> str:
        """The name of a company for people."""
        return self.names.get(company) or company

    def verdicts(self) -> list[tuple[Episode, str, Match | None]]:
        """All alerts in their order, each `found`, `repeated` or `false`, with the match of one that found it."""
        found = {id(each.episode): each for each in self.judged.matching.found}
        repeated = {id(each) for each in self.judged.matching.repeated}
        return [
            (
                each,
                "found" if id(each) in found else "repeated" if id(each) in repeated else "false",
                found.get(id(each)),
            )
            for each in self.judged.alerts
        ]

    def matches(self) -> list[tuple[KnownIncident, Match | None]]:
        """All known incidents in their order, with what found them; None for those that were missed."""
        found = {each.known.id: each for each in self.judged.matching.found}
        return [(each, found.get(each.id)) for each in self.known]
