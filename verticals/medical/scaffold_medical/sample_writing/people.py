"""Fictional people: names of many cultures, dates of birth, addresses, numbers that no register holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from scaffold_medical.sample_writing.blockfile import BLOCKS, headed


@dataclass(frozen=True)
class Person:
    """A fictional patient.

    :param today: when the notes about them are written, so that the age fits the date of birth.
    """

    given: str
    surname: str
    sex: str
    age: int
    born: date
    today: date
    language: str

    @property
    def name(self) -> str:
        """Given name and surname, in the order of the language."""
        return f"{self.surname}{self.given}" if self.language == "zh" else f"{self.given} {self.surname}"

    @property
    def title(self) -> str:
        """The title that a letter uses."""
        if self.age < 18:
            return "Miss" if self.sex == "female" else "Master"
        return ("Mrs", "Ms")[self.age % 2] if self.sex == "female" else "Mr"


@cache
def pool(name: str) -> list[str]:
    """Names under a heading of `names.txt`; a hyphen between capitals stands for a space in about half of them."""
    lines = headed(BLOCKS / "names.txt")[name]
    return lines[0].split("|") if "|" in lines[0] else lines[0].split()


def spaced(name: str) -> str:
    """Names of towns and those with particles are written with hyphens in the file and with spaces in notes."""
    first = name.split("-")[0]
    if first in {"van", "dos", "ap", "De", "Dela", "Te", "Bin", "Running"}:
        return name.replace("-", " ")
    return name


def surname(rng: Random, language: str) -> str:
    """A surname of the language's pool."""
    return rng.choice(pool("zh_surname")) if language == "zh" else spaced(rng.choice(pool("surname")))


def given(rng: Random, language: str, sex: str) -> str:
    """A given name of the language's pool."""
    return rng.choice(pool(f"zh_{sex}" if language == "zh" else sex))


def person(rng: Random, language: str, sex: str, age: int) -> Person:
    """A new patient, whose notes are written on some day of 2023 to 2025."""
    today = date(2023, 1, 9) + timedelta(days=rng.randrange(1050))
    born = today - timedelta(days=int(365.2425 * age) + rng.randrange(20, 340))
    if age == 0:
        born = today - timedelta(days=rng.randrange(20, 60))
    return Person(given(rng, language, sex), surname(rng, language), sex, age, born, today, language)


def age_group(age: int) -> str:
    """The band of an age in years."""
    for top, name in ((17, "0-17"), (39, "18-39"), (64, "40-64"), (89, "65-89")):
        if age <= top:
            return name
    return "90+"
