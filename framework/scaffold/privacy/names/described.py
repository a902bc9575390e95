"""Whether words with capitals that are no words are spoken of as a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.privacy.names.cues import AFTER_NAME, ROLE_BEHIND
from scaffold.privacy.names.lexicon import words

if TYPE_CHECKING:
    from scaffold.privacy.names.runs import Runs


def is_described(runs: Runs, index: int) -> bool:
    """Whether two words with capitals that are no words are spoken of as a person."""
    token = runs.tokens[index]
    if token.everyday or token.shouted or token.initial or not runs.follows(index + 1) or runs.is_house(index):
        return False
    last = runs.end(index)
    if any(each.shouted or each.plain in runs.lexicon.eponyms for each in runs.tokens[index : last + 1]):
        return False
    after = runs.after(last)
    acts = after is not None and after.plain in words("does")
    if token.first and runs.tokens[last].plain in runs.lexicon.surnames and runs.is_strange(token):
        return acts
    end = runs.tokens[last].end
    if AFTER_NAME.match(runs.text, end) or ROLE_BEHIND.match(runs.text, end):
        return True
    return acts and not token.first
