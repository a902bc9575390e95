"""Names that are filled in behind something: fields, closings of letters, roles, whom something is done with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.names.cues import CALLED, CLOSED, FIELDS, NO_PERSON, ROLES, SMALL, SMALL_KIN
from scaffold.privacy.names.lexicon import words
from scaffold.privacy.names.runs import LONGEST, is_function

if TYPE_CHECKING:
    from scaffold.privacy.names.found import Names
    from scaffold.privacy.names.runs import Runs
    from scaffold.privacy.names.tokens import Token

_SMALL_ENDS = re.compile(r"\.?[ \t]*(?:$|[\n,;:(\d+]|(?:at|on|for|re|in)\b)")
_SMALL_STOPS = frozenset({"at", "on", "for", "from", "re", "and", "who", "with", "in"})


def behind_fields(names: Names) -> None:
    """Find what stands behind fields, roles and deeds of people."""
    _behind_filled(names)
    _behind_deeds(names)
    if names.runs.small:
        _in_small_text(names)


def _behind_filled(names: Names) -> None:
    """Behind the name of a field, and the closing of a letter."""
    runs = names.runs
    for match in FIELDS.finditer(runs.text):
        index = runs.at.get(match.end())
        if index is not None and runs.tokens[index].plain not in words("titles") and index not in runs.safe:
            filled = any(mark in match.group() for mark in ":=：")
            closes = runs.closes(index)
            names.take(index, everything=filled or closes, anything=closes, comma=True)


def _behind_deeds(names: Names) -> None:
    """Behind roles, and what is done with or to somebody."""
    runs = names.runs
    for match in CLOSED.finditer(runs.text):
        _behind_closed(names, runs.at.get(match.end()))
    for match in CALLED.finditer(runs.text):
        index = runs.at.get(match.end())
        if index is not None and runs.tokens[index].capital and runs.closes(index):
            names.take(index, everything=True)
    for match in ROLES.finditer(runs.text):
        index = runs.at.get(match.end())
        if index is not None and _is_plausible(runs, index):
            names.take(index, everything=runs.tokens[index].known, comma=True)


def _in_small_text(names: Names) -> None:
    """Behind deeds and kin in a text without capitals."""
    runs = names.runs
    for match in SMALL.finditer(runs.text):
        index = runs.at.get(match.end())
        if index is not None:
            _take_small(names, index)
    for match in SMALL_KIN.finditer(runs.text):
        index = runs.at.get(match.end())
        if index is not None and runs.is_unlisted(index):
            names.add(index, runs.end_small(index))


def _behind_closed(names: Names, index: int | None) -> None:
    runs = names.runs
    if index is None or runs.tokens[index].plain in words("titles"):
        return
    token = runs.tokens[index]
    if _is_written_off(runs, index):
        return
    if runs.closes(index):
        names.take(index, everything=True, anything=True)
    elif token.capital and not token.everyday and not token.shouted and not runs.is_house(index):
        names.take(index)


def _is_written_off(runs: Runs, index: int) -> bool:
    """Whether what stands behind a deed is a day, an abbreviation, or a word that the text has without a capital."""
    token = runs.tokens[index]
    if runs.is_month(index) or runs.is_word(index):
        return True
    abbreviated = token.shouted and len(token.plain) < 6 and not token.known
    return abbreviated and not (index and runs.tokens[index - 1].shouted)


def _is_plausible(runs: Runs, index: int) -> bool:
    """Whether what stands in a field could be a name: a known one, or two words with capitals that are no words."""
    token = runs.tokens[index]
    if index in runs.safe or not token.capital:
        return False
    if token.sure or (token.known and runs.follows(index + 1)):
        return True
    if runs.is_strange(token) and runs.goes_on(index + 1):
        return True
    if (token.known or runs.is_strange(token)) and runs.closes(index):
        return token.plain not in runs.lexicon.common | runs.lexicon.heads
    return not token.everyday and not token.shouted and runs.follows(index + 1)


def _take_small(names: Names, index: int) -> None:
    """A name in a text without capitals: what is left of its line, or what stands before a number."""
    runs, tokens = names.runs, names.runs.tokens
    last = index
    while last + 1 < len(tokens) and tokens[last + 1].joined and last - index < LONGEST:
        if tokens[last + 1].plain in _SMALL_STOPS:
            break
        last += 1
    run = tokens[index : last + 1]
    ends = _SMALL_ENDS.match(runs.text[run[-1].end : run[-1].end + 6])
    if not ends or len(run) > 4 or any(word.plain in NO_PERSON or _is_small_word(runs, word) for word in run):
        return
    dotted = len(run[0].plain) == 1 and runs.text[run[0].end : run[0].end + 1] == "."
    named = any(word.known or word.initial for word in run) or len(run) == 1 or dotted
    strange = len(run) < 3 and not any(word.everyday for word in run if len(word.plain) > 1)
    if run[0].plain not in words("titles") and (named or strange):
        names.add(index, last)


def _is_small_word(runs: Runs, word: Token) -> bool:
    """Whether no name has this word; an `a` may be an initial before a name."""
    if not is_function(word.plain):
        return False
    after = runs.after(runs.at[word.start])
    dotted = runs.text[word.end : word.end + 1] == "."
    return word.end - word.start > 1 or not (
        dotted or (after is not None and (after.known or runs.is_unlisted(runs.at[after.start])))
    )
