"""What each kind of head decides about one text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol


class HeadDecision(Protocol):
    """One head's part of a decision."""

    @property
    def gist(self) -> str:
        """What was decided, in a few words."""

    @property
    def confidence(self) -> float | None:
        """Calibrated probability of it; None where it has none."""

    @property
    def details(self) -> list[str]:
        """What else to know, a line each."""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as in a line of `scaffold predict`."""


@dataclass(frozen=True)
class LabelDecision:
    """One of several labels.

    :ivar probability: of `label`, calibrated.
    :ivar set: labels that are still possible at the bundle's error rate, likeliest first.
    :ivar alternatives: the likeliest labels with their probabilities, `label` first.
    """

    label: str
    probability: float
    set: tuple[str, ...]
    alternatives: tuple[tuple[str, float], ...]

    @property
    def gist(self) -> str:
        """The label."""
        return self.label

    @property
    def confidence(self) -> float:
        """Its probability."""
        return self.probability

    @property
    def details(self) -> list[str]:
        """The next likeliest labels, and those that are still possible."""
        return [*_also(self.alternatives[1:3]), f"still possible: {_few(self.set)}"]

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "label": self.label,
            "probability": round(self.probability, 6),
            "set": list(self.set),
            "alternatives": _ranked(self.alternatives),
        }


@dataclass(frozen=True)
class LabelsDecision:
    """Any number of labels.

    :ivar labels: those whose probability reaches their threshold, likeliest first.
    :ivar set: labels that are still possible: together they hold all true ones but a share of the error rate.
    :ivar alternatives: the likeliest labels, chosen or not, with their probabilities.
    """

    labels: tuple[str, ...]
    probabilities: tuple[float, ...]
    set: tuple[str, ...]
    alternatives: tuple[tuple[str, float], ...]

    @property
    def gist(self) -> str:
        """The labels."""
        return ", ".join(self.labels) or "none"

    @property
    def confidence(self) -> float | None:
        """That of the least likely label chosen."""
        return min(self.probabilities, default=None)

    @property
    def details(self) -> list[str]:
        """The likeliest labels that were not chosen, and those that are still possible."""
        others = tuple(pair for pair in self.alternatives if pair[0] not in self.labels)
        return [*_also(others[:2]), f"still possible: {_few(self.set) or 'none'}"]

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "labels": _ranked(tuple(zip(self.labels, self.probabilities, strict=True))),
            "set": list(self.set),
            "alternatives": _ranked(self.alternatives),
        }


@dataclass(frozen=True)
class FoundSpan:
    """A labelled stretch of the text: first character, last exclusive, what it says, and how likely its tags are."""

    start: int
    end: int
    label: str
    text: str
    probability: float


@dataclass(frozen=True)
class SpansDecision:
    """Labelled stretches of the text, in their order."""

    spans: tuple[FoundSpan, ...]

    @property
    def gist(self) -> str:
        """What was found."""
        return ", ".join(f"{span.label} {span.text!r}" for span in self.spans) or "nothing"

    @property
    def confidence(self) -> float | None:
        """That of the least likely span."""
        return min((span.probability for span in self.spans), default=None)

    @property
    def details(self) -> list[str]:
        """Where each span stands."""
        return [f"{s.start}-{s.end}  {s.label}: {s.text}  {s.probability:.1%}" for s in self.spans]

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"spans": [vars(span) | {"probability": round(span.probability, 6)} for span in self.spans]}


@dataclass(frozen=True)
class NumberDecision:
    """A number, and the interval that holds the true one but for a share of the error rate."""

    value: float
    low: float
    high: float

    @property
    def gist(self) -> str:
        """The number with its interval."""
        known = f"{self.low:.4g} to {self.high:.4g}" if self.is_bounded else "how far off it may be is not known"
        return f"{self.value:.4g} ({known})"

    @property
    def is_bounded(self) -> bool:
        """Whether there were validation rows enough for an interval."""
        return abs(self.low) < float("inf") and abs(self.high) < float("inf")

    @property
    def confidence(self) -> None:
        """None: the interval says it."""
        return

    @property
    def details(self) -> list[str]:
        """Nothing more."""
        return []

    def as_dict(self) -> dict[str, Any]:
        """Plain values; an end that is not known is null."""
        ends = [end if abs(end) < float("inf") else None for end in (self.low, self.high)]
        return {"value": self.value, "interval": ends}


def _ranked(pairs: tuple[tuple[str, float], ...]) -> list[dict[str, Any]]:
    return [{"label": label, "probability": round(p, 6)} for label, p in pairs]


def _also(pairs: tuple[tuple[str, float], ...]) -> list[str]:
    return [f"else {label}  {probability:.1%}" for label, probability in pairs]


def _few(labels: tuple[str, ...]) -> str:
    return ", ".join(labels[:5]) + (f" and {len(labels) - 5} more" if len(labels) > 5 else "")
