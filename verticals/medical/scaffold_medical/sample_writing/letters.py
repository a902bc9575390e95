"""Puts a note together: what opens it, the case, what else is known about the patient, what closes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from random import Random

from scaffold_medical.sample_writing.blockfile import BLOCKS, Case, Line, background, headed
from scaffold_medical.sample_writing.markup import expand, groups
from scaffold_medical.sample_writing.people import Person
from scaffold_medical.sample_writing.slots import Slots

HEADINGS = {
    "h": ["PC", "HPC", "Presenting complaint", "History"], "history": ["PMH", "Past history", "Background"],
    "negatives": ["Negatives", "ROS"], "family_history": ["FH", "FHx", "Family history"],
    "social_history": ["SH", "Social", "Social history"], "medication": ["DH", "Medication", "Drugs", "Meds"],
    "allergies": ["Allergies", "Allergy status"], "e": ["O/E", "Examination", "Exam"], "examination": ["Obs", "General"],
    "i": ["Ix", "Investigations", "Results"], "a": ["Imp", "Impression", "Diagnosis", "Assessment"], "p": ["Plan", "P", "Rx"],
}  # fmt: skip
ORDERS = {
    "referral": ["h", "history", "negatives", "family_history", "social_history", "examination", "e", "i", "medication",
                 "allergies", "a", "p"],
    "clinic": ["a", "history", "h", "negatives", "family_history", "social_history", "medication", "allergies",
               "examination", "e", "i", "p"],
    "discharge": ["a", "history", "h", "e", "i", "negatives", "family_history", "social_history", "p", "medication", "allergies"],
    "triage": ["h", "history", "negatives", "e", "medication", "allergies", "social_history", "a"],
}  # fmt: skip
HEADERS = [
    "Re: {full}, DOB {dob}, NHS no {national}", "{listed} | {dob} | {record}", "RE {Title} {full} of {address}",
    "Patient: {full}\nBorn: {dob}\nAddress: {address}\nTel: {own_phone}", "{full} ({dob}), hospital number {record}",
    "Name {initial}, age {age}, tel {own_phone}", "{listed}, {address}; {own_email}", "{full}, {age} y, MRN {record}",
    "Re: {Title} {sur}, {own_phone}, {own_email}", "{full}, ID {national}, {address}", "{full} d.o.b. {dob}", "",
    "Re: {full}, {age}\n{address}\n{own_email}", "",
]  # fmt: skip
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
def _lines(name: str) -> list[Line]:
    return background(name)


def know(who: Person, case: Case, rng: Random) -> Patient:
    """Choose what else is known about the patient."""
    patient = choose_known(who, case, rng, _lines)
    if who.age < 13:
        social = patient.known["social_history"]
        patient.known["social_history"] = [line for line in social if "school" in line or "Nursery" in line]
    return patient


def choose_known(who: Person, case: Case, rng: Random, lines: Callable[[str], list[Line]]) -> Patient:
    """Lines of each file that fit sex and age and do not contradict the case or each other."""
    text = " ".join(part for parts in case.parts.values() for part in parts)
    has, ruled_out, known = groups(text), groups(text, ruled_out=True), {}
    for name in KNOWN:
        fitting = [ln.text for ln in lines(name) if who.sex in ln.sexes and ln.youngest <= who.age <= ln.oldest]
        rng.shuffle(fitting)
        chosen: list[str] = []
        for line in fitting:
            if len(chosen) == {"history": 3, "negatives": 2}.get(name, 1):
                break
            if groups(line) & ruled_out or groups(line, ruled_out=True) & has or _said(line, text):
                continue
            chosen.append(line)
            has, ruled_out = has | groups(line), ruled_out | groups(line, ruled_out=True)
        known[name] = chosen
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
        body.append(f"{rng.choice(HEADINGS[name])}: {text}" if headings else text)
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
    shows = {"h": 1.0, "e": 0.7, "i": 0.5, "a": 0.55, "p": 0.3}
    if kind in ("clinic", "discharge"):
        shows = {"h": 0.9, "e": 0.6, "i": 0.75, "a": 0.85, "p": 0.9}
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


def _said(line: str, text: str) -> bool:
    """Whether the line names something that the case names already."""
    lowered = text.casefold()
    names = [piece.split("@")[0].split("]")[0] for piece in line.split("[")[1:]]
    drugs = [piece.split(">")[0] for piece in line.split("<")[1:]]
    return any(name.casefold() in lowered for name in names + drugs)
