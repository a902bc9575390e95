"""What the assistant says to one message, and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaffold.decision.decision import Action, Decision
    from scaffold_customer_service.dialogue.handoff import Handoff
    from scaffold_customer_service.dialogue.session import Option


@dataclass(frozen=True)
class Source:
    """The FAQ entry that an answer rests on; `title` is where it stands, such as a page of the help centre."""

    id: str
    title: str


@dataclass(frozen=True)
class Reply:
    """One reply.

    :ivar action: `answer`, `ask` (back, for a detail, or for something else to help with) or `handoff`.
    :ivar intent: what the message was understood as; None if it was not.
    :ivar probability: of that intent, calibrated; None where no probability was asked for.
    :ivar options: readings offered, to be picked by number or in words.
    :ivar slots: details known for the topic.
    :ivar related: questions of other FAQ entries near to the message.
    :ivar reason: why this reply, as a sentence for the support team.
    :ivar decision: the model's decision about the message; None where the model was not asked.
    """

    text: str
    action: Action
    intent: str | None = None
    probability: float | None = None
    source: Source | None = None
    options: tuple[Option, ...] = ()
    slots: dict[str, str] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    handoff: Handoff | None = None
    reason: str = ""
    decision: Decision | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "text": self.text,
            "action": self.action,
            "intent": self.intent,
            "probability": None if self.probability is None else round(self.probability, 6),
            "source": asdict(self.source) if self.source else None,
            "options": [asdict(option) for option in self.options],
            "slots": dict(self.slots),
            "related": list(self.related),
            "handoff": self.handoff.as_dict() if self.handoff else None,
            "reason": self.reason,
            "decision": self.decision.as_dict() if self.decision else None,
        }
