"""What the model decided about one text, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scaffold.decision.heat import Heat
    from scaffold.decision.records import HeadDecision
    from scaffold.models.cases import NearCase

Action = Literal["answer", "ask", "handoff"]


@dataclass(frozen=True)
class RuleEffect:
    """A knowledge rule that fired, and what it changed.

    :ivar before: what would have been decided without it; `after` what was.
    :ivar head: whose labels it is about; empty where it is about none.
    :ivar spans: where it matched, as (start, end) of the text.
    :ivar says: what it says, in a few words.
    """

    id: str
    effect: str
    before: str
    after: str
    head: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    says: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return vars(self) | {"spans": [list(span) for span in self.spans]}


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
    :ivar text_pair: the second text, where two are read together.
    :ivar spans: filled by `explain`; empty in a plain prediction.
    :ivar image: the reference of the image; `text` is the same where there is no text.
    :ivar heat: where in the image the evidence lies; filled by `explain`.
    :ivar rules: that fired, and what plugins edited.
    :ivar directives: what rules order beside labels: `route`, `template`, `severity`.
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
    text_pair: str | None = None
    directives: Mapping[str, str] = field(default_factory=dict)
    image: str | None = None
    heat: Heat | None = None

    @property
    def has_text(self) -> bool:
        """Whether there was a text, and not only an image."""
        return self.text != self.image

    def as_dict(self) -> dict[str, Any]:
        """Plain values, the shape of one line of `scaffold predict`."""
        heads = {name: head.as_dict() for name, head in self.heads.items()}
        spans = [{"start": s.start, "end": s.end, "weight": round(s.weight, 4)} for s in self.spans]
        cases = [{"text": c.text, "label": c.label, "similarity": round(c.similarity, 4)} for c in self.cases]
        return {
            "id": self.id,
            **({"text": self.text} if self.has_text else {}),
            **({} if self.image is None else {"image": self.image}),
            **({} if self.text_pair is None else {"text_pair": self.text_pair}),
            "heads": heads,
            "out_of_scope": {"score": round(self.out_of_scope, 4), "rejected": self.rejected},
            "rules": [effect.as_dict() for effect in self.rules],
            "directives": dict(self.directives),
            "evidence": {"spans": spans, "cases": cases, **({"heat": self.heat.as_dict()} if self.heat else {})},
            "action": self.action,
            "reason": self.reason,
        }
