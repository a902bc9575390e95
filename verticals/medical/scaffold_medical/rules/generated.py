"""Rules made from terms: what a note is about, from the illnesses it names, and where illnesses and drugs stand.

The terms are the only place where names are written. A rule fires on a name that is said of the patient: what is
denied, doubted, or about somebody else counts for nothing, or in a rule of its own whose worth is learnt apart.
"""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING, Any

import yaml

from scaffold_medical.heads import CONDITION, CONDITIONS, ENTITIES, SPECIALITY
from scaffold_medical.rules.bonds import bonds
from scaffold_medical.rules.wanted import keys_of, wanted_labels
from scaffold_medical.rules.wording import Wording, senses_by_term, wording_of
from scaffold_medical.terminology.abbreviations import clinical_abbreviations
from scaffold_medical.terminology.reading import read_terminology

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from scaffold_medical.terminology.abbreviations import Abbreviations
    from scaffold_medical.terminology.term import Term
    from scaffold_medical.terminology.terminology import Terminology

Node = dict[str, Any]

_OWNER, _SOURCE = "medical terminology", "names and short forms of the terms"
_NOT_SAID = ["negated", "uncertain", "other_person"]
_NOT_NOW = [*_NOT_SAID, "past"]
# What comes right before the illness that a note is about.
_JUDGED = ["diagnosis", "impression", "assessment", "dx", "consistent with", "suspicious for", "诊断", "印象", "考虑"]


