"""An audit as one self-contained HTML page."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from scaffold.evaluation.environment import TEMPLATES, template_environment
from scaffold.evaluation.report import breakable
from scaffold.scoring.audit import charts
from scaffold.scoring.audit.figures import LabelFigures
from scaffold.scoring.audit.verdict import TO_MEND, WORDS

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from scaffold.scoring.audit.records import Audit, HeadAudit

_MEANINGS = {
    "wrong": "what it says is wrong more often than right",
    "hurts": "it puts more texts wrong than right, beyond chance",
    "expired": "its last day is over: it has no say any more",
    "stale": "it fires on no text, as often as it did at training",
    "weaker than the model": "the model alone is right more often on the same texts",
    "unproven": "too few texts to tell how good it is",
    "no effect": "no decision would be another one without it",
    "good": "nothing speaks against it",
}


def render_page(audit: Audit) -> str:
    """One HTML page with styles and charts inside it; it fetches nothing and runs nothing. Every text is escaped."""
    return (
        _environment()
        .get_template("rules_audit.html.jinja")
        .render(
            audit=audit,
            heads=[(head, _charts(head)) for head in audit.heads],
            most=charts.MOST,
            style=(TEMPLATES / "report.css").read_text(encoding="utf-8").strip(),
            words=[(word, audit.counts[word], _MEANINGS[word]) for word in WORDS if word in audit.counts],
            to_mend=TO_MEND,
        )
    )


def _charts(head: HeadAudit) -> dict[str, Markup]:
    from markupsafe import Markup

    rules = [each.figures for each in head.rules if isinstance(each.figures, LabelFigures)]
    drawn = {
        "precision": charts.precision_chart(rules),
        "change": charts.change_chart(rules),
        "coverage": charts.coverage_chart(rules),
    }
    return {name: Markup(chart) for name, chart in drawn.items()}  # noqa: S704 - matplotlib escapes every text


@cache
def _environment() -> Environment:
    environment = template_environment(html=True)
    environment.filters |= {"name": breakable}
    return environment
