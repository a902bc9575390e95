"""A decision with its reasons as one self-contained HTML page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.data.images.case import ImageCase, pixels_of
from scaffold.evaluation.environment import TEMPLATES, template_environment
from scaffold.evaluation.report import breakable
from scaffold.scoring.explanation.bars import bars_of, possible
from scaffold.scoring.explanation.stretches import STRONG, WEAK, matches, stretches
from scaffold.scoring.pictures.overlay import as_data_url, overlay

if TYPE_CHECKING:
    from jinja2 import Environment

    from scaffold.decision.decision import Decision, RuleEffect

FOLDER = Path(__file__).parent / "templates"
_WORDS = 10
_PROBABILITY = re.compile(r" \d+\.\d+%$")


def render_explanation(decision: Decision, *, vertical: str = "") -> str:
    """One HTML page with its style inside it; it has no script, fetches nothing, and every text in it is escaped.

    :param vertical: whose bundle has decided.
    """
    style = "\n".join(
        file.read_text(encoding="utf-8").strip() for file in (TEMPLATES / "report.css", FOLDER / "explanation.css")
    )
    words = sorted((span for span in decision.spans if span.weight), key=lambda span: -abs(span.weight))[:_WORDS]
    return (
        _environment()
        .get_template("explanation.html.jinja")
        .render(
            decision=decision,
            vertical=vertical,
            style=style,
            texts=stretches(decision),
            heads=[(name, head, bars_of(head), possible(head)) for name, head in decision.heads.items()],
            several=len(decision.heads) > 1,
            matches=[matches(decision, effect) for effect in decision.rules],
            picture="" if decision.heat is None else picture_of(decision),
            words=[(decision.text[span.start : span.end], span.weight) for span in words],
        )
    )


def picture_of(decision: Decision) -> str:
    """The address, inside the page, of the image with the map of its evidence."""
    assert decision.image is not None, "a map is of an image"
    return as_data_url(overlay(pixels_of(ImageCase.of(decision.image)), decision.heat))


def turned(effect: RuleEffect) -> bool:
    """Whether a rule changed what was decided, not only how likely it is."""
    before, after = (_PROBABILITY.sub("", gist) for gist in (effect.before, effect.after))
    return before != after


@cache
def _environment() -> Environment:
    environment = template_environment(html=True, folder=FOLDER)
    environment.filters |= {"name": breakable}
    environment.globals |= {"STRONG": STRONG, "WEAK": WEAK, "turned": turned}
    return environment
