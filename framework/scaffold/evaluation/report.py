"""The report of a run as one self-contained HTML page."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from scaffold.evaluation import wording
from scaffold.evaluation.environment import TEMPLATES, template_environment
from scaffold.evaluation.records import Candidate, Figure, HeadReport, Mistake, RunReport
from scaffold.evaluation.steps import next_steps

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["Candidate", "Figure", "HeadReport", "Mistake", "RunReport", "render_report"]


def render_report(report: RunReport) -> str:
    """One HTML page with styles, charts and script inside it; it fetches nothing and works without the script.

    Every text is escaped, except `report.data_report`, which the data room has escaped already; a content
    security policy in the page keeps even that from running scripts or fetching anything.
    """
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8").strip()
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            report=report,
            style=(TEMPLATES / "report.css").read_text(encoding="utf-8").strip(),
            script=script,
            script_hash=base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
            steps=next_steps(report),
        )
    )


@cache
def _environment() -> Environment:
    environment = template_environment(html=True)
    environment.filters |= {"name": breakable, "nested": nested_rows, "shade": shade}
    return environment


def breakable(name: str) -> Markup:
    """A label that may be broken into lines after `_`, `-`, `/` and `.`, escaped."""
    from markupsafe import Markup, escape

    text = str(escape(wording.clip(name, 80)))
    for mark in ("_", "-", "/", "."):
        text = text.replace(mark, f"{mark}<wbr>")
    return Markup(text)  # noqa: S704 - escaped two lines above


def shade(value: int, total: int) -> int:
    """Step 0 to 5 of a cell's colour: how much of its row lies here; anything above nothing is at least 1."""
    if value <= 0 or total <= 0:
        return 0
    share = value / total
    return next((step for step, upper in ((1, 0.05), (2, 0.15), (3, 0.35), (4, 0.7)) if share <= upper), 5)


def nested_rows(values: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Nested settings as flat rows of dotted name and value."""
    rows: list[tuple[str, str]] = []
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and value:
            rows += nested_rows(value, f"{name}.")
        elif isinstance(value, (list, tuple)):
            rows.append((name, ", ".join(str(item) for item in value) or "–"))
        elif value is None or value in ("", {}):
            rows.append((name, "–"))
        else:
            rows.append((name, str(value)))
    return rows
