"""What the templates of this room can use: figures written for people, and the verdicts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.evaluation import charts, headline, kinds, subgroups, verdict, wording

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


def template_environment(*, html: bool, folder: Path = TEMPLATES) -> Environment:
    """A strict jinja environment; `html` escapes every value that is not marked safe."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=html,  # noqa: S701 - the model card is Markdown, which its own filter escapes
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "clip": wording.clip,
        "count": wording.count,
        "duration": wording.duration,
        "number": wording.number,
        "percent": wording.percent,
        "plural": wording.plural,
        "threshold": wording.threshold,
    }
    environment.globals |= {
        "FEW_ROWS": subgroups.FEW_ROWS,
        "METRICS": wording.METRICS,
        "coverage_chart": charts.coverage_chart,
        "headline": headline.headline,
        "metric_title": wording.metric_title,
        "metric_value": wording.metric_value,
        "reliability_chart": charts.reliability_chart,
        "surest": verdict.surest,
        "trust": verdict.trust,
        "words_of": kinds.words_of,
    }
    return environment
