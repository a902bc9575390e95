"""The report on a recommender as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from scaffold.evaluation.environment import TEMPLATES, template_environment
from scaffold.evaluation.report import breakable, nested_rows
from scaffold_recommendation.evaluation import charts
from scaffold_recommendation.evaluation.headline import findings, told_slices
from scaffold_recommendation.evaluation.lines import figure
from scaffold_recommendation.evaluation.slices import TOO_FEW
from scaffold_recommendation.ranking.ranking import WAYS

if TYPE_CHECKING:
    from jinja2 import Environment

    from scaffold.evaluation.bootstrap import Interval
    from scaffold_recommendation.data.interactions import Interactions
    from scaffold_recommendation.evaluation.calibration import Calibration
    from scaffold_recommendation.evaluation.curve import DiversityCurve
    from scaffold_recommendation.evaluation.evaluate import Evaluation
    from scaffold_recommendation.evaluation.slices import Slice
    from scaffold_recommendation.ranking.ranking import Ranking

_OWN = Path(__file__).parent / "templates"

PROTOCOLS = {
    "time": "By time, for all users at one moment: what came before it teaches, what came after it tests, as in use.",
    "last": "The last event of each user tests, the one before it validates. Other users' later events may teach.",
    "random": (
        "Events of each user were dealt out at random, as many papers do. What came later teaches, too, so that"
        " figures are higher than they will be in use."
    ),
}
"""How data were split, in words."""

STAGES = {
    "choose": "choosing settings of the retrievers",
    "lessons": "asking for lists of an earlier time",
    "rank": "teaching the rankers",
    "retrieve": "fitting the retrievers",
    "validate": "choosing the order of candidates",
}
"""Stages of fitting, in words."""


@dataclass(frozen=True)
class SplitPart:
    """One part of the data.

    :ivar name: such as `train`.
    :ivar since: time of its first event, in seconds since 1970 (UTC), and `until` of its last; None without times.
    """

    name: str
    events: int
    users: int
    items: int
    since: float | None = None
    until: float | None = None

    @classmethod
    def of(cls, name: str, events: Interactions) -> SplitPart:
        """Counts and dates of events."""
        times = (float(events.time.min()), float(events.time.max())) if events.is_dated else (None, None)
        return cls(name, len(events), len(np.unique(events.user)), len(np.unique(events.item)), *times)


@dataclass(frozen=True, eq=False)
class ReportContent:
    """All that the report shows; what is missing is left out of it.

    :ivar data: name of the data.
    :ivar protocol: key of `PROTOCOLS`, or a sentence about another split.
    :ivar notes: what was assumed or left out while reading.
    :ivar gains: what the ranker looks at, by feature, as shares; see `gains_of`.
    :ivar ways: NDCG@10 on validation data of the orders of candidates that were compared, the one taken first.
    :ivar seconds: by stage.
    :ivar settings: as they were chosen or given; may be nested.
    :ivar machine: what it ran on.
    :ivar varied_by: what makes items alike where diversity is told.
    """

    title: str
    data: str
    evaluation: Evaluation
    protocol: str = ""
    split: Sequence[SplitPart] = ()
    notes: Sequence[str] = ()
    calibration: Calibration | None = None
    curve: DiversityCurve | None = None
    gains: Mapping[str, float] = field(default_factory=dict)
    ways: Mapping[str, float] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    machine: Mapping[str, Any] = field(default_factory=dict)
    varied_by: str = ""


def render_report(content: ReportContent) -> str:
    """One HTML page with styles and charts inside it; it fetches nothing and runs nothing. Every text is escaped."""
    style = "\n".join(
        file.read_text(encoding="utf-8").strip() for file in (TEMPLATES / "report.css", _OWN / "recommendation.css")
    )
    evaluation = content.evaluation
    best = max(evaluation.others, key=lambda line: line.figures["ndcg@10"].value, default=None)
    said = findings(evaluation, content.calibration, content.curve, content.protocol)
    return (
        _environment()
        .get_template("recommendation.html.jinja")
        .render(
            content=content,
            evaluation=evaluation,
            style=style,
            findings=said,
            best=best,
            slices=told_slices(evaluation),
            bars=charts.line_chart(evaluation.lines),
            curve=charts.curve_chart(content.curve) if content.curve else None,
            reliability=charts.reliability_chart(content.calibration) if content.calibration else None,
            gains=charts.bars_of(content.gains),
            protocol=PROTOCOLS.get(content.protocol, content.protocol),
        )
    )


def gains_of(ranking: Ranking) -> dict[str, float]:
    """What the rankers that order candidates look at, their mean, by feature; nothing without a ranker."""
    used = [ranking.rankers[name].gains for name in WAYS[ranking.way]]
    return {name: sum(each[name] for each in used) / len(used) for name in used[0]} if used else {}


def between(interval: Interval) -> str:
    """The bounds of a share, such as `.330 to .357`."""
    return f"{figure(interval.low)} to {figure(interval.high)}"


def signed(share: float) -> str:
    """A share that may be below 0, in percent.

    >>> signed(0.0238), signed(-0.017)
    ('2.4%', '−1.7%')
    """
    return f"{'−' if share < 0 else ''}{abs(100 * share):.1f}%"


def day(time: float) -> str:
    """A day for people.

    >>> day(86_400.0)
    '2 Jan 1970'
    """
    moment = datetime.fromtimestamp(time, UTC)
    return f"{moment.day} {moment:%b %Y}"


def best_lines(each: Slice, metric: str = "ndcg@10") -> set[str]:
    """Names of the lines with the highest figure of a slice; none where nobody finds anything."""
    most = max((figures[metric].value for figures in each.lines.values()), default=0.0)
    return {name for name, figures in each.lines.items() if most and figures[metric].value == most}


@cache
def _environment() -> Environment:
    environment = template_environment(html=True, folder=_OWN)
    environment.filters |= {
        "between": between,
        "day": day,
        "figure": figure,
        "name": breakable,
        "nested": nested_rows,
        "signed": signed,
    }
    environment.globals |= {
        "METHODS": charts.METHODS,
        "STAGES": STAGES,
        "TOO_FEW": TOO_FEW,
        "best_lines": best_lines,
    }
    return environment
