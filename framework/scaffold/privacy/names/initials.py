"""Initials before a family name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.names.lexicon import any_of, words
from scaffold.privacy.names.runs import is_function

if TYPE_CHECKING:
    from scaffold.privacy.names.runs import Runs
    from scaffold.privacy.names.tokens import Token

# What stands behind a name and not behind the first word of a sentence.
_GOES_ON = re.compile(r"[ \t]*(?:[,;:)\n.]|$)|[ \t]+(?:on|as|and|at|is|has|to|in|who|for)\b")
# A unit and the end of its sentence: 5 g/L. Then ...
_UNIT = re.compile(r"\d[ \t]?$|/$")
# What stands before an initial within a sentence, and behind a name there.
_LEADS = re.compile(r"(?:\b(?:to|by|with|from|and|for|c/o|cc|per|dear)|[,:])[ \t]+$", re.IGNORECASE)
_CLOSES = re.compile(r"[ \t]*(?:[,.;:)\n(]|$)|[ \t]+(?:of|from|at|on|as|too|who|is|has|will|for|in|and|\d)\b")


def before_family_name(runs: Runs, index: int) -> bool:
    """Whether one or two initials from `index` on stand before a family name."""
    at, dotted = index, False
    while at < len(runs.tokens) and runs.tokens[at].initial and at - index < 3:
        dotted = dotted or runs.text[runs.tokens[at].end : runs.tokens[at].end + 1] == "."
        at += 1
    if at >= len(runs.tokens) or not runs.tokens[at].joined or at in runs.safe:
        return False
    token, first = runs.tokens[at], runs.tokens[index]
    if not token.capital or runs.is_month(at) or (is_function(token.plain) and not (dotted and token.plain == "best")):
        return False
    if _UNIT.search(runs.text[max(0, first.start - 2) : first.start]):
        return False
    if index and runs.tokens[index - 1].plain in words("lettered"):
        return False
    if token.sure and not token.shouted:
        return first.plain != "a" or dotted or not first.first
    if _stands(runs, first, token) and not runs.is_house(at):
        return True
    after = runs.after(at)
    family = token.known or token.plain in runs.lexicon.families
    acts = family and after is not None and after.plain in words("does") and first.plain not in "ai"
    if dotted and token.plain in runs.lexicon.families and _GOES_ON.match(runs.text, token.end):
        return True
    return (dotted or acts) and (family or runs.is_strange(token)) and not runs.is_house(at)


def _stands(runs: Runs, first: Token, token: Token) -> bool:
    """Whether initials without dots stand where people do: copy to S Bone, with thanks."""
    if token.shouted or (token.everyday and token.plain not in runs.lexicon.families) or not runs.may_be_family(token):
        return False
    led = _LEADS.search(runs.text[max(0, first.start - 8) : first.start])
    staff = any_of("staff", "kin")
    told = first.joined and runs.tokens[runs.at[first.start] - 1].plain in staff
    return bool(led or told) and bool(_CLOSES.match(runs.text, token.end))
