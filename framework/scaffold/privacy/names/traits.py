"""What a word in Latin script and the words around it look like to the learned finder."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from scaffold.privacy.names.lexicon import lexicon, words
from scaffold.privacy.names.runs import is_function

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.privacy.names.runs import Runs
    from scaffold.privacy.names.tokens import Token

LISTS = "list "
"""How traits begin that say on which lists a word itself stands."""
_CLASSES = (
    "titles",
    "kin",
    "staff",
    "says",
    "does",
    "met",
    "objects",
    "called",
    "done",
    "months",
    "organisation",
    "eponym heads",
    "particles",
    "function",
)
_OWN = ("ambiguous", "common", "eponyms", "eponym heads", "organisation", "ordinary", "first words", "months", "titles")
_EDGE = "|"
# M-mode, TGF-alpha, S-antigen: unlike names that are joined.
_CODE = re.compile(r"^[^\W\d_]{1,2}-|-[^\W\d_]{1,2}$|-[a-zß-ÿ]")


def is_candidate(runs: Runs, index: int) -> bool:
    """Whether a word may be a name at all: it has a capital, or is on no list of words where nothing has one."""
    token = runs.tokens[index]
    if len(token.plain) < 2 or index in runs.safe or is_function(token.plain) or token.plain in words("titles"):
        return False
    if "-" in token.plain and not _may_be_double(runs, index):
        return False
    if runs.small:
        return runs.is_unlisted(index)
    return token.capital and not runs.is_word(index) and not runs.is_month(index)


def _may_be_double(runs: Runs, index: int) -> bool:
    """Whether a word with a hyphen is no code, and stands where a test called after two people does not."""
    token = runs.tokens[index]
    leads = index > 0 and token.joined and runs.tokens[index - 1].capital
    return (token.first or leads) and not _CODE.search(runs.text[token.start : token.end])


def traits(runs: Runs, index: int) -> Iterator[str]:
    """Everything the model is told of one word."""
    yield "bias"
    token = runs.tokens[index]
    yield from _form(runs, token)
    around = {at: _seen(runs, index + at) for at in (-3, -2, -1, 1, 2, 3)}
    groups = {at: _classes(runs, index + at) for at in (-2, -1, 1, 2)}
    before, behind = _between(runs, index), _between(runs, index + 1)
    shape = _shape(token)
    for at, word in around.items():
        yield f"word {at} {word}"
    for at, found in groups.items():
        for group in found:
            yield f"class {at} {group}"
    yield f"before {before}"
    yield f"behind {behind}"
    yield f"gaps {before} {behind}"
    yield f"pair {around[-1]}{before}{around[1]}"
    yield f"left {around[-2]} {around[-1]}{before}"
    yield f"right {behind}{around[1]} {around[2]}"
    yield f"left shape {around[-1]}{before}{shape}"
    yield f"right shape {shape}{behind}{around[1]}"
    for left in groups[-1]:
        yield f"left class {left}{before}{shape}"
        for right in groups[1]:
            yield f"classes {left}{before}{behind}{right}"
    for right in groups[1]:
        yield f"right class {shape}{behind}{right} {token.first}"


def _form(runs: Runs, token: Token) -> Iterator[str]:
    """Its letters and the lists it stands on."""
    word, shape = token.plain, _shape(token)
    yield f"shape {shape} {token.first} {runs.small}"
    yield f"length {min(len(word), 12)} {shape}"
    yield f"text {runs.personal} {runs.small}"
    yield f"owns {token.owns}"
    yield f"strange {runs.is_strange(token)} {token.first}"
    yield f"medical {runs.is_medical(token)} {token.first}"
    for size in (2, 3, 4):
        yield f"ends {word[-size:]}"
        yield f"begins {word[:size]}"
    for trait in _listed(word):
        yield trait
        yield f"{trait} {token.first}"


@lru_cache(maxsize=65536)
def _listed(word: str) -> tuple[str, ...]:
    names = lexicon()
    given, family = word in names.given, word in names.surnames
    own = [group for group in _OWN if word in words(group)]
    return (f"{LISTS}given {given} {family}", f"{LISTS}other {' '.join(own)}", f"{LISTS}word {word if own else ''}")


def _shape(token: Token) -> str:
    if token.initial:
        return "I"
    letters = "S" if token.shouted else "C" if token.capital else "l"
    return letters + ("-" if "-" in token.plain else "'" if "'" in token.plain or "’" in token.plain else "")


def _seen(runs: Runs, index: int) -> str:
    """A word beside as it is told: itself, unless it may be part of a name."""
    if not 0 <= index < len(runs.tokens):
        return _EDGE
    token = runs.tokens[index]
    if token.initial:
        return "Initial"
    if not token.capital or token.first or token.everyday or token.plain in words("titles"):
        return token.plain
    return "Name" if token.known else "Strange"


def _classes(runs: Runs, index: int) -> tuple[str, ...]:
    """The lists of words a word beside stands on."""
    if not 0 <= index < len(runs.tokens):
        return (_EDGE,)
    token = runs.tokens[index]
    return (*_grouped(token.plain), _shape(token) + ("1" if token.first else ""))


@lru_cache(maxsize=65536)
def _grouped(word: str) -> tuple[str, ...]:
    found = tuple(group for group in _CLASSES if word in words(group))
    names = lexicon()
    if names.is_name(word) and word not in names.weak:
        found += ("name",)
    if not found and word.endswith(("ed", "ing", "s")):
        found += (re.findall("ed$|ing$|s$", word)[0],)
    return found


def _between(runs: Runs, index: int) -> str:
    """What stands between two words, figures as 0 and lines as such."""
    if index <= 0:
        return _EDGE
    if index >= len(runs.tokens):
        gap, end = runs.text[runs.tokens[-1].end : runs.tokens[-1].end + 8], _EDGE
    else:
        gap, end = runs.gap(index), ""
    return re.sub(r"\s*\n\s*", "¶", re.sub(r"\d[\d./:-]*", "0", gap[:16]))[:5].replace(" ", "_") + end
