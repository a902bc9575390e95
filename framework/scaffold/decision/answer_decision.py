"""What a head that answers questions decides about one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

NOTHING = "(no answer)"


@dataclass(frozen=True)
class FoundAnswer:
    """What may be the answer: first character in the second text, last exclusive, what stands there, how likely it is.

    :ivar start: None, with `end`, for there being no answer.
    """

    text: str
    start: int | None
    end: int | None
    probability: float

    def as_dict(self) -> dict[str, Any]:
        """Plain values; no answer is null."""
        text = None if self.start is None else self.text
        return {"answer": text, "start": self.start, "end": self.end, "probability": round(self.probability, 6)}


@dataclass(frozen=True)
class AnswerDecision:
    """The answer to a question, or that its text has none.

    :ivar answer: empty where there is none; `start` and `end` are None then.
    :ivar probability: of just this stretch, or of there being none, calibrated.
    :ivar alternatives: what is likeliest, no answer among it, best first.
    """

    answer: str
    start: int | None
    end: int | None
    probability: float
    alternatives: tuple[FoundAnswer, ...]

    @property
    def gist(self) -> str:
        """The answer."""
        return NOTHING if self.start is None else self.answer

    @property
    def confidence(self) -> float:
        """Its probability."""
        return self.probability

    @property
    def details(self) -> list[str]:
        """Where the answer stands, and what it may be instead."""
        place = [] if self.start is None else [f"characters {self.start}-{self.end}"]
        others = [each for each in self.alternatives if (each.start, each.end) != (self.start, self.end)][:2]
        named = [(NOTHING if each.start is None else each.text, each.probability) for each in others]
        return [*place, *(f"else {text}  {probability:.1%}" for text, probability in named)]

    def as_dict(self) -> dict[str, Any]:
        """Plain values; no answer is null."""
        chosen = FoundAnswer(self.answer, self.start, self.end, self.probability)
        return chosen.as_dict() | {"alternatives": [each.as_dict() for each in self.alternatives]}
