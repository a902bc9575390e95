"""What a rule is worth to a head, as measured, and what it may do there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from scaffold.rules.language.rule import Hardness

Power = Literal["hard", "soft", "off"]


@dataclass(frozen=True)
class Standing:
    """A rule about the labels of one head.

    :ivar declared: what its author wants it to be; `power` is what it is.
    :ivar weight: added to the logit of the label it speaks for, in units of calibrated logits; 0 where it has no say.
    :ivar accuracy: learnt probability that it is right where it fires.
    :ivar fired: texts it fired on, of `texts`.
    :ivar correct: of the `judged` held-out texts it fired on; `low` and `high` bound its precision (Wilson, 95%).
    :ivar model_correct: of the same texts, those where the model alone is right about what the rule says.
    :ivar note: why it may not do what was declared.
    :ivar fills: of a rule about stretches, by language of the text: how often one that the model says nothing of is as
        the rule says, where that is more often than not; there it has a say though it is soft.
    """

    id: str
    declared: Hardness
    power: Power
    weight: float
    accuracy: float
    fired: int
    texts: int
    judged: int
    correct: int
    low: float
    high: float
    model_correct: int
    note: str = ""
    fills: Mapping[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Standing:
        """The opposite of `as_dict`."""
        return cls(**values)
