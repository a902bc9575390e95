"""One thing that the data report found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from scaffold.data.example import Origin

PLACES = 5
"""How many places a finding names; `count` tells how many there are."""

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True)
class Finding:
    """What was found, how often, where first, and what to do.

    :ivar code: stable name, such as `duplicate_text`.
    :ivar samples: short pieces of text or labels to recognise it by; personal data are masked.
    """

    code: str
    severity: Severity
    message: str
    count: int
    advice: str
    places: tuple[Origin, ...] = ()
    samples: tuple[str, ...] = ()

    def where(self) -> str:
        """The places as one line, each file named once: `train.csv:3, 8 and 12 more`."""
        lines: dict[str, list[str]] = {}
        for place in self.places:
            lines.setdefault(place.file, []).append(str(place.line))
        more = self.count - len(self.places)
        shown = "; ".join(f"{file}:{', '.join(numbers)}" for file, numbers in lines.items())
        return shown + (f" and {more:,} more" if shown and more > 0 else "")

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "count": self.count,
            "advice": self.advice,
            "places": [str(place) for place in self.places],
            "samples": list(self.samples),
        }
