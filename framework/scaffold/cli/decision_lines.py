"""A decision with its reasons as lines for a terminal, readable without colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scaffold.cli.console import columns
from scaffold.scoring.explanation.stretches import STRONG, WEAK, matches, stretches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.decision.decision import Decision, RuleEffect
    from scaffold.decision.heat import Heat
    from scaffold.scoring.explanation.stretches import Stretch

_MOST_MATCHES = 8
_MOST_PLACES = 3


def decision_lines(decision: Decision) -> Iterator[str]:
    """Text, heads, scope, rules, action, words and cases."""
    first, *second = stretches(decision)
    yield f"\n  {_marked(first)}\n"
    if decision.image is not None and decision.has_text:
        yield f"  image: {decision.image}\n"
    if second:
        yield f"  {_marked(second[0])}\n"
    for name, head in decision.heads.items():
        sure = "" if head.confidence is None else f"  {head.confidence:.1%}"
        yield f"{name}: {click.style(head.gist, bold=True)}{sure}"
        yield from (f"    {line}" for line in head.details)
    strange = "out of scope" if decision.rejected else "in scope"
    yield f"scope: {strange} (strangeness {decision.out_of_scope:+.2f}, 0 is usual)"
    yield from _rules(decision)
    if decision.directives:
        yield "directives: " + ", ".join(f"{name} {order}" for name, order in decision.directives.items())
    yield f"action: {click.style(decision.action, bold=True)}, because {decision.reason}"
    weights = sorted(decision.spans, key=lambda span: -abs(span.weight))[:6]
    if weights:
        yield "words: " + ", ".join(f"{decision.text[s.start : s.end]} {s.weight:+.2f}" for s in weights)
    if decision.heat is not None:
        yield f"places that speak for {decision.heat.label}: " + (", ".join(_places(decision.heat)) or "none")
    if decision.cases:
        yield "nearest known cases:"
    yield from (f"    {case.similarity:.2f}  {case.label}: {case.text}" for case in decision.cases)


def _places(heat: Heat) -> Iterator[str]:
    """The strongest places of a map, counted from the top left."""
    down, across = len(heat.values), len(heat.values[0])
    ranked = sorted(
        ((value, row, column) for row, values in enumerate(heat.values) for column, value in enumerate(values)),
        reverse=True,
    )
    for value, row, column in ranked[:_MOST_PLACES]:
        if value > 0:
            yield f"row {row + 1} of {down}, column {column + 1} of {across} {value:+.2f}"


def _marked(pieces: list[Stretch]) -> str:
    """The text: words that spoke for the label green, against it red; what rules matched underlined."""
    made = []
    for piece in pieces:
        weight = piece.weight or 0.0
        colour = None if abs(weight) < WEAK else "green" if weight > 0 else "red"
        styled = bool(colour or piece.rules)
        made.append(
            click.style(piece.text, fg=colour, bold=abs(weight) >= STRONG or None, underline=bool(piece.rules) or None)
            if styled
            else piece.text
        )
    return "".join(made)


def _rules(decision: Decision) -> Iterator[str]:
    """A table of the rules that fired; below each what it matched."""
    if not decision.rules:
        return
    several = len(decision.heads) > 1
    head = ["head"] if several else []
    title, *rows = columns(
        ["rule", "says", "effect", *head, "without it", "with it"],
        [_row(effect, several) for effect in decision.rules],
    ).splitlines()
    yield "rules:"
    yield f"    {title}"
    for effect, row in zip(decision.rules, rows, strict=True):
        yield f"    {row}"
        found = matches(decision, effect)
        if found:
            more = f" and {len(found) - _MOST_MATCHES} more" if len(found) > _MOST_MATCHES else ""
            yield f"        on {', '.join(map(_one_line, found[:_MOST_MATCHES]))}{more}"


def _row(effect: RuleEffect, several: bool) -> list[str]:
    before = "the same" if effect.before == effect.after != "" else effect.before or "-"
    head = [effect.head or "-"] if several else []
    cells = [effect.id, effect.says or "-", effect.effect, *head, before, effect.after or "-"]
    return [_one_line(cell) for cell in cells]


def _one_line(text: str) -> str:
    return " ".join(text.split())
