"""A list as people read it in a terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scaffold_recommendation.reasons.wording import left_out_in_words

if TYPE_CHECKING:
    from scaffold_recommendation.ordering.placed import Move
    from scaffold_recommendation.recommended import RecommendedItem, RecommendedList


def lines_of(made: RecommendedList) -> str:
    """Place, title, chance and reasons of each item; what was left out, and notes."""
    lines = [f"Note: {note}" for note in made.notes]
    for each in made.items:
        chance = "" if math.isnan(each.probability) else f"  ({each.probability:.0%})"
        lines.append(f"{each.place:>3}. {_name(each)}{chance}")
        lines += [f"     {line}" for line in (each.words, *map(moved, each.moves)) if line]
    if not made.items:
        lines.append("No item is left to recommend.")
    if made.left_out:
        lines += ["", "Not on the list, though its score is high enough:"]
        lines += [f"     {_name(each)}: {left_out_in_words(each.moves, 'en')}" for each in made.left_out]
    return "\n".join(lines)


def moved(move: Move) -> str:
    """What a rule did to an item, in words."""
    if move.after is None:
        return f"taken out by rule {move.rule}"
    if move.effect == "others":
        return f"from {move.before} to {move.after}, as rule {move.rule} moved others"
    return f"moved by rule {move.rule} from {move.before or 'nowhere'} to {move.after}"


def _name(each: RecommendedItem) -> str:
    return f"{each.item.title} [{each.item.id}]" if each.item.title else each.item.id
