"""Puts a note together: what opens it, the case, what else is known about the patient, what closes it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from scaffold_medical.sample_writing.blockfile import BLOCKS, Case, Line, background, headed
from scaffold_medical.sample_writing.markup import GROUPS, expand, groups

if TYPE_CHECKING:
    from scaffold_medical.sample_writing.people import Person
    from scaffold_medical.sample_writing.slots import Slots

HEADINGS = {
    "h": ["PC", "HPC", "Presenting complaint", "History"],
    "history": ["PMH", "Past history", "Background"],
    "negatives": ["Negatives", "ROS"],
    "family_history": ["FH", "FHx", "Family history"],
    "social_history": ["SH", "Social", "Social history"],
    "medication": ["DH", "Medication", "Drugs", "Meds"],
    "allergies": ["Allergies", "Allergy status"],
    "e": ["O/E", "Examination", "Exam"],
    "examination": ["Obs", "General"],
    "i": ["Ix", "Investigations", "Results"],
    "a": ["Imp", "Impression", "Diagnosis", "Assessment"],
    "p": ["Plan", "P", "Rx"],
}
ORDERS = {
    "referral": [
        "h",
        "history",
        "negatives",
        "family_history",
        "social_history",
        "examination",
        "e",
        "i",
        "medication",
        "allergies",
        "a",
        "p",
    ],
    "clinic": [
        "a",
        "history",
        "h",
        "negatives",
        "family_history",
        "social_history",
        "medication",
        "allergies",
        "examination",
        "e",
        "i",
        "p",
    ],
    "discharge": [
        "a",
        "history",
        "h",
        "e",
        "i",
        "negatives",
        "family_history",
        "social_history",
        "p",
        "medication",
        "allergies",
    ],
    "triage": ["h", "history", "negatives", "e", "medication", "allergies", "social_history", "a"],
}
HEADERS = [
    "Re: {full}, DOB {dob}, NHS no {national}",
    "{listed} | {dob} | {record}",
    "RE {Title} {full} of {address}",
    "Patient: {full}\nBorn: {dob}\nAddress: {address}\nTel: {own_phone}",
    "{full} ({dob}), hospital number {record}",
    "Name {initial}, age {age}, tel {own_phone}",
    "{listed}, {address}; {own_email}",
    "{full}, {age} y, MRN {record}",
    "Re: {Title} {sur}, {own_phone}, {own_email}",
    "{full}, ID {national}, {address}",
    "{full} d.o.b. {dob}",
    "",
    "Re: {full}, {age}\n{address}\n{own_email}",
    "",
]
MOST = {"history": 2, "negatives": 2}
FAMILIES = [
    ("penicillin", "cillin|co-amoxiclav"),
    ("nsaid", "ibuprofen|naproxen|diclofenac|aspirin"),
    ("statin", "statin"),
    ("heart valve", "valve|endocarditis"),
    ("stone", "stone"),
    ("no regular", "prednisolone"),
    ("nothing of note", "known"),
]
_ALONE = re.compile("Nothing of note|otherwise fit|no other history|No admissions|Past history:|Born |既往体健")
_LABEL = re.compile(
    r"^(?:Allergies|Allergies none\. Intolerance|Family history|FHx?|Past history|Drug reactions|Family)(?::| of) "
)
KNOWN = ("history", "negatives", "family_history", "social_history", "medication", "allergies", "examination")


@dataclass
class Patient:
    """A patient, and what every note about them agrees on."""

    who: Person
    case: Case
    known: dict[str, list[str]] = field(default_factory=dict)


@cache
def wording() -> dict[str, list[str]]:
    """What opens and closes a note, by kind."""
    return headed(BLOCKS / "en" / "shared" / "wording.txt")


@cache
def _lines(name: str, language: str) -> list[Line]:
    return background(name, language)


def know(who: Person, case: Case, rng: Random, language: str = "en") -> Patient:
    """Choose what else is known about the patient: lines that contradict neither the case nor each other."""
    text = " ".join(part for parts in case.parts.values() for part in parts)
    known: dict[str, list[str]] = {}
    for name in KNOWN:
        chosen: list[str] = known.setdefault(name, [])
        for line in rng.sample(_lines(name, language), len(_lines(name, language))):
            alone = name == "history" and chosen and _ALONE.search(f"{line.text} {chosen[0]}")
            said = " ".join([text, *(already for lines in known.values() for already in lines)])
            if (
                len(chosen) < MOST.get(name, 1)
                and line.suits(who.sex, who.age)
                and not alone
                and _agrees(line, said, text)
            ):
                chosen.append(line.text)
    return Patient(who, case, known)


def compose(patient: Patient, kind: str, length: int, slots: Slots, rng: Random) -> str:
    """A note with marks, of about as many words as `length`."""
    parts = _parts(patient, kind, length, rng)
    headings = kind != "triage" and rng.random() < 0.4
    header = "" if kind == "triage" else rng.choice(HEADERS)
    opening = rng.choice(wording()[f"{kind}_open"])
    if kind == "clinic" and headings:
        opening = rng.choice([opening, ""])
    lines = [filled(text, slots, rng) for text in (header, opening) if text]
    body = []
    for name in [name for name in ORDERS[kind] if name in parts]:
        text = " ".join(filled(block, slots, rng) for block in parts[name])
        body.append(f"{rng.choice(HEADINGS[name])}: {_LABEL.sub('', text)}" if headings else text)
    lines += body if headings else [" ".join(body)]
    ends = _ends(kind, rng)
    return "\n".join([*lines, *(filled(text, slots, rng) for text in ends)])


def filled(block: str, slots: Slots, rng: Random) -> str:
    """The block with its braces filled in, beginning with a capital."""
    block = block.replace("{Pt}'s", "{His}")
    text = expand(block, rng, slots)
    return text[0].upper() + text[1:]


def _ends(kind: str, rng: Random) -> Iterable[str]:
    if kind == "triage":
        return rng.sample(wording()["triage_end"], rng.choice([1, 1, 2]))
    own = {"referral": "referral_ask", "discharge": "discharge_end", "clinic": "clinic_end"}[kind]
    count = rng.choice([0, 1, 1, 2])
    return [*rng.sample(wording()[own], count), rng.choice(wording()["close"])]


def _parts(patient: Patient, kind: str, length: int, rng: Random) -> dict[str, list[str]]:
    """The case's own parts first, as many as a note of this kind shows, then what is known until it is long enough."""
    case, order = patient.case, ORDERS[kind]
    shows = {"h": 1.0, "e": 0.75, "i": 0.7, "a": 0.85, "p": 0.55}
    if kind in ("clinic", "discharge"):
        shows = {"h": 0.9, "e": 0.7, "i": 0.8, "a": 0.9, "p": 0.9}
    parts: dict[str, list[str]] = {}
    for part, share in shows.items():
        if part in order and rng.random() < share:
            parts[part] = [rng.choice(case.parts[part])]
    if "h" not in parts and "a" not in parts:
        parts["h"] = [rng.choice(case.parts["h"])]
    more = [(name, text) for name in KNOWN if name in order for text in patient.known[name]]
    rng.shuffle(more)
    more.sort(key=lambda pair: pair[0] not in ("history", "negatives") and rng.random() < 0.5)
    words = sum(len(text.split()) for texts in parts.values() for text in texts) + 24
    for name, text in more:
        if words >= length:
            break
        parts.setdefault(name, []).append(text)
        words += len(text.split())
    return parts


def _agrees(line: Line, said: str, case: str) -> bool:
    """Whether a line fits what the note may say: what the patient has, what is ruled out, what was named."""
    has, ruled_out = groups(said), groups(said, ruled_out=True)
    apart = not groups(line.text) & ruled_out and not groups(line.text, ruled_out=True) & has
    return apart and (not line.needs or GROUPS[line.needs] in has) and not _clash(line.text, case)


def _clash(line: str, text: str) -> bool:
    """Whether the line names what the case names already, or tells of an allergy to what is given."""
    lowered = text.casefold()
    names = re.findall(r"\[([^\]@]+)|<([^>]+)>", line)
    kin = [pair for pair in FAMILIES if pair[0] in line.casefold()]
    return any((disease or drug).casefold() in lowered for disease, drug in names) or any(
        re.search(members, lowered) for _, members in kin
    )
