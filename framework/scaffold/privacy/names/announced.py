"""Whether the words before say that a person follows: kin, staff, whom one meets, what somebody is called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.names.lexicon import words

if TYPE_CHECKING:
    from scaffold.privacy.names.runs import Runs

_BEHIND = re.compile(r"\s{1,2}|,\s|\s?\(|:\s|\s['\"“‘]")


def names_follow(word: str) -> bool:
    """Whether an everyday word behind this one, with a capital, is a name all the same."""
    return word == "by" or word in words("kin") or word in words("met")


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
    return _BEHIND.fullmatch(gap) is not None and _behind_word(runs, index, before)


def _behind_word(runs: Runs, index: int, before: str) -> bool:
    token = runs.tokens[index]
    if before in words("called"):
        return not token.everyday and not token.shouted
    if before in words("kin") or before == "by":
        if token.plain[1:2] == "-":
            return False
        return (token.known or not token.everyday) and not token.shouted and not runs.is_house(index)
    if before in words("staff"):
        plain = not token.everyday and not token.first and not token.shouted
        return (token.known and not token.first) or (plain and runs.follows(index + 1))
    if before in words("met"):
        return (token.known or not token.everyday) and runs.follows(index + 1) and not runs.is_house(index)
    return False
