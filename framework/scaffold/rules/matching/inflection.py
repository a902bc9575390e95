"""Other forms of English words: `blocked` and `blocks` for `block`, `paid` for `pay`, `cards` for `card`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, islice, product

from scaffold.rules.matching.exceptions import NO_PLURAL, NO_VERB_FORM, SINGULAR, STOP_WORDS
from scaffold.rules.matching.irregular import bases as irregular_bases
from scaffold.rules.matching.irregular import past_forms, plurals

_LATIN = re.compile("[a-zß-öø-ɏḁ-ỿ]{3,}")
_VOWELS = re.compile("[aeiouy]+")
_CONSONANT_Y = re.compile("[^aeiou]y")
# A last consonant after one vowel: doubled in `stopped`, in `referred`, not in `opened`.
_SHORT = re.compile("(?:^|[^aeiou]|qu)[aeiouy][bdfgklmnprstvz]")
_HISSING = re.compile("(?:[sxz]|sh)")
# Stems that rarely stand without an e, and those that may have lost one.
_LACKS_E = re.compile("(?:[cvu]|[^aeiourlwn]l|[^su]s|quir)")
_MAY_LACK_E = re.compile("(?:[cgvuz]|[^s]s|th|[^aeioul]l|[^aeiou][aeiouy][^aeiouywx]|qu[aeiou][^aeiou]|[aeiou]r)")
# Longer words whose last syllable is never stressed: `entered`, `happened`, `questioned`, but `referred`.
_UNSTRESSED = re.compile("[^f]er|[eo]n")


@lru_cache(maxsize=65536)
def forms(word: str) -> frozenset[str]:
    """The English forms of a folded word, itself included.

    Stop words, words under three letters and words not written in Latin letters have no other forms.

    >>> sorted(forms("block"))
    ['block', 'blocked', 'blocking', 'blocks']
    >>> sorted(forms("paid"))
    ['paid', 'pay', 'paying', 'pays']
    >>> sorted(forms("的卡"))
    ['的卡']
    """
    if not _LATIN.fullmatch(word) or word in STOP_WORDS or word in NO_PLURAL:
        return frozenset((word,))
    bases = {*irregular_bases().get(word, ()), *_regular_bases(word)} - STOP_WORDS
    found = {word}
    if not bases:
        bases = {word}
    elif word.endswith("ing"):
        found.add(f"{word}s")  # buildings
    return frozenset(found.union(*map(_inflected, bases)))


def variants(phrase: str, most: int = 64, *, last_only: bool = False) -> list[str]:
    """A phrase in its other forms, itself first, then those with the fewest words changed.

    A word that is not the last one stands in the possessive, too. The case of the phrase is kept.

    :param last_only: whether the words before the last one stay as they are, as in the terms of a lexicon.

    >>> variants("lost card", 4)
    ['lost card', 'lose card', 'loses card', 'losing card']
    """
    return list(dict.fromkeys(islice(_variants(phrase.split(" "), last_only), most)))


def _variants(words: list[str], last_only: bool) -> Iterator[str]:
    last = len(words) - 1
    others = [
        [] if last_only and place < last else _others(word, is_last=place == last) for place, word in enumerate(words)
    ]
    places = [place for place, own in enumerate(others) if own]
    for number in range(len(places) + 1):
        for changed in combinations(places, number):
            for chosen in product(*(others[place] for place in changed)):
                new = dict(zip(changed, chosen, strict=True))
                yield " ".join(new.get(place, word) for place, word in enumerate(words))


def _others(word: str, is_last: bool) -> list[str]:
    low = word.casefold()
    found = sorted(forms(low) - {low})
    if not is_last and _LATIN.fullmatch(low) and low not in STOP_WORDS:
        found.append(f"{low}'s")
    return [_as_written(form, word, low) for form in found]


def _as_written(form: str, word: str, low: str) -> str:
    """A form in the case of the word: `Blocked`, `ATMs`, `PAID`."""
    if len(low) == len(word) and form.startswith(low):
        return word + form[len(low) :]
    if word.isupper():
        return form.upper()
    return form.capitalize() if word[0].isupper() else form


def _inflected(base: str) -> set[str]:
    found = {base, *_with_s(base), *plurals().get(base, ())}
    if base.endswith(("is", "us")) and base != "focus":
        return found  # no verbs
    found |= _with_ending(base, "ing")
    return found.union(past_forms().get(base) or (() if base in past_forms() else _with_ending(base, "ed")))


def _with_s(base: str) -> set[str]:
    if _ends(_CONSONANT_Y, base):
        return {f"{base[:-1]}ies"}
    if base.endswith("sis"):
        return {f"{base[:-2]}es"}
    if base.endswith(("ch", "o")):
        return {f"{base}s", f"{base}es"}  # stomachs and batches, photos and potatoes
    return {f"{base}es" if _ends(_HISSING, base) else f"{base}s"}


def _with_ending(base: str, ending: str) -> set[str]:
    """The base with `ed` or `ing`."""
    if base.endswith("e"):
        if ending == "ed":
            return {f"{base}d"}
        if base.endswith("ie"):
            return {f"{base[:-2]}ying"}
        return {f"{base}ing" if base.endswith(("ee", "oe", "ye")) else f"{base[:-1]}ing"}
    if ending == "ed" and _ends(_CONSONANT_Y, base):
        return {f"{base[:-1]}ied"}
    if base.endswith("c"):
        return {f"{base}k{ending}"}
    if not _ends(_SHORT, base):
        return {base + ending}
    doubled = f"{base}{base[-1]}{ending}"
    if len(_VOWELS.findall(base)) == 1:
        return {doubled, base + ending} if base[-1] == "s" else {doubled}
    return {base + ending} if _ends(_UNSTRESSED, base) else {doubled, base + ending}


def _regular_bases(word: str) -> set[str]:
    """Words that `word` may be a regular form of."""
    if word in SINGULAR or word in NO_VERB_FORM or word in past_forms() or word in plurals():
        return set()
    if word.endswith("s"):
        found = set() if word.endswith(("ss", "us", "is")) else _singulars(word)
    elif word.endswith("ed"):
        found = _before_ed(word)
    elif word.endswith("ing"):
        found = _stems(word[:-3]) | ({f"{word[:-4]}ie"} if word.endswith("ying") else set())
    else:
        return set()
    # What does not lead back is none: `hoping` is no form of `hop`.
    return {base for base in found if len(base) > 2 and _VOWELS.search(base) and word in _inflected(base)}


def _singulars(word: str) -> set[str]:
    if word.endswith("ies") and len(word) > 4:
        return {f"{word[:-3]}y", word[:-1]} if len(word) < 7 else {f"{word[:-3]}y"}
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return {word[:-2]} | ({word[:-1]} if word.endswith("ches") else set())
    found = {word[:-1]}
    if word.endswith(("oes", "uses")) or word[:-2] in SINGULAR:
        found.add(word[:-2])
    if word.endswith(("yses", "eses", "oses", "tases", "crises")):
        found.add(f"{word[:-2]}is")
    return found


def _before_ed(word: str) -> set[str]:
    if word.endswith("eed"):
        return {word[:-1]} if word in ("agreed", "disagreed", "freed", "guaranteed") else set()
    return {f"{word[:-3]}y", word[:-1]} if word.endswith("ied") else _stems(word[:-2])


def _stems(stem: str) -> set[str]:
    """What may have stood before `ed` or `ing`."""
    syllables = len(_VOWELS.findall(stem))
    if stem.endswith("ick") and syllables > 1:
        return {stem[:-1]}
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "aeioufsz":
        if stem[-1] != "l":
            return {stem[:-1]}
        return {stem} if syllables == 1 else {stem, stem[:-1]}
    found = set() if _ends(_LACKS_E, stem) else {stem}
    return found | {f"{stem}e"} if _ends(_MAY_LACK_E, stem) else found


def _ends(pattern: re.Pattern[str], word: str) -> bool:
    """Whether a word ends in the pattern, of at most four characters."""
    return any(pattern.fullmatch(word, max(len(word) - size, 0)) for size in range(1, 5))
