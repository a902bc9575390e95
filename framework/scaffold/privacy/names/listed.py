"""Whether the lists of names say that a name begins at a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.privacy.names.initials import before_family_name
from scaffold.privacy.names.lexicon import words
from scaffold.privacy.names.runs import is_function

if TYPE_CHECKING:
    from scaffold.privacy.names.runs import Runs
    from scaffold.privacy.names.tokens import Token

# Verbs whose subject may be anything.
_WEAK = frozenset(
    [
        "appears",
        "became",
        "developed",
        "did",
        "does",
        "grew",
        "had",
        "has",
        "hurt",
        "hurts",
        "is",
        "looks",
        "remains",
        "seems",
        "started",
        "stopped",
        "turns",
        "underwent",
        "was",
        "will",
        "would",
    ]
)
# Names before a finite verb, where the everyday word cannot stand.
_MODALS = frozenset({"may", "will", "mark", "can"})


def is_listed(runs: Runs, index: int) -> bool:
    """Whether the lists of names say so."""
    token, names, after = runs.tokens[index], runs.lexicon, runs.after(index)
    if token.initial:
        return before_family_name(runs, index)
    if token.capital and _does(runs, index):
        return True
    if runs.is_house(index) or (after and after.plain in names.houses):
        return False
    if not token.capital:
        family = after is not None and after.plain in names.surnames and after.sure
        return family and token.plain in names.given
    if token.first and after is not None and _is_subject(runs, token, after):
        return True
    if token.sure:
        alone = not (after and after.known)
        return not (token.shouted and alone and (len(token.plain) < 4 or runs.is_abbreviation(index)))
    return _is_pair(runs, index)


def _does(runs: Runs, index: int) -> bool:
    """Whether a given name and an everyday word that is a family name, too, do something: Rob Church cannot sleep."""
    token, second, verb = runs.tokens[index], runs.after(index), runs.after(index + 1)
    if second is None or verb is None or verb.capital or token.plain not in runs.lexicon.given:
        return False
    if (
        token.shouted
        or second.first
        or is_function(token.plain)
        or not runs.is_family(index + 1)
        or index + 1 in runs.safe
    ):
        return False
    return verb.plain in words("does") or verb.plain in words("says")


def _is_subject(runs: Runs, token: Token, after: Token) -> bool:
    """Whether an everyday word that is a name, too, begins a sentence about somebody."""
    names = runs.lexicon
    if token.plain not in names.families or after.plain not in words("does") or is_function(token.plain):
        return False
    if token.plain in names.given and not token.shouted:
        return token.plain not in names.common or (token.plain in _MODALS and after.plain not in _WEAK)
    return token.plain in names.surnames and after.plain not in _WEAK and token.plain not in names.heads


def _is_pair(runs: Runs, index: int) -> bool:
    """An everyday word that is a given name, and a family name behind it; or one before a comma."""
    token, names, after = runs.tokens[index], runs.lexicon, runs.after(index)
    if after is None or after.initial or not runs.follows(index + 1):
        return _is_turned(runs, index)
    if token.plain not in names.given or is_function(token.plain):
        return False
    if after.sure:
        return True
    if not after.everyday and not after.shouted and not token.first and not runs.small:
        return True
    family = after.plain in names.surnames and after.plain not in names.organisation | names.heads
    common = token.first and token.plain in names.common
    return family and not is_function(after.plain) and not token.shouted and not common


def _is_turned(runs: Runs, index: int) -> bool:
    """`Young, Mary`"""
    token = runs.tokens[index]
    if token.plain not in runs.lexicon.surnames or index + 1 >= len(runs.tokens) or is_function(token.plain):
        return False
    after = runs.tokens[index + 1]
    given = after.capital and after.plain in runs.lexicon.given and after.sure
    return runs.gap(index + 1) == ", " and given and (not token.first or token.shouted)
