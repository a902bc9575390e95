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


def behind_title(names: Names, index: int) -> None:
    """Find the name behind a title; two titles with "and" between them share it."""
    runs, title, at = names.runs, names.runs.tokens[index], index + 1
    shared = words("titles") | {"and", "or"}
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
        named = token.initial or token.known or token.plain not in runs.lexicon.common
        capital = token.capital or token.known or not title.capital
        if named and capital and (token.initial or not is_function(token.plain)) and not runs.is_month(at):
            names.take(at, everything=True)
    elif title.capital and token.capital and not token.everyday and at not in runs.safe:
        named = token.known or title.plain not in words("rare titles") or runs.follows(at + 1)
        if named:
            names.add(at, runs.end(at))
