"""How the names of terms stand in a text: in the plural, and with capitals where they are no words without them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.rules.matching.irregular import plurals
from scaffold.rules.matching.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

_LAST_WORD = re.compile(r"(?:^|[ -])([a-z]{4,})$")
# Where words that were written in one are divided in texts of tokens: "ataxia - telangiectasia", "Alzheimer 's".
_JOINT = re.compile(r"(?<=\w)(?:-(?=\w)|'s\b)")
_SHORT = 3
# Short forms that are words of English when they are written small.
_WORDS = (
    "ACE AIDS ALAS ALL ALP AM AN ART AS ASK AT BAD BE BED BEST BIT BUT CALM CAN CAP CAR CAST COLD CREST "
    "DASH DO DR ED FAST FLAIR GAS GIST GRACE HAS HE HELP HIS HIT HOT ICE IF IN IS IT LAD LAP LAST LEAP LED "
    "LET LIP LOW MAN MAP MAY ME MEN MERIT MR MS NO NOT OF ON OR PAD PAIN PAN PAST PAT PEEP PEG PET PIN POEM RAN "
    "RASH RAT RED REM RICE SAD SET SHE SIDS SO SPOT STAR TEE TEN TIPS TO TRAM US VAN WAS WE "
)
_ALSO_WORDS = frozenset(_WORDS.split())
LONGER_WORDS = (
    "慢性病",
    "急性病",
    "恶性病",
    "良性病",
    "遗传性病",
    "传染性病",
    "器质性病",
    "cold weather",
    "flu jab",
    "flu vaccine",
)
"""Words that hold the name of a term and mean something else."""

_ENDINGS = (
    (re.compile("(?<=[^aeiou])y$"), ("ies",)),
    (re.compile("(?<=[a-z]{3})is$"), ("es",)),
    (re.compile("us$"), ("i", "uses")),
    (re.compile("um$"), ("a", "ums")),
    (re.compile("oma$"), ("omas", "omata")),
    (re.compile("(?:s|x|z|ch|sh)$"), None),
)


def plural_forms(name: str) -> tuple[str, ...]:
    """The plurals that the last word of an English name may have; none of a name that stands in the plural.

    >>> plural_forms("brain tumour"), plural_forms("liver metastasis"), plural_forms("hiccups"), plural_forms("肺癌")
    (('brain tumours',), ('liver metastases',), (), ())
    """
    found = _LAST_WORD.search(name)
    if not found:
        return ()
    word = found[1]
    return tuple(name[: found.start(1)] + form for form in _plurals_of(word))


def _plurals_of(word: str) -> tuple[str, ...]:
    if word in plurals():
        return plurals()[word]
    for ending, forms in _ENDINGS:
        if ending.search(word):
            if forms:
                return tuple(ending.sub(form, word) for form in forms)
            return () if re.search("[^s]s$", word) else (f"{word}es",)
    return (f"{word}s",)


def needs_capitals(name: str) -> bool:
    """Whether a name means nothing unless it is written in capitals: a short form, or one that is also a word.

    >>> needs_capitals("MI"), needs_capitals("AIDS"), needs_capitals("COPD"), needs_capitals("flu")
    (True, True, False, False)
    """
    letters = [char for char in name if char.isalpha()]
    if not letters or not name.isascii() or " " in name or any(map(str.islower, letters)):
        return False
    return len(letters) <= _SHORT or name in _ALSO_WORDS


def is_also_word(name: str) -> bool:
    """Whether it is a word of English that stands in capitals where a whole line does."""
    return name in _ALSO_WORDS


def phrases_of(name: str, owner: int) -> Iterator[Phrase]:
    """What is looked for in a text for a name: itself and its plural; with a hyphen or an `'s` also as tokens."""
    if needs_capitals(name):
        yield Phrase(name, owner, inflect=False, match_case=True)
        yield Phrase(f"{name}s", owner, inflect=False, match_case=True)
        return
    if any(map(str.isalnum, name)):
        forms = (name, *plural_forms(name))
        apart = (_JOINT.sub(lambda found: f" {found[0]}{' ' * (found[0] == '-')}", form) for form in forms)
        for form in dict.fromkeys((*forms, *apart)):
            yield Phrase(form, owner, inflect=False)
