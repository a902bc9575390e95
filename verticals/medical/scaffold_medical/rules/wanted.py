"""Which labels get rules from the terms: those that ship, or the ones a hospital calls its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scaffold.errors import SettingsError, did_you_mean
from scaffold_medical.heads import CONDITION, CONDITIONS, ENTITIES, SPECIALITY
from scaffold_medical.rules.renaming import WRITTEN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold_medical.terminology.term import Term
    from scaffold_medical.terminology.terminology import Terminology

Labels = dict[str, dict[str, str]]
"""By head: what the terminology calls it, to the label of the data."""

TYPE_LABELS = {"disease": "Disease", "chemical": "Chemical"}
# A group of the terms that no label of the sample is.
_UNLABELLED = {"congenital"}
_HEADS = (SPECIALITY, CONDITION, CONDITIONS, ENTITIES)


def wanted_labels(terminology: Terminology, own: Mapping[str, Mapping[str, str]]) -> Labels:
    """The labels that terms speak of, by head.

    Without a word of the hospital these are the specialities and groups of the terms themselves; the head `condition`,
    whose labels nobody can know, has none.

    :param own: labels of a hospital by head; they stand in place of all those that ship for it. A key is a speciality,
        a group, a type, or the id of a term, which stands for all kinds of it.
    :raises SettingsError: for a head that terms do not speak of, and for a key that nothing is called.
    """
    specialities = sorted({each for term in terminology for each in term.specialities})
    groups = sorted({each for term in terminology for each in term.groups} - _UNLABELLED)
    shipped = {SPECIALITY: specialities, CONDITIONS: groups}
    labels = {head: {each: each for each in keys} for head, keys in shipped.items()} | {ENTITIES: TYPE_LABELS}
    for head, named in own.items():
        if head in WRITTEN:
            continue
        where = f"[medical] labels.{head}"
        if head not in _HEADS:
            raise SettingsError(f"terms do not speak of a head {head!r}{did_you_mean(head, _HEADS)}", where=where)
        keys = known_keys(terminology, head)
        for key in named:
            if key not in keys and key not in terminology:
                raise SettingsError(
                    f"{key!r} is no name of the terminology{did_you_mean(key, keys)}",
                    where=where,
                    hint="Write what the terminology calls it, or the id of a term, and the label of your data.",
                )
        labels[head] = dict(named)
    return labels


def known_keys(terminology: Terminology, head: str) -> set[str]:
    """What labels of a head may stand for, beside the ids of terms."""
    if head == ENTITIES:
        return set(TYPE_LABELS) | {term.type for term in terminology if term.type}
    if head == SPECIALITY:
        return {each for term in terminology for each in term.specialities}
    return {each for term in terminology for each in term.groups}


def keys_of(terminology: Terminology, head: str, term: Term) -> Sequence[str]:
    """What a term may be labelled as: type, specialities or groups, itself, and what it is a kind of."""
    if head == ENTITIES:
        return (terminology.type(term),)
    own = terminology.specialities(term) if head == SPECIALITY else terminology.groups(term)
    if head != SPECIALITY and terminology.type(term) not in ("disease", ""):
        own = ()
    return (*own, term.id, *(each.id for each in terminology.ancestors(term)))