def read_generated(paths: Sequence[Path] = (), labels: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """The rules of the terms that ship and of a hospital's files, as the text of a file of rules.

    :param labels: what a hospital calls its own labels, see `wanted_labels`.
    :raises DataError: for a file of terms that cannot be read.
    :raises SettingsError: for labels that nothing is called.
    """
    return generated_rules(read_terminology(paths), clinical_abbreviations(), labels or {})


def generated_rules(
    terminology: Terminology, abbreviations: Abbreviations, labels: Mapping[str, Mapping[str, str]]
) -> str:
    """YAML of the rules: one or two a label, whose ids say head and label."""
    rules: list[Node] = []
    taken: set[str] = set()
    wanted = wanted_labels(terminology, labels)
    senses = senses_by_term(terminology, abbreviations)
    for head, named in wanted.items():
        for key, terms in _by_key(terminology, head, named).items():
            name, then = _id(head, key, taken), {"head": head, "label": named[key]}
            for part, own in _parts(terminology, head, terms).items():
                found = wording_of(own, senses, abbreviations, in_company=head != ENTITIES)
                if found.names():
                    rules += _WRITERS[part](name, found, then)
    return _as_yaml({"rules": rules} | bonds(terminology, wanted))


def _parts(terminology: Terminology, head: str, terms: Sequence[Term]) -> dict[str, list[Term]]:
    """Terms by the rules they are in: of a speciality, illnesses say more than signs, and signs more than drugs."""
    found: dict[str, list[Term]] = {}
    for term in terms:
        part = _SAYS.get(terminology.type(term), "illness") if head == SPECIALITY else head
        found.setdefault(part, []).append(term)
    return found


def _id(head: str, key: str, taken: set[str]) -> str:
    """An id of its own, of at most 80 characters without blanks."""
    base = f"{head}:{'-'.join(key.split())}"[:70]
    name = next(each for each in chain((base,), (f"{base}-{number}" for number in count(2))) if each not in taken)
    taken.add(name)
    return name


def _by_key(terminology: Terminology, head: str, named: Mapping[str, str]) -> dict[str, list[Term]]:
    """Terms by what they are labelled as, in the order of the labels."""
    found: dict[str, list[Term]] = {key: [] for key in named}
    for term in terminology:
        for key in dict.fromkeys(keys_of(terminology, head, term)):
            if key in found:
                found[key].append(term)
    return {key: terms for key, terms in found.items() if terms}


def _illness(name: str, found: Wording, then: Node) -> list[Node]:
    """A note names an illness of the speciality that the patient has now; and it is what the note comes to."""
    judged: Node = {
        "all": [{"phrases": _JUDGED}, found.condition()],
        "ordered": True,
        "same_sentence": True,
        "within": 8,
    }
    return [
        _rule(name, "Illnesses that the speciality sees.", found.condition(unless=_NOT_NOW), then)
        | _examples(found, no_match=["No evidence of {}."]),
        _rule(f"{name}:judged", "An illness of the speciality is the diagnosis.", judged, then)
        | _examples(found, match=["Diagnosis: {}.", "诊断：{}。"]),
    ]


def _signs(name: str, found: Wording, then: Node) -> list[Node]:
    """Symptoms, findings and procedures of the speciality."""
    rule = _rule(f"{name}:signs", "Symptoms and tests of the speciality.", found.condition(unless=_NOT_NOW), then)
    return [rule | _examples(found, no_match=["No {} in the past."])]


def _drugs(name: str, found: Wording, then: Node) -> list[Node]:
    """Drugs that the speciality gives; many are given by others, too."""
    rule = _rule(f"{name}:drugs", "Drugs that the speciality gives.", found.condition(unless=_NOT_NOW), then)
    return [rule | _examples(found, match=["Takes {}.", "服用{}。"], no_match=["Never took {}."])]


def _conditions(name: str, found: Wording, then: Node) -> list[Node]:
    """The patient has, or had, an illness of the group; and may have one."""
    doubted: Node = {"any": [found.condition(only=["uncertain"])]}
    return [
        _rule(name, "Illnesses that the patient has or had.", found.condition(unless=_NOT_SAID), then)
        | _examples(found, no_match=["No evidence of {}.", "Her mother had {}."]),
        _rule(f"{name}:doubted", "Illnesses that the patient may have.", doubted, then)
        | _examples(found, match=["Possible {}.", "可能是{}。"], no_match=["Known {}."]),
    ]


def _entities(name: str, found: Wording, then: Node) -> list[Node]:
    """Where a name stands, whatever is said of it; of chemicals no short forms, which are often what was measured."""
    parts = {"names": Wording(plain=found.plain), "short-forms": Wording(cased=found.cased)}
    if name.endswith("chemical"):
        del parts["short-forms"]
    return [
        _rule(f"{name}:{part}", f"Where a {name.split(':')[1]} is named: {part}.", own.condition(), then)
        | {"hardness": "hard"}
        | _examples(own)
        for part, own in parts.items()
        if own.names()
    ]


def _rule(name: str, description: str, when: Node, then: Node) -> Node:
    return {
        "id": name,
        "description": description,
        "owner": _OWNER,
        "source": _SOURCE,
        "when": when,
        "then": dict(then),
    }


def _examples(found: Wording, match: Sequence[str] = ("Known {}.", "患者有{}。"), no_match: Sequence[str] = ()) -> Node:
    """Texts with the first English and the first Chinese name."""
    names = found.names()
    english = next((name for name in names if name.isascii()), None)
    chinese = next((name for name in names if not any(char.isascii() for char in name)), None)
    pairs = [(english if text.isascii() else chinese, text) for text in match]
    told: dict[str, list[str]] = {"match": list(_filled(pairs))}
    told["no_match"] = list(_filled((english, text) for text in no_match))
    return {"examples": {key: texts for key, texts in told.items() if texts}}


def _filled(pairs: Iterable[tuple[str | None, str]]) -> Iterator[str]:
    return (text.format(name) for name, text in pairs if name is not None)


def _as_yaml(document: Node) -> str:
    """Lists that occur more than once are written once."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(document, Dumper=dumper, allow_unicode=True, sort_keys=False, width=120))


_SAYS = {"symptom": "signs", "finding": "signs", "procedure": "signs", "chemical": "drugs"}
_WRITERS = {
    "illness": _illness,
    "signs": _signs,
    "drugs": _drugs,
    CONDITION: _conditions,
    CONDITIONS: _conditions,
    ENTITIES: _entities,
}
