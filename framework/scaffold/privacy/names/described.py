"""Whether words with capitals that are no words are spoken of as a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.names.cues import AFTER_NAME, ROLE_BEHIND
from scaffold.privacy.names.lexicon import any_of, words
from scaffold.privacy.names.runs import is_function

if TYPE_CHECKING:
    from scaffold.privacy.names.runs import Runs
    from scaffold.privacy.names.tokens import Token

_COUNT = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_AGED = re.compile(
    rf",?[ \t](?:(?:is|was|now|just|only)[ \t]){{0,2}}(?:an?[ \t])?(?:aged[ \t])?"
    rf"{_COUNT}[ -](?:day|week|month|year|hour)s?[ -](?:old|of[ \t]age)\b"
    r"|,[ \t](?:aged[ \t])?\d{1,3},"
)
# What goes on about a person: has stopped his insulin, has lost weight, will not walk.
_OWN = re.compile(
    r"[ \t](?:(?:was|is)[ \t](?:seen|reviewed|admitted|referred"
    r"|discharged|born|accompanied|keen|worried|well|happy|unable"
    r"|due)"
    r"|(?:has|had|will|would|does|did)[ \t](?:(?:not|now|also|never|been)[ \t]){0,2}[a-z]+[ \t]"
    r"(?:his|her|their|\d+[ \t]?kg)"
    r"|(?:has|had)[ \t](?:been[ \t])?(?:lost|felt|noticed|stopped|started|vomit\w*|cough\w*|fallen"
    r"|complain\w*|asked|told|agreed|seen)"
    r"|will[ \t]not|(?:lost|gained|weighs)[ \t]\d)\b"
)


def is_described(runs: Runs, index: int) -> bool:
    """Whether words with capitals that are no words are spoken of as a person."""
    token = runs.tokens[index]
    if token.initial or token.shouted or runs.is_house(index):
        return False
    return _is_aged(runs, index) or _is_alone(runs, index) or _are_two(runs, index)


def _is_aged(runs: Runs, index: int) -> bool:
    """`Heath, five days old`: any word that may be a name, and an age."""
    token, last = runs.tokens[index], runs.end(index)
    able = token.known or runs.is_strange(token)
    return able and token.plain not in runs.lexicon.common and bool(_AGED.match(runs.text, runs.tokens[last].end))


def _is_alone(runs: Runs, index: int) -> bool:
    """A single word that is of no list, and does what only people do."""
    token = runs.tokens[index]
    if not runs.is_strange(token) or token.plain in any_of("first words", "kin") or runs.is_medical(token):
        return False
    if token.joined and index and runs.tokens[index - 1].capital and not runs.tokens[index - 1].first:
        return False
    after = runs.after(index)
    if after is not None and after.plain in words("says") and not after.capital:
        return True
    return token.first and (bool(_OWN.match(runs.text, token.end)) or _is_lone(runs, after))


def _is_lone(runs: Runs, after: Token | None) -> bool:
    """Whether what is behind a word is a deed, and none of things unless the text speaks of him or her."""
    if after is None or after.capital:
        return False
    return after.plain in (words("does") if runs.personal else words("does") - words("happens"))


def _are_two(runs: Runs, index: int) -> bool:
    """Two words or more, and a degree, kinship, an age or a deed behind them; or two that English does not have."""
    token = runs.tokens[index]
    last = runs.end(index, everything=True)
    if token.everyday or last == index:
        return False
    if _are_strange(runs, index, last):
        return True
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


def _are_strange(runs: Runs, index: int, last: int) -> bool:
    """Whether two words are of no list, or the first is none and the second a family name."""
    first, second = runs.tokens[index], runs.tokens[last]
    eponym = second.plain in runs.lexicon.eponyms and second.plain not in runs.lexicon.surnames
    medical = runs.is_medical(first) or runs.is_medical(second) or first.plain in runs.lexicon.eponyms
    if (
        eponym
        or medical
        or last in runs.safe
        or second.first
        or second.shouted
        or runs.is_word(last)
        or runs.is_word(index)
    ):
        return False
    named = second.known or second.plain in runs.lexicon.families or runs.is_strange(second)
    return (runs.is_strange(first) or (first.sure and not first.shouted)) and named and not is_function(second.plain)
