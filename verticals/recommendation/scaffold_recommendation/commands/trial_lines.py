"""What came of simulated visits, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold_recommendation.trial import Trial


def lines_of(done: Trial) -> str:
    """Items taken, beside what popular items would have brought."""
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(done.kinds.items()))
    gain = done.expected / done.popular if done.popular else float("nan")
    return "\n".join(
        [
            f"{done.visits} lists were shown, {done.taken} items taken ({kinds or 'none'}).",
            f"By the model of taste a list brings {done.expected / done.visits:.3f} items on average; the most popular "
            f"items would have brought {done.popular / done.visits:.3f} ({gain:.2f} times as many).",
            f"{done.again} items were shown to readers who had them.",
        ]
    )
