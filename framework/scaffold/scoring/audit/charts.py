"""Charts of an audit as inline SVG, in the colours and letters of the page they stand in."""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING, Any

from scaffold.extras import need

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.scoring.audit.figures import LabelFigures

MOST = 40
"""Rules in one chart; the worst come first."""

# Stand for the colours of the page, which differ by day and by night.
_COLOURS = {
    "--ink": "#010101",
    "--muted": "#020202",
    "--faint": "#030303",
    "--accent": "#040404",
    "--good": "#050505",
    "--poor": "#060606",
    "--paper": "#070707",
}
_INK, _MUTED, _FAINT, _ACCENT, _GOOD, _POOR, _PAPER = _COLOURS.values()
_LETTERS = 34
_WIDE = "\u2e80"


def precision_chart(rules: Sequence[LabelFigures]) -> str:
    """How often each rule is right, with 95 % intervals, and the model alone on the same texts; the worst rules."""
    shown = [rule for rule in rules if rule.judged][:MOST]
    if not shown:
        return ""
    axes, rows = _axes(shown, "right, % of the texts it fires on"), range(len(shown))
    axes.hlines(rows, [100 * rule.low for rule in shown], [100 * rule.high for rule in shown], color=_MUTED, zorder=2)
    model = [100 * (rule.model_precision or 0) for rule in shown]
    axes.scatter(model, rows, marker="D", s=16, facecolor=_PAPER, edgecolor=_INK, linewidth=0.9, zorder=3)
    colours = [_POOR if rule.high < rule.least else _ACCENT for rule in shown]
    axes.scatter([100 * (rule.precision or 0) for rule in shown], rows, s=20, color=colours, zorder=4)
    axes.set_xlim(-2, 102)
    return _svg(axes.figure)


def change_chart(rules: Sequence[LabelFigures]) -> str:
    """How many texts each rule puts right, to the right, and wrong, to the left; the worst rules."""
    shown = [rule for rule in rules if rule.helped or rule.hurt][:MOST]
    if not shown:
        return ""
    axes, rows = _axes(shown, "texts put wrong  |  texts put right"), range(len(shown))
    axes.barh(rows, [rule.helped for rule in shown], height=0.6, color=_GOOD, zorder=2)
    axes.barh(rows, [-rule.hurt for rule in shown], height=0.6, color=_POOR, zorder=2)
    axes.axvline(0, color=_MUTED, linewidth=0.8, zorder=3)
    most = max(max(rule.helped, rule.hurt) for rule in shown)
    axes.set_xlim(-most - 0.5, most + 0.5)
    axes.xaxis.set_major_locator(need("matplotlib.ticker").MaxNLocator(integer=True))
    axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    return _svg(axes.figure)


def coverage_chart(rules: Sequence[LabelFigures]) -> str:
    """Share of texts that each rule fires on, at training (hollow) and now; the least likely changes first."""
    known = [rule for rule in rules if rule.rate.chance is not None and (rule.rate.then or rule.rate.fired)]
    shown = sorted(known, key=lambda rule: rule.rate.chance or 0.0)[:MOST]
    if not shown:
        return ""
    axes, rows = _axes(shown, "texts it fires on, %"), range(len(shown))
    then, now = [100 * (rule.rate.then or 0) for rule in shown], [100 * rule.rate.now for rule in shown]
    axes.hlines(rows, then, now, color=_MUTED, zorder=2)
    axes.scatter(then, rows, s=20, facecolor=_PAPER, edgecolor=_INK, linewidth=0.9, zorder=3)
    axes.scatter(now, rows, s=20, color=[_POOR if rule.rate.drifted else _ACCENT for rule in shown], zorder=4)
    axes.set_xlim(left=-0.02 * max(*then, *now, 0.1))
    return _svg(axes.figure)


def _axes(rules: Sequence[LabelFigures], measured: str) -> Any:
    """Empty axes with a row a rule, the first one above."""
    height = 0.55 + 0.2 * len(rules)
    figure = need("matplotlib.figure").Figure(figsize=(6.8, height), facecolor="none")
    axes = figure.add_axes((0.36, 0.45 / height, 0.61, 1 - 0.5 / height))
    axes.set_facecolor("none")
    # A dollar sign in an id is no formula.
    axes.set_yticks(range(len(rules)), [_short(rule.named.id) for rule in rules], parse_math=False)
    axes.set_ylim(len(rules) - 0.4, -0.6)
    axes.grid(axis="x", color=_FAINT, linewidth=0.8)
    axes.tick_params(length=0, labelsize=8, labelcolor=_INK)
    axes.tick_params(axis="x", labelcolor=_MUTED)
    axes.set_xlabel(measured, color=_MUTED, fontsize=8)
    for side in axes.spines.values():
        side.set_visible(False)
    return axes


def _svg(figure: Any) -> str:
    matplotlib, stream = need("matplotlib"), io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "scaffold"}), warnings.catch_warnings():
        # The browser draws the letters: it does not matter which of them the font here lacks.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure.savefig(stream, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    drawn = stream.getvalue()
    drawn = drawn[drawn.index("<svg") :]
    for name, colour in _COLOURS.items():
        drawn = drawn.replace(colour, f"var({name})")
    # Ids of groups would be there once a chart, and nothing refers to them.
    drawn = re.sub(r'<g id="[^"]*"', "<g", drawn)
    return re.sub(r"font: ([\d.]+px) [^;\"]*", r"font: \1 var(--sans)", drawn)


def _short(name: str) -> str:
    """An id that fits beside the axes; a Chinese character takes the room of two letters."""
    room = _LETTERS
    for at, character in enumerate(name):
        room -= 2 if character >= _WIDE else 1
        if room < 0:
            return f"{name[:at]}…"
    return name
