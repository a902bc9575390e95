"""Names behind titles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.names.lexicon import words
from scaffold.privacy.names.runs import is_function

if TYPE_CHECKING:
    from scaffold.privacy.names.found import Names
    from scaffold.privacy.names.runs import Runs

# Titles that stand together, at most: Prof Dr Dr and Mrs.
_TITLES = 6


# Small words that are family names, too.
_FAMILIES = frozenset({"best", "will", "may", "an", "do", "so", "as", "can"})
_DETERMINERS = frozenset(
    {"a", "the", "my", "your", "our", "his", "her", "their", "this", "another", "any", "no", "to", "see"}
)
_AGENTS = frozenset({"by", "with", "to", "from"})
_OF_PERSONS = frozenset({"mr", "mrs", "ms", "mx", "dr"})
# 25 ms are no lady, and a doctor who will write has no name.
_MEASURE = re.compile(r"[\d)][ \t-]?\Z")


def behind_title(names: Names, index: int) -> None:
    """Find the name behind a title; two titles with "and" between them share it."""
    runs, title, at = names.runs, names.runs.tokens[index], index + 1
    shared = words("titles") | {"and", "or"}
    if not title.capital and _MEASURE.search(runs.text[max(0, title.start - 2) : title.start]):
        return
    while at < min(len(runs.tokens), index + _TITLES) and runs.tokens[at].plain in shared:
        if not re.fullmatch(r"\.?[ \t&/]*", runs.gap(at)):
            return
        at += 1
    if at >= len(runs.tokens) or not re.fullmatch(r"\.?[ \t\u00a0]{0,2}&?[ \t]?", runs.gap(at)):
        return
    token = runs.tokens[at]
    if token.plain in words("particles") and runs.leads_on(at):
        names.add(at, runs.end(at, everything=True))
    elif title.plain in words("hard titles"):
        _behind_hard_title(names, index, at)
    elif runs.small and index and runs.tokens[index - 1].plain in _AGENTS and runs.is_unlisted(at):
        names.take(at, everything=True)
    elif title.capital and token.capital and not token.everyday and at not in runs.safe:
        rare = title.plain in words("rare titles") and not runs.is_strange(token)
        named = token.known or not rare or runs.follows(at + 1)
        if named:
            names.add(at, runs.end(at))


def _behind_hard_title(names: Names, index: int, at: int) -> None:
    """A name behind Mr, Dr and the like, which may be an everyday word."""
    runs, title, token = names.runs, names.runs.tokens[index], names.runs.tokens[at]
    alone = title.capital and token.capital and not _is_noun(runs, index)
    named = token.initial or token.known or alone or token.plain not in runs.lexicon.common
    capital = (
        token.capital or token.sure or (title.capital and token.known) or (not title.capital and _is_unusual(runs, at))
    )
    small = is_function(token.plain) and not ((alone or title.plain in _OF_PERSONS) and token.plain in _FAMILIES)
    if named and capital and (token.initial or not small) and not runs.is_month(at):
        names.add(at, runs.end(at, everything=True))


def _is_unusual(runs: Runs, at: int) -> bool:
    """Whether a word without a capital, behind a title without one, is no word of the language."""
    token = runs.tokens[at]
    return (runs.small or runs.tokens[at - 1].plain in _OF_PERSONS) and token.plain not in words("does")


def _is_noun(runs: Runs, index: int) -> bool:
    """Whether what looks like a title is somebody without a name, at the end of a sentence: ask your Dr. Blood ..."""
    dotted = "." in runs.text[runs.tokens[index].end : runs.tokens[index + 1].start]
    return dotted and index > 0 and runs.tokens[index - 1].plain in _DETERMINERS
