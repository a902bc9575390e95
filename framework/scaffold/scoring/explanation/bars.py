"""What a head found likely, as bars of a chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.decision.answer_decision import AnswerDecision
from scaffold.decision.records import LabelDecision, LabelsDecision, SpansDecision

if TYPE_CHECKING:
    from scaffold.decision.records import HeadDecision


@dataclass(frozen=True)
class Bar:
    """A label, a span or an answer with its probability.

    :ivar chosen: whether it was decided for; `possible` whether it is in the conformal set.
    """

    name: str
    probability: float
    chosen: bool
    possible: bool = False


def bars_of(decision: HeadDecision) -> list[Bar]:
    """The likeliest first, spans in the order of the text; none for a head without probabilities."""
    if isinstance(decision, LabelDecision):
        return [Bar(name, p, name == decision.label, name in decision.set) for name, p in decision.alternatives]
    if isinstance(decision, LabelsDecision):
        given = list(zip(decision.labels, decision.probabilities, strict=True))
        others = [pair for pair in decision.alternatives if pair[0] not in decision.labels]
        return [Bar(name, p, name in decision.labels, name in decision.set) for name, p in (*given, *others)]
    if isinstance(decision, SpansDecision):
        return [Bar(f"{span.label}: {span.text}", span.probability, True) for span in decision.spans]
    if isinstance(decision, AnswerDecision):
        place = (decision.start, decision.end)
        return [Bar(each.text, each.probability, (each.start, each.end) == place) for each in decision.alternatives]
    return []


def possible(decision: HeadDecision) -> tuple[str, ...] | None:
    """The conformal set; None for a head without one."""
    return decision.set if isinstance(decision, LabelDecision | LabelsDecision) else None
