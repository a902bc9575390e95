"""The rows of `notes.jsonl`: who has which note, in which split."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle
from random import Random
from typing import Any

from scaffold_medical.sample_writing import letters, letters_zh, people
from scaffold_medical.sample_writing.blockfile import BLOCKS, Case, cases, headed
from scaffold_medical.sample_writing.markup import Marked, groups, join, segments
from scaffold_medical.sample_writing.seeded import seeded
from scaffold_medical.sample_writing.slots import ChineseSlots, Slots
from scaffold_medical.sample_writing.triage import hurried, mistyped

COUNTS = {"en": {"train": 810, "validation": 167, "test": 265}, "zh": {"train": 90, "validation": 18, "test": 30}}
OUTSIDE = {"validation": 40, "test": 80}
UNSEEN = 0.08
KINDS = ("referral", "referral", "referral", "clinic", "clinic", "discharge", "discharge", "triage", "triage")
LENGTHS = (55, 70, 85, 100, 120, 140, 165)
OLD = 0.35


@dataclass(frozen=True)
class Note:
    """One note with its marks resolved, before it has a number."""

    person: people.Person
    patient: int
    kind: str
    split: str
    marked: Marked
    speciality: str = ""
    conditions: tuple[str, ...] = ()


def rows() -> list[dict[str, Any]]:
    """All rows, in an order that says nothing."""
    notes = [*_inside("en"), *_inside("zh")]
    notes += _outside(1 + max(note.patient for note in notes))
    seeded().shuffle(notes)
    numbers: dict[int, str] = {}
    for note in notes:
        numbers.setdefault(note.patient, f"p{len(numbers) + 1:04d}")
    return [_row(f"n{i:04d}", numbers[note.patient], note) for i, note in enumerate(notes, start=1)]


def _row(identity: str, patient: str, note: Note) -> dict[str, Any]:
    row: dict[str, Any] = {"id": identity, "text": note.marked.text}
    if note.speciality:
        row["speciality"] = note.speciality
    return {
        **row,
        "conditions": sorted(note.conditions),
        "entities": [{"start": a, "end": b, "label": kind} for a, b, kind in note.marked.entities],
        "identifiers": [{"start": a, "end": b, "kind": kind} for a, b, kind in note.marked.identifiers],
        "patient": patient,
        "sex": note.person.sex,
        "age_group": people.age_group(note.person.age),
        "kind": note.kind,
        "language": note.person.language,
        "split": note.split,
        "in_scope": bool(note.speciality),
    }


def split_cases(language: str) -> dict[str, dict[str, list[Case]]]:
    """The cases of each split and speciality.

    Some cases are never trained on. The others come up in every split, but the story's opening is told in
    other words in train than in validation and test.
    """
    found: dict[str, dict[str, list[Case]]] = {split: {} for split in COUNTS["en"]}
    for speciality, known in cases(language).items():
        order = list(known)
        seeded(speciality).shuffle(order)
        unseen = max(1, round(UNSEEN * len(order)))
        found["train"][speciality] = [_told(case, slice(0, 1)) for case in order[unseen:]]
        found["test"][speciality] = [_told(case, slice(-1, None)) for case in order]
        found["validation"][speciality] = list(reversed(found["test"][speciality]))
    return found


def _told(case: Case, wordings: slice) -> Case:
    return replace(case, parts={**case.parts, "h": case.parts["h"][wordings]})


def _inside(language: str) -> Iterator[Note]:
    number = 0 if language == "en" else 100_000
    for split, by_speciality in split_cases(language).items():
        turns = {speciality: cycle(chosen) for speciality, chosen in by_speciality.items()}
        wanted = COUNTS[language][split]
        shares = [wanted // len(turns) + (i < wanted % len(turns)) for i in range(len(turns))]
        for share, turn in zip(shares, turns.values(), strict=True):
            left = share
            while left:
                number += 1
                rng = seeded(language, number)
                count = min(left, rng.choices([1, 2, 3], [75, 19, 6])[0])
                yield from _patient(next(turn), number, split, count, language)
                left -= count


def _patient(case: Case, number: int, split: str, count: int, language: str) -> Iterator[Note]:
    own = seeded("patient", language, number)
    age = own.randint(case.youngest, min(case.oldest, 89))
    if case.oldest > 89 and own.random() < OLD:
        age = own.randint(90, case.oldest)
    who = people.person(own, language, own.choice(case.sexes), age)
    patient = letters.know(who, case, own, language)
    kinds = own.sample(sorted(set(KINDS)), count) if count > 1 else [own.choice(KINDS)]
    for i, kind in enumerate(kinds):
        rng = seeded("note", language, number, i)
        yield _note(patient, number, kind, split, rng)


def _note(patient: letters.Patient, number: int, kind: str, split: str, rng: Random) -> Note:
    who = patient.who
    own = seeded("own", who.language, number)
    if who.language == "zh":
        block = letters_zh.compose(patient, kind, ChineseSlots(who, own, rng), rng)
        parts = segments(block)
    else:
        length = rng.choice(LENGTHS)
        block = letters.compose(patient, kind, length, Slots(who, own, rng), rng)
        parts = segments(block)
        parts = hurried(parts, rng) if kind == "triage" else mistyped(parts, rng, 0.006)
    return Note(who, number, kind, split, join(parts), patient.case.speciality, tuple(groups(block)))


def _outside(first: int) -> list[Note]:
    """Texts that belong to no speciality, each about its own person."""
    texts = headed(BLOCKS / "out_of_scope.txt")
    found: list[Note] = []
    for language, kind_of_slots in (("en", Slots), ("zh", ChineseSlots)):
        for i, block in enumerate(texts[language]):
            rng = seeded("outside", language, i)
            who = people.person(rng, language, rng.choice(["female", "male"]), rng.randint(22, 84))
            slots = kind_of_slots(who, seeded("outside own", language, i), rng)
            text = join(segments(letters.filled(block, slots, rng)))
            found.append(Note(who, first + len(found), rng.choice(KINDS), "", text))
    seeded("outside").shuffle(found)
    return [replace(note, split="validation" if i < OUTSIDE["validation"] else "test") for i, note in enumerate(found)]
