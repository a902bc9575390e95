"""Names at the head of a line, and at the end of a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.names.cues import DATA_BEHIND, LINE, NO_PERSON, ROLE_BEHIND, TURNED
from scaffold.privacy.names.lexicon import any_of, words
from scaffold.privacy.names.runs import LONGEST, is_function

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.privacy.names.found import Names
    from scaffold.privacy.names.runs import Runs
    from scaffold.privacy.names.tokens import Token

# A deed by its form.
_DEED = re.compile(r"can|broke|comes|[a-z]{3,}(?:[^siua]s|ed)")


def headings(names: Names) -> None:
    """Find lines and sentences that begin with a name, and go on with a date, a number or a role."""
    runs = names.runs
    for match in LINE.finditer(runs.text):
        first = runs.at.get(match.start("name"))
        acting = _acts(runs, first) if first is not None and runs.small else None
        if first is not None and acting is not None:
            names.add(first, acting)
            continue
        if first is None or not _may_head(runs, first):
            continue
        last, comma = _line(runs, first)
        run = runs.tokens[first : last + 1]
        shouted = comma and run[0].shouted and not run[-1].shouted and len(run[-1].plain) > 2
        shouted = shouted and (run[-1].known or run[-1].plain not in runs.lexicon.common | runs.lexicon.heads)
        if shouted or _heads(runs, run, comma):
            names.add(first, last)

    for match in TURNED.finditer(runs.text):
        first, given = runs.at.get(match.start("name")), runs.at.get(match.start("given"))
        if first is not None and given is not None and _is_turned(runs, first, given):
            names.add(first, runs.end(given))


def _is_turned(runs: Runs, first: int, given: int) -> bool:
    """Whether `BEST, Isolde` is a name, and not `CT, Chest`."""
    token = runs.tokens[given]
    plain = token.plain in runs.lexicon.common | runs.lexicon.heads and token.plain not in runs.lexicon.given
    return not plain and (token.known or runs.is_strange(token)) and first not in runs.safe


def last_line(names: Names) -> None:
    """Find a name alone that ends the text: who wrote it."""
    runs, tokens = names.runs, names.runs.tokens
    last = first = len(tokens) - 1
    while first > 0 and tokens[first].joined and last - first < 3 and not tokens[first].first:
        first -= 1
    run = tokens[first:]
    if not run[0].first or first == 0 or not re.fullmatch(r"[.\s]*", runs.text[run[-1].end :]):
        return
    if not all(token.capital and token.plain not in NO_PERSON for token in run) or is_function(run[0].plain):
        return
    named = run[-1].known or run[0].initial or run[0].known
    strange = len(run) > 1 and all(runs.is_strange(token) for token in run)
    if (named or strange) and not any(token.plain in runs.lexicon.common for token in run):
        names.add(first, last)


def _line(runs: Runs, first: int) -> tuple[int, bool]:
    """The last word that may be of the name that heads a line, and whether a comma turns it."""
    last, comma = first, False
    while last + 1 < len(runs.tokens) and last - first < LONGEST and _may_head(runs, last + 1):
        turns = runs.gap(last + 1) == ", " and not comma and runs.tokens[last].capital
        turns = turns and (runs.tokens[first].shouted or runs.tokens[last + 1].known)
        if not (runs.tokens[last + 1].joined or turns):
            break
        comma = comma or turns
        last += 1
    return last, comma


def _acts(runs: Runs, first: int) -> int | None:
    """The last word of a name that begins a line without capitals, before what people do."""
    given = runs.tokens[first].plain in runs.lexicon.given and not is_function(runs.tokens[first].plain)
    if not (given or runs.is_unlisted(first)):
        return None
    last = first
    for at in range(first + 1, min(first + 4, len(runs.tokens))):
        token = runs.tokens[at]
        if not token.joined:
            return None
        if token.plain in any_of("does", "says") or (at > first + 1 and _DEED.fullmatch(token.plain)):
            weak = last == first and not runs.tokens[first].known and token.plain not in words("says")
            return None if weak else last
        listed = token.known and not is_function(token.plain)
        named = token.plain in words("particles") or runs.is_unlisted(at) or listed
        if not named and not (given and not is_function(token.plain) and token.plain in runs.lexicon.families):
            return None
        last = at
    return None


def _heads(runs: Runs, run: Sequence[Token], comma: bool) -> bool:
    end = run[-1].end
    if any(token.shouted and not token.known for token in run[1:]) and not run[0].shouted:
        return False
    if ROLE_BEHIND.match(runs.text, end):
        return run[0].plain not in NO_PERSON
    if not DATA_BEHIND.match(runs.text, end):
        return False
    known = [token.known for token in run]
    if any(token.sure for token in run) or (len(run) > 1 and known[-1] and known[0]):
        return True
    if any(known) and not run[0].everyday:
        return True
    plain = runs.lexicon.common | runs.lexicon.heads
    able = run[0].known or runs.is_strange(run[0])
    if len(run) == 2 and able and runs.is_family(runs.at[run[1].start]) and not run[1].first:
        return True
    return len(run) > 1 and not any(token.plain in plain for token in run) and not (comma and not run[0].shouted)


def _may_head(runs: Runs, index: int) -> bool:
    token = runs.tokens[index]
    if index in runs.safe or is_function(token.plain) or token.plain in any_of("titles", "roles"):
        return False
    if token.plain in words("months"):
        return not runs.is_month(index) and (runs.is_family(index + 1) or not token.first)
    plain = token.capital or token.plain in words("particles")
    family = token.plain in runs.lexicon.families and (token.shouted or (index > 0 and token.joined))
    return plain and (token.known or family or token.plain not in runs.lexicon.common)
