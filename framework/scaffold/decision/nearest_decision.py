"""What a head that embeds texts says about one: the known texts that are nearest to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NearestDecision:
    """Known texts, each with its cosine, nearest first."""

    nearest: tuple[tuple[str, float], ...]

    @property
    def gist(self) -> str:
        """The nearest one."""
        return self.nearest[0][0]

    @property
    def confidence(self) -> None:
        """None: a cosine is no probability."""
        return

    @property
    def details(self) -> list[str]:
        """Each with its cosine."""
        return [f"{cosine:.2f}  {text}" for text, cosine in self.nearest]

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"nearest": [{"text": text, "similarity": round(cosine, 6)} for text, cosine in self.nearest]}
