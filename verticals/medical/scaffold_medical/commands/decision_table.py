"""Decisions as a table, a line each, and how many of them need a person."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from scaffold.cli.console import columns
from scaffold.decision.records import LabelDecision, LabelsDecision, SpansDecision
from scaffold.evaluation.wording import clip, percent, plural
from scaffold.text import normalise
from scaffold_medical.intended_use import SUPPORTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.decision.decision import Decision
    from scaffold.decision.records import HeadDecision

_COLOURS = {"answer": "green", "ask": "yellow", "handoff": "red"}
_WIDE, _NARROW = 44, 24


def table_of(decisions: Sequence[Decision]) -> str:
    """Text, what each head says, and what to do."""
    if not decisions:
        return ""
    heads = list(decisions[0].heads)
    first = heads[0]
    header = ["id", "text", first, "sure", "still possible", *heads[1:], "action"]
    return columns(header, [_row(decision, heads) for decision in decisions])


def summary_of(actions: Counter[str]) -> str:
    """How many texts were decided, how many need a person, and what this is for."""
    total, open_ = sum(actions.values()), actions["ask"] + actions["handoff"]
    need = "needs a person" if open_ == 1 else "need a person"
    parts = f"{actions['ask']} to ask about, {actions['handoff']} to hand over"
    return f"{plural(total, 'text')}: {actions['answer']} answered, {open_} {need} ({parts}).\n{SUPPORTS}"


def _row(decision: Decision, heads: list[str]) -> list[str]:
    first = decision.heads[heads[0]]
    sure = "–" if first.confidence is None else percent(first.confidence)
    left = first.set if isinstance(first, LabelDecision | LabelsDecision) else ()
    others = [_short(decision.heads[name]) for name in heads[1:]]
    action = click.style(decision.action, fg=_COLOURS[decision.action], bold=True)
    cells = [decision.id, _clipped(decision.text, _WIDE), _gist(first), sure, _few(left), *others]
    return [*(cell or "–" for cell in cells), action]


def _gist(head: HeadDecision) -> str:
    return _clipped(head.gist, _NARROW)


def _short(head: HeadDecision) -> str:
    """What a head says beside the first one, with its probability."""
    if isinstance(head, SpansDecision):
        return _clipped(", ".join(f"{span.text} ({span.label})" for span in head.spans), _WIDE)
    sure = "" if head.confidence is None else f" {percent(head.confidence, 0)}"
    return f"{_gist(head)}{sure}"


def _few(labels: Sequence[str]) -> str:
    more = f" +{len(labels) - 2}" if len(labels) > 2 else ""
    return _clipped(", ".join(labels[:2]), _WIDE) + more


def _clipped(text: str, room: int) -> str:
    """On one line, and unable to steer a terminal."""
    whole = normalise(text)
    short = clip(whole, room)
    return whole if short == whole else f"{short.rpartition(' … (')[0]}…"
