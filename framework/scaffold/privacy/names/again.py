"""What was found once is found wherever it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.privacy.names.lexicon import words
from scaffold.privacy.names.runs import is_function

if TYPE_CHECKING:
    from scaffold.privacy.names.found import Names

# A text of so few words is the cell of a table.
_CELL = 3


def find_again(names: Names) -> None:
    """Find names again alone, with capitals, or in lower case if they are no words."""
    known, taken = names.words, names.indices()
    for index, token in enumerate(names.runs.tokens):
        if index in taken or index in names.runs.safe:
            continue
        halves = "-" in token.plain and token.capital and not token.everyday
        doubled = halves and not known.isdisjoint(token.plain.split("-"))
        if doubled or (token.plain in known and _is_again(names, index)):
            names.add(index, index)


def _is_again(names: Names, index: int) -> bool:
    runs, token = names.runs, names.runs.tokens[index]
    word = token.plain
    if token.shouted and len(word) < 5 and not token.known and runs.is_abbreviation(index):
        return False
    if word not in runs.lexicon.weak:
        return (token.capital and not runs.is_word(index)) or (len(word) > 3 and (token.known or runs.small))
    if not token.capital or is_function(word) or word in words("months") or runs.is_house(index):
        return False
    if word in names.seeds and len(runs.tokens) <= _CELL:
        return True
    after = runs.after(index)
    does = after is not None and after.plain in words("does")
    return token.owns or does or (token.shouted and len(word) > 3) or not (token.first or token.shouted)
