"""Whether the words before say that a person follows: kin, staff, whom one meets, what somebody is called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.names.lexicon import words
from scaffold.privacy.names.runs import is_function

if TYPE_CHECKING:
    from scaffold.privacy.names.runs import Runs

_BEHIND = re.compile(r"\s{1,2}|,\s|\s?\(|:\s|\s['\"“‘]")

_OF = re.compile(r"\s(?:of|from|at)\s(?:the|our|his|her|their|social|housing)\s[a-z]")
_ENDS = re.compile(r"\s?(?:[,.;:()]|$)|\s(?:of|from|at|is|has|was|who)\b")


def names_follow(word: str) -> bool:
    """Whether an everyday word behind this one, with a capital, is a name all the same."""
    return word in ("by", "baby") or word in words("kin") or word in words("met")


def is_announced(runs: Runs, index: int) -> bool:
    """Whether the words before say that a person follows."""
    token = runs.tokens[index]
    if index == 0 or not token.capital:
        return False
    gap, before = runs.gap(index), runs.tokens[index - 1].plain
    if before in ("is", "was") and index > 1 and gap.isspace():
        subject = runs.tokens[index - 2].plain
        kin = subject in words("kin") and (token.known or runs.follows(index + 1))
        return (subject == "name" or kin) and not token.everyday
    if before == "o" and runs.text[max(0, token.start - 5) : token.start].lower().lstrip()[-4:] == "c/o ":
        return token.known or runs.is_strange(token)
    if gap == ", " and _OF.match(runs.text, token.end) and runs.is_family(index):
        return not token.shouted and not runs.is_house(index)
    return _BEHIND.fullmatch(gap) is not None and _behind_word(runs, index, before)


def _behind_word(runs: Runs, index: int, before: str) -> bool:
    token = runs.tokens[index]
    if before in words("called"):
        return not token.everyday and not token.shouted
    if before == "baby" or (before in ("girl", "boy") and index > 1 and runs.tokens[index - 2].plain == "baby"):
        return _is_child(runs, index)
    if before in words("objects") and runs.gap(index).isspace() and runs.is_strange(token):
        return not runs.is_house(index)
    if before == "by" and not token.known and not token.initial and not runs.follows(index + 1):
        return _is_done(runs, index - 1) and runs.is_strange(token)
    if before in words("kin") or before == "by":
        if token.plain[1:2] == "-":
            return False
        able = token.known or not token.everyday or (not token.first and token.plain in runs.lexicon.families)
        return able and not token.shouted and not runs.is_house(index)
    if before in words("staff"):
        plain = not token.first and not token.shouted and (not token.everyday or runs.is_family(index))
        stands = (
            (runs.gap(index) == ", " or runs.is_strange(token))
            and runs.is_family(index)
            and _ENDS.match(runs.text, token.end)
        )
        return (token.known and not token.first) or (plain and (runs.goes_on(index + 1) or bool(stands)))
    if before in words("met"):
        return (token.known or not token.everyday) and runs.goes_on(index + 1) and not runs.is_house(index)
    return False


def _is_done(runs: Runs, index: int) -> bool:
    """Whether what was done before `by` is what people do, to somebody or to paper."""
    return any(runs.tokens[at].plain in words("done") for at in range(max(0, index - 3), index))


def _is_child(runs: Runs, index: int) -> bool:
    """Whether `baby` is followed by a name, whatever else the word may mean."""
    token = runs.tokens[index]
    lexicon = runs.lexicon
    plain = token.plain in lexicon.common | lexicon.heads | lexicon.organisation or is_function(token.plain)
    return not plain and not token.shouted and not runs.is_house(index)
