"""What the model decided about one text, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.models.cases import NearCase

Action = Literal["answer", "ask", "handoff"]


@dataclass(frozen=True)
class HeadDecision:
    """One head's part.

    :ivar probability: of `label`, calibrated.
    :ivar set: labels that are still possible at the bundle's error rate, likeliest first.
    :ivar alternatives: the likeliest labels with their probabilities, `label` first.
    """

    label: str
    probability: float
    set: tuple[str, ...]
    alternatives: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class RuleEffect:
    """A knowledge rule that fired, and what it changed."""

    id: str
    effect: str
    before: str
    after: str


@dataclass(frozen=True)
class Span:
    """A part of the text, and how much the label's log-probability falls without it."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True)
class Decision:
    """A decision with what backs it.

    :ivar out_of_scope: how strange the text is; in-scope texts lie around 0.
    :ivar rejected: whether that is above the threshold of the chosen false-reject rate.
    :ivar spans: filled by `explain`; empty in a plain prediction.
    :ivar action: `answer` when the head is sure, `ask` when a few labels remain, `handoff` when the text is out of
        scope.
    """

    id: str
    text: str
    heads: Mapping[str, HeadDecision]
    out_of_scope: float
    rejected: bool
    action: Action
    reason: str
    cases: tuple[NearCase, ...] = ()
    spans: tuple[Span, ...] = ()
    rules: tuple[RuleEffect, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Plain values, the shape of one line of `scaffold predict`."""
        heads = {
            name: {
                "label": head.label,
                "probability": round(head.probability, 6),
                "set": list(head.set),
                "alternatives": [{"label": label, "probability": round(p, 6)} for label, p in head.alternatives],
            }
            for name, head in self.heads.items()
        }
        spans = [{"start": s.start, "end": s.end, "weight": round(s.weight, 4)} for s in self.spans]
        cases = [{"text": c.text, "label": c.label, "similarity": round(c.similarity, 4)} for c in self.cases]
        return {
            "id": self.id,
            "text": self.text,
            "heads": heads,
            "out_of_scope": {"score": round(self.out_of_scope, 4), "rejected": self.rejected},
            "rules": [vars(effect) for effect in self.rules],
            "evidence": {"spans": spans, "cases": cases},
            "action": self.action,
            "reason": self.reason,
        }
