"""One text that is worth a label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold.labelling.choice import Why


@dataclass(frozen=True)
class Suggestion:
    """A text to label, and what a model thinks of it.

    :ivar label: the likeliest label; None where no model was asked.
    :ivar probability: calibrated probability of `label`.
    """

    id: str
    text: str
    why: Why
    label: str | None = None
    probability: float | None = None
