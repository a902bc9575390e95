"""How an item fared, as people read it in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.cli.console import columns
from scaffold_recommendation.commands.list_lines import moved

if TYPE_CHECKING:
    from scaffold_recommendation.reasons.explanation import Explanation

_MOST = 8


def lines_of(found: Explanation) -> str:
    """What happened to it, why, where the retrievers put it, and which features moved it."""
    title = f"{found.item.title} [{found.item.id}]" if found.item.title else found.item.id
    ranks = [(each.retriever, str(each.rank or "–"), f"{each.score:.4g}") for each in found.standings]
    parts = [title, found.gist, found.words, *(moved(move) for move in found.moves)]
    lines = [line for line in parts if line]
    lines += ["", columns(("RETRIEVER", "RANK", "SCORE"), ranks)]
    if found.effects:
        effects = [(each.feature, f"{each.value:.4g}", f"{each.effect:+.3f}") for each in found.effects[:_MOST]]
        lines += ["", columns(("FEATURE", "VALUE", f"EFFECT ({found.objective})"), effects)]
    return "\n".join(lines)
